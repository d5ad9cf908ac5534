"""The one polite client through which every provider talks to its store.

What it holds to, whoever calls it: only the provider's own addresses (`addresses`), no redirects,
no cookies kept, time-outs on every wait, one deadline for the whole exchange (`deadline`), a bound
on the size of an answer, short retries of what may be repeated, one limit for all workers, a ledger
of every call, no secret in any error.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.cookiejar import CookieJar, DefaultCookiePolicy
from threading import Lock
from typing import Any, Final, Protocol, Self

import httpx

from storelink.domain.errors import Busy, Unexpected
from storelink.domain.waiting import Rest
from storelink.providers.addresses import Destination, destination_of
from storelink.providers.deadline import Deadline, keep_deadlines, within
from storelink.providers.redaction import bare_address, keep_secrets_out_of_logs, redact
from storelink.providers.waiting import retry_after

MAX_ANSWER_BYTES: Final = 32 * 1024 * 1024
"""Of an answer that is held in memory, unpacked."""
MAX_ANSWER_SECONDS: Final = 120.0
"""For one whole exchange, its further tries too: a store that drips is a store that hangs."""
MAX_FILE_SECONDS: Final = 7200.0
"""For one file, however large."""
FLOOR_BYTES_A_SECOND: Final = 32 * 1024
"""A file that comes slower than this, on the whole, is not waited for."""
REPEATABLE: Final = frozenset({"GET", "HEAD"})
TEMPORARY: Final = frozenset({500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Call:
    """One call to a store, as the ledger of outgoing calls keeps it. Never a secret in it."""

    provider: str
    method: str
    host: str
    path: str
    status: int | None
    """None where no answer came."""
    took_ms: int


class Limiter(Protocol):
    """Waits until one more request may be sent; shared by all workers of a credential."""

    def acquire(self) -> None: ...
    def check(self, part: str = "") -> None:
        """Busy while this part of the store is to be left alone."""

    def learn(self, per_hour: int) -> None:
        """The store told its limit."""

    def rest(self, wait: timedelta | None, why: Rest, part: str = "") -> timedelta:
        """No more requests for so long (None: the store did not say), by anyone. How long."""


@dataclass
class PoliteClient:
    """Time-outs, limits, redaction, pinned hosts; never follows a redirect by itself."""

    provider: str
    endpoints: Mapping[str, str]
    download_hosts: tuple[str, ...] = ()
    limiter: Limiter | None = field(default=None, repr=False)
    on_call: Callable[[Call], None] | None = field(default=None, repr=False)
    transport: httpx.BaseTransport | None = field(default=None, repr=False)
    connect_timeout_seconds: float = 10.0
    read_timeout_seconds: float = 60.0
    exchange_seconds: float = MAX_ANSWER_SECONDS
    """From the first byte sent to the last received; a file earns more time as it comes."""
    retry_waits_seconds: tuple[float, ...] = (0.5, 2.0)
    """One wait before each further try; each is made longer or shorter by up to half."""
    pause: Callable[[float], None] = field(default=time.sleep, repr=False)
    _client: httpx.Client | None = field(default=None, repr=False)
    _opening: Lock = field(default_factory=Lock, repr=False)

    def url(self, endpoint: str, path: str) -> str:
        """Absolute address of a path at one of the provider's endpoints."""
        return self.endpoints[endpoint].rstrip("/") + path

    def request(
        self,
        method: str,
        url: str,
        *,
        max_bytes: int = MAX_ANSWER_BYTES,
        as_is: bool = False,
        **options: Any,
    ) -> httpx.Response:
        """Send one request and read the whole answer. `options` are httpx's.

        Answers below 500 come back as they are, 429 too: what they mean is the provider's to say
        (`answers`). Busy where the store cannot be reached or fails after a few tries; Unexpected
        where the address is not the provider's, or the answer redirects or is too large.

        `as_is`: whatever the store answers comes back, a redirect (which is not followed) and a
        failure too, and nothing is tried again: for a store whose refusals look like failures.
        """
        deadline = Deadline(self.exchange_seconds)
        if as_is:
            return self._answered(
                method, url, max_bytes, options, deadline=deadline, redirects=True
            )
        waits = self.retry_waits_seconds if method.upper() in REPEATABLE else ()
        for wait in waits:
            try:
                return self._once(method, url, max_bytes, options, deadline=deadline)
            except Busy as busy:
                asked = busy.wait.total_seconds() if busy.wait else 0.0
                if asked > max(waits) or deadline.is_over:
                    raise
                self.pause(max(asked, wait * random.uniform(0.5, 1.5)))  # noqa: S311 - jitter
        return self._once(method, url, max_bytes, options, deadline=deadline)

    def stream(
        self, method: str, url: str, **options: Any
    ) -> AbstractContextManager[httpx.Response]:
        """The same for large answers: one try, nothing read yet. The reader bounds what it reads,
        and tells the deadline of what came (`deadline.received`).

        Busy may also come out of reading, as a `with` block's error.
        """
        deadline = Deadline(
            self.exchange_seconds,
            floor_bytes_a_second=FLOOR_BYTES_A_SECOND,
            at_most_seconds=MAX_FILE_SECONDS,
        )
        return self._open(method, url, options, deadline=deadline)

    def pause_about(self, seconds: float) -> None:
        """Wait so long, or up to half longer or shorter: not everybody asks again at once."""
        self.pause(seconds * random.uniform(0.5, 1.5))  # noqa: S311 - jitter

    def close(self) -> None:
        """Let go of the connections. The next request opens new ones."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _once(
        self,
        method: str,
        url: str,
        max_bytes: int,
        options: Mapping[str, Any],
        *,
        deadline: Deadline,
    ) -> httpx.Response:
        response = self._answered(method, url, max_bytes, options, deadline=deadline)
        if response.status_code in TEMPORARY:
            raise Busy(
                _BUSY_SENTENCE,
                wait=retry_after(response.headers),
                detail=f"{_where(response.request)}: {response.status_code}; "
                + redact(response.content[:500].decode("utf-8", "replace")),
                reason="store_failed",
            )
        return response

    def _answered(
        self,
        method: str,
        url: str,
        max_bytes: int,
        options: Mapping[str, Any],
        *,
        deadline: Deadline,
        redirects: bool = False,
    ) -> httpx.Response:
        with self._open(method, url, options, deadline=deadline, redirects=redirects) as response:
            content = _read_bounded(response, max_bytes)
        # As bytes: not every header of the world is ASCII.
        headers = [(k, v) for k, v in response.headers.raw if k.lower() != b"content-encoding"]
        return httpx.Response(
            response.status_code, headers=headers, content=content, request=response.request
        )

    @contextmanager
    def _open(
        self,
        method: str,
        url: str,
        options: Mapping[str, Any],
        *,
        deadline: Deadline,
        redirects: bool = False,
    ) -> Iterator[httpx.Response]:
        request = self._build(method, url, options)
        started = time.monotonic()
        status: int | None = None
        try:
            with within(deadline):
                response = self._http().send(request, stream=True)
                status = response.status_code
                try:
                    if response.has_redirect_location and not redirects:
                        raise _redirected(request, status)
                    yield response
                finally:
                    response.close()
        except httpx.HTTPError as error:
            # `from None`: httpx's error holds the request, and with it the token.
            raise _unreachable(request, error) from None
        finally:
            self._note(request, status, started)

    def _build(self, method: str, url: str, options: Mapping[str, Any]) -> httpx.Request:
        kind = destination_of(url, self.endpoints.values(), self.download_hosts)
        request = self._http().build_request(method, url, **options)
        if kind is Destination.DOWNLOAD and "authorization" in request.headers:
            raise ValueError("a token may not be sent to a host that files come from")
        if self.limiter is not None and kind is Destination.ENDPOINT:
            self.limiter.acquire()
        return request

    def _http(self) -> httpx.Client:
        with self._opening:  # several threads may be the first to ask
            self._client = self._client or self._new_client()
            return self._client

    def _new_client(self) -> httpx.Client:
        keep_secrets_out_of_logs()
        read, connect = self.read_timeout_seconds, self.connect_timeout_seconds
        client = httpx.Client(
            transport=self.transport,
            timeout=httpx.Timeout(read, connect=connect),
            follow_redirects=False,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            # A simulator on this machine is never behind the proxy of the environment.
            trust_env=not any(map(_is_local, self.endpoints.values())),
            headers={"User-Agent": "Storelink"},
        )
        keep_deadlines(client)
        return client

    def _note(self, request: httpx.Request, status: int | None, started: float) -> None:
        if self.on_call is None:
            return
        took_ms = round((time.monotonic() - started) * 1000)
        self.on_call(
            Call(self.provider, request.method, request.url.host, request.url.path, status, took_ms)
        )


_BUSY_SENTENCE: Final = (
    "The store isn’t answering right now. Nothing is wrong with your account. "
    "Storelink tries again by itself."
)


def _read_bounded(response: httpx.Response, max_bytes: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    for part in response.iter_bytes():
        size += len(part)
        if size > max_bytes:
            raise Unexpected(
                "The store’s answer is larger than any answer should be. It was not read.",
                detail=f"{_where(response.request)}: more than {max_bytes} bytes",
                reason="answer_too_large",
            )
        parts.append(part)
    return b"".join(parts)


def _redirected(request: httpx.Request, status: int) -> Unexpected:
    return Unexpected(
        "The store answered with a redirect, which Storelink does not follow.",
        detail=f"{_where(request)}: {status}",
        reason="redirected",
    )


def _unreachable(request: httpx.Request, error: httpx.HTTPError) -> Busy:
    return Busy(
        _BUSY_SENTENCE,
        detail=f"{_where(request)}: {type(error).__name__}: {redact(str(error))}",
        reason="timed_out" if isinstance(error, httpx.TimeoutException) else "unreachable",
    )


def _where(request: httpx.Request) -> str:
    return f"{request.method} {bare_address(str(request.url))}"


def _is_local(address: str) -> bool:
    return httpx.URL(address).host in {"127.0.0.1", "::1", "localhost"}
