"""An answer of Apple's identity service, taken apart by what it holds and not by what it is called.

JSON comes labelled as HTML and HTML where JSON is expected; errors come in two spellings, their
codes as text or number, the second factor's state plain or wrapped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from storelink.providers.json_text import plain_json

_ERRORS: Final = ("serviceErrors", "service_errors", "validationErrors")
_STATE: Final = frozenset(
    {
        "trustedPhoneNumbers", "trustedPhoneNumber", "phoneNumber", "securityCode",
        "noTrustedDevices", "hasTrustedDevices", "trustedDevices", "fsaChallenge", "keyNames",
        "securityQuestions", "serviceErrors", "service_errors",
    }
)  # fmt: skip
"""By one of these the state of the second factor is known."""
_DEEPEST: Final = 8
_MOST_OBJECTS: Final = 500
_REAL_STATUSES: Final = frozenset({"401", "403"})
_MOST_MESSAGE: Final = 300


@dataclass(frozen=True, slots=True)
class Said:
    """One answer. Shows nothing but its status: bodies hold codes, headers hold keys."""

    status: int
    """The real one: sometimes a header knows better than the first line."""
    body: Mapping[str, Any] = field(repr=False)
    """Empty where it was no JSON object."""
    is_json: bool
    headers: httpx.Headers = field(repr=False)
    codes: tuple[str, ...] = ()
    message: str = field(default="", repr=False)
    """Apple's own sentence, harmless; empty where there is none."""
    title: str = field(default="", repr=False)
    """What stands above it."""

    @property
    def is_fine(self) -> bool:
        """True for a success that names no error."""
        return 200 <= self.status < 300 and not self.codes

    @property
    def auth_type(self) -> str:
        """The kind of account; empty where it is not told."""
        return text(self.body, "authType") or text(self.body, "authenticationType")

    def has_code(self, *codes: str) -> bool:
        """True where one of these errors is named."""
        return any(code in self.codes for code in codes)

    def cookie_names(self) -> Iterator[str]:
        """Names of the cookies that it sets."""
        for header in self.headers.get_list("set-cookie"):
            yield header.partition("=")[0].strip()


def said_of(response: httpx.Response) -> Said:
    """An answer, understood. Nothing in it makes this fail."""
    body = _object(response.content)
    errors = [one for one in _errors(body) if isinstance(one, dict)]
    codes = [str(one["code"])[:40] for one in errors if isinstance(one.get("code"), str | int)]
    header_code = response.headers.get("X-Apple-I-Ercd", "")
    if (
        response.status_code >= 400
        and re.fullmatch(r"-?\d{1,10}", header_code)
        and header_code not in {"0", *codes}
    ):
        codes.append(header_code)
    return Said(
        _status(response),
        body or {},
        body is not None,
        response.headers,
        tuple(codes),
        next((clean(text(one, "message") or text(one, "title")) for one in errors), ""),
        next((clean(text(one, "title")) for one in errors), ""),
    )


def text(body: Mapping[str, Any], name: str) -> str:
    """A value that is text; empty where it is missing or something else."""
    value = body.get(name)
    return value if isinstance(value, str) else ""


def mapping(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A value that is an object; empty where it is missing or something else."""
    value = body.get(name)
    return value if isinstance(value, dict) else {}


def unwrapped(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The state of the second factor, wherever it stands. Apple has moved it more than once: it is
    known by what it holds, not by its place. What stands deeper is believed first."""
    found: dict[str, Any] = dict(body)
    for inner in _objects_in(body):
        if _STATE & inner.keys():
            found |= inner
    return found


def _objects_in(body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The objects within, the outer ones first; of an answer that has very many, only some."""
    level: Sequence[Mapping[str, Any]] = [body]
    left = _MOST_OBJECTS
    for _ in range(_DEEPEST):
        level = [v for one in level for v in one.values() if isinstance(v, dict)][:left]
        left -= len(level)
        yield from level


def clean(words: str) -> str:
    """A sentence of Apple's as one line without markup, cut short."""
    plain = " ".join(re.sub(r"<[^>]{0,200}>", " ", words).split())
    plain = "".join(character for character in plain if character.isprintable())
    return plain[:_MOST_MESSAGE]


def _object(content: bytes) -> Mapping[str, Any] | None:
    if not content.strip():
        return {}
    found = plain_json(content)
    return found if isinstance(found, dict) else None


def _errors(body: Mapping[str, Any] | None) -> Sequence[object]:
    for name in _ERRORS:
        found = unwrapped(body or {}).get(name)
        if isinstance(found, list) and found:
            return found
    return ()


def _status(response: httpx.Response) -> int:
    real = response.headers.get("X-Apple-I-Rscd", "")
    if response.status_code in {200, 409} and real in _REAL_STATUSES:
        return int(real)
    return response.status_code
