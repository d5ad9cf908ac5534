"""How we talk to the App Store Connect API: tokens, pages, limits, refusals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import httpx

from storelink.domain.errors import Busy, StoreError, Unexpected
from storelink.domain.waiting import Rest
from storelink.providers.addresses import destination_of
from storelink.providers.answers import Answer, Rule, error_for
from storelink.providers.app_store_connect.documents import (
    Complaint,
    Document,
    Resource,
    complaint_of,
    document_of,
    page_of,
)
from storelink.providers.app_store_connect.refusals import REFUSALS
from storelink.providers.app_store_connect.tokens import Tokens
from storelink.providers.downloads import Downloaded, download
from storelink.providers.http import PoliteClient
from storelink.providers.paging import Bounds, Page, every_page
from storelink.providers.waiting import http_date, retry_after

ENDPOINT: Final = "api"
PAGE_SIZE: Final = 200
"""The most that Apple gives on one page of nearly every list."""
BOUNDS: Final = Bounds(pages=2500)
_TRIES: Final = 3
_TEMPORARY: Final = frozenset({500, 502, 503, 504})
_TOO_MANY: Final = 429
_MINUTE: Final = timedelta(minutes=1)
_FEW: Final = 4
"""Requests that are under way side by side."""
_LIMIT: Final = re.compile(r"([\w-]+)\s*:\s*(\d{1,9})")


class Refused(Exception):
    """An answer that was no success, before a table has said what it means."""

    def __init__(self, answer: Answer, complaint: Complaint) -> None:
        super().__init__(f"{answer.where}: {answer.status}")
        self.answer = answer
        self.complaint = complaint

    def meant(self, rules: Sequence[Rule] = ()) -> StoreError:
        """The error that it means, by the caller's rules and then Apple's."""
        return error_for(self.answer, (*_FIRST, *rules, *REFUSALS))


_FIRST: Final = tuple(
    rule
    for rule in REFUSALS
    if rule.reason in {"agreement_missing", "key_revoked", "vendor_unknown"}
)
"""What goes before a family's own reading of a 403."""


@dataclass
class AppleClient:
    """One key's way to the API. Raises the errors of `domain.errors`, or Refused where asked."""

    http: PoliteClient
    tokens: Tokens
    store_time: datetime = field(default_factory=lambda: datetime.now(UTC))
    """What Apple's clock said last."""

    def first_page(
        self, path: str, params: Mapping[str, str], rules: Sequence[Rule] = ()
    ) -> tuple[Resource, ...]:
        """The first page of a list. `rules` say what a refusal means here."""
        return self._page(self.http.url(ENDPOINT, path), params, rules).resources

    def every(
        self, path: str, params: Mapping[str, str], rules: Sequence[Rule] = ()
    ) -> Iterator[Resource]:
        """Every object of a list, page after page."""
        for document in self.pages(path, params, rules):
            yield from document.resources

    def pages(
        self, path: str, params: Mapping[str, str], rules: Sequence[Rule] = ()
    ) -> Iterator[Document]:
        """Every page of a list, by the rule of `paging`: on Apple's API only."""
        first = httpx.URL(self.http.url(ENDPOINT, path), params={"limit": str(PAGE_SIZE), **params})

        def ask(url: str) -> Page[Document]:
            return page_of(self._page(url, None, rules))

        def may_follow(url: str) -> None:
            destination_of(url, self.http.endpoints.values(), ())

        return every_page(
            f"GET {path}", ask, first=str(first), may_follow=may_follow, bounds=BOUNDS
        )

    def post(self, path: str, body: Mapping[str, Any]) -> Resource:
        """Create an object. Refused where Apple does not."""
        response = self._call("POST", self.http.url(ENDPOINT, path), json=body)
        made = document_of(response.content, f"POST {path}").resources
        if not made:
            raise Unexpected(
                "Apple’s answer does not say what it made.",
                detail=f"POST {path}",
                reason="answer_unknown",
            )
        return made[0]

    def delete(self, path: str) -> None:
        """Delete an object. Refused where Apple does not."""
        self._call("DELETE", self.http.url(ENDPOINT, path))

    def file(self, path: str, params: Mapping[str, str], into: Path) -> Downloaded:
        """A file that the API itself sends, written as sent. Refused where it sends none."""
        url = self.http.url(ENDPOINT, path)
        for number in range(_TRIES):
            headers = self._headers("application/a-gzip, application/json")
            got = download(self.http, url, into, headers=headers, params=params)
            self._learn(got.status, got.headers or {})
            if got.status == 200:
                return got
            is_last = number == _TRIES - 1
            if got.status == 401 and not is_last:
                self._renew_token(got.headers or {}, number)
                continue
            if got.status in _TEMPORARY and not is_last:
                self.http.pause(number + 0.5)
                continue
            break
        raise self._refused(f"GET {path}", got.status, got.head, got.headers or {})

    def _call(self, method: str, url: str, **options: Any) -> httpx.Response:
        response = self._send(method, url, options)
        for number in range(_TRIES - 1):
            if response.status_code != 401:
                break
            self._renew_token(response.headers, number)
            response = self._send(method, url, options)
        if response.is_success:
            return response
        where = f"{method} {response.request.url.path}"
        raise self._refused(where, response.status_code, response.content, response.headers)

    def _send(self, method: str, url: str, options: Mapping[str, Any]) -> httpx.Response:
        headers = self._headers("application/json")
        response = self.http.request(method, url, headers=headers, **options)
        self._learn(response.status_code, response.headers)
        return response

    def _headers(self, accept: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens.current()}", "Accept": accept}

    def _renew_token(self, headers: Mapping[str, str], number: int) -> None:
        """Before another try after a 401: a new token, signed by Apple's clock where ours was
        wrong, else after a short pause. Apple refuses valid tokens now and then:
        github.com/microsoft/asconnect/issues/8"""
        said = http_date(headers.get("Date", ""))
        if said is None or not self.tokens.learn_clock(said):
            self.tokens.forget()
            waits = self.http.retry_waits_seconds or (0.0,)
            wait = waits[min(number, len(waits) - 1)]
            self.http.pause_about(wait)

    def _learn(self, status: int, headers: Mapping[str, str]) -> None:
        """The limits, what is left of them, and what time it is at Apple's."""
        self.store_time = http_date(headers.get("Date", "")) or self.store_time
        limiter, told = self.http.limiter, _limits(headers)
        if limiter is None:
            return
        if told.per_hour:
            limiter.learn(told.per_hour)
        if status == _TOO_MANY:
            return  # `_refused` rests for as long as Apple says
        if told.hour_is_ending:
            limiter.rest(None, Rest.HOUR_USED_UP)
        elif told.left_this_minute == 0:
            limiter.rest(_MINUTE, Rest.SLOWED_DOWN)

    def _refused(
        self, where: str, status: int, content: bytes, headers: Mapping[str, str]
    ) -> Refused:
        """What Apple refuses. A refusal for haste stops everybody who uses the key, at once."""
        complaint = complaint_of(content)
        codes, wait = complaint.codes, retry_after(headers)
        if status == _TOO_MANY:
            is_used_up = _limits(headers).left_this_hour == 0
            why = Rest.HOUR_USED_UP if is_used_up else Rest.SLOWED_DOWN
            codes += (why.name,)
            if self.http.limiter is not None:
                wait = self.http.limiter.rest(wait, why)
        # The words of a page that stands before Apple are shown to us, and no rule goes by them.
        said, raw = (complaint.details, ()) if complaint.codes else ((), complaint.details)
        return Refused(Answer(status, codes, said, wait, where, "".join(raw)), complaint)

    def _page(self, url: str, params: Mapping[str, str] | None, rules: Sequence[Rule]) -> Document:
        try:
            response = self._call("GET", url, params=params)
        except Refused as refused:
            raise refused.meant(rules) from None
        return document_of(response.content, f"GET {response.request.url.path}")


def segment(value: str) -> str:
    """An id as one segment of a path: it came from outside."""
    return quote(value, safe="")


def fetch_presigned(http: PoliteClient, url: str, into: Path) -> Downloaded:
    """A file from the storage that Apple named. Without a token: it must never see one."""
    try:
        return download(http, url, into)
    except Busy:
        http.pause(0.5)
        return download(http, url, into)


@dataclass(frozen=True, slots=True)
class _Limits:
    """What `X-Rate-Limit` tells; None where it does not."""

    per_hour: int | None = None
    left_this_hour: int | None = None
    left_this_minute: int | None = None

    @property
    def hour_is_ending(self) -> bool:
        """So little is left that what is under way may use it up: better rest than be refused."""
        if self.per_hour is None or self.left_this_hour is None:
            return False
        return self.left_this_hour <= min(self.per_hour // 10, max(_FEW, self.per_hour // 50))


def _limits(headers: Mapping[str, str]) -> _Limits:
    """`user-hour-lim:3600;user-hour-rem:120;`, some paths the same by the minute. Source:
    developer.apple.com/documentation/appstoreconnectapi/identifying-rate-limits"""
    told = {name: int(value) for name, value in _LIMIT.findall(headers.get("X-Rate-Limit", ""))}
    return _Limits(
        told.get("user-hour-lim"), told.get("user-hour-rem"), told.get("user-minute-rem")
    )
