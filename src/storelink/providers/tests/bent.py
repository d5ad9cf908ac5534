"""A store whose answers are bent: what comes is no answer of its own, whatever was asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import httpx

_PAGE: Final = b"<!DOCTYPE html>\n<html>There were no sales for the date specified.</html>"
_SIGN_IN: Final = b'<html><form action="/login"><input name="password"></form></html>'
_LENGTHS: Final = frozenset({"content-length", "transfer-encoding"})


@dataclass(frozen=True, slots=True)
class Raw:
    """An answer as it goes over the wire."""

    status: int
    headers: Mapping[str, str]
    content: bytes


Bend = Callable[[Raw], Raw]


def _instead(status: int, kind: str, content: bytes) -> Bend:
    return lambda _: Raw(status, {"Content-Type": kind}, content)


BENDS: Final[Mapping[str, Bend]] = {
    "a page": _instead(200, "text/html", _PAGE),
    "a sign-in page": _instead(200, "text/html", _SIGN_IN),
    "nothing": _instead(200, "text/plain", b""),
    "not found, by a page": _instead(404, "text/html", _PAGE),
    "not found, without a word": _instead(404, "text/plain", b""),
    "half of it": lambda raw: Raw(raw.status, raw.headers, raw.content[: len(raw.content) // 2]),
    "data of another kind": _instead(200, "application/json", b'{"data": {"signedIn": false}}'),
}
"""What has been seen to come instead of an answer. None of it says anything about figures."""


@dataclass
class BentTransport(httpx.BaseTransport):
    """Reaches the store, and bends what comes back while `bend` is set."""

    bend: Bend | None = None
    only_files: bool = False
    """Answers in JSON are left as they are."""
    bent: int = 0
    _inner: httpx.HTTPTransport = field(default_factory=httpx.HTTPTransport)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """See httpx. Whoever asks for a token gets one."""
        answer = self._inner.handle_request(request)
        if self.bend is None or "token" in request.url.path:
            return answer
        if self.only_files and "json" in answer.headers.get("Content-Type", ""):
            return answer
        stream = answer.stream
        assert isinstance(stream, httpx.SyncByteStream)
        headers = {n: v for n, v in answer.headers.items() if n.lower() not in _LENGTHS}
        raw = self.bend(Raw(answer.status_code, headers, b"".join(stream)))
        answer.close()
        self.bent += 1
        return httpx.Response(
            raw.status, headers=dict(raw.headers), stream=httpx.ByteStream(raw.content)
        )

    def close(self) -> None:
        self._inner.close()
