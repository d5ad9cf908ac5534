"""How we talk to Google's three services: tokens, refusals, pages, files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import httpx

from storelink.domain.errors import Busy, StoreError
from storelink.domain.waiting import Rest
from storelink.providers.answers import Answer
from storelink.providers.downloads import Downloaded, download
from storelink.providers.google_play.access import Access
from storelink.providers.google_play.documents import Fields, answer_of, object_of, page_of
from storelink.providers.google_play.pace import Pace
from storelink.providers.google_play.refusals import QUOTA_CODES, Door, meant
from storelink.providers.google_play.tokens import PUBLISHER, REPORTING, STORAGE, Tokens
from storelink.providers.http import PoliteClient
from storelink.providers.paging import Page, every_page
from storelink.providers.waiting import retry_after

REPORTING_A_SECOND: Final = 8
"""Google allows ten: developers.google.com/play/developer/reporting/quotas"""
_TOO_MANY: Final = 429
_FORBIDDEN: Final = 403
_REFUSALS_AT_MOST: Final = 4
"""In a row, over all threads; after these the service is left alone."""
_DAILY: Final = "dailyLimitExceeded"
_DAILY_WAIT: Final = timedelta(hours=1)
_SLOWED_WAITS_SECONDS: Final = (1.0, 3.0)
"""Other processes ask too: a refusal for haste is waited for here before it is told."""
_TRIES: Final = 3
_TEMPORARY: Final = frozenset({408, 429, 500, 502, 503, 504})
_ENDPOINT: Final = {
    Door.STATISTICS: ("storage", STORAGE),
    Door.MONEY: ("storage", STORAGE),
    Door.PUBLISHER: ("publisher", PUBLISHER),
    Door.REPORTING: ("reporting", REPORTING),
}
"""Door → endpoint and scope."""


class Refused(Exception):
    """An answer that was no success, before a table has said what it means."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"{answer.where}: {answer.status}")
        self.answer = answer


@dataclass
class GoogleClient:
    """One credential's way to Google. Raises the errors of `domain.errors`."""

    http: PoliteClient
    access: Access
    tokens: Tokens = field(init=False)
    _pace: Pace = field(default_factory=lambda: Pace(1 / REPORTING_A_SECOND), repr=False)
    """Of the Reporting API, the only one with a limit by the second."""

    def __post_init__(self) -> None:
        self.tokens = Tokens(self.access, self.http)

    def get(self, door: Door, path: str, params: Mapping[str, str]) -> Fields:
        """One object."""
        return object_of(self.raw(door, "GET", path, params=params), f"GET {path}")

    def raw(self, door: Door, method: str, path: str, **options: Any) -> bytes:
        """An answer as sent; `extra` headers go along. Refusals come out as what they mean at this
        door."""
        try:
            return self._called(door, method, path, options).content
        except Refused as refused:
            raise of_part(meant(refused.answer, door, self.access), door) from None

    def pages(
        self, door: Door, path: str, params: Mapping[str, str], records: str
    ) -> Iterator[Fields]:
        """Every page of a list that names the next one by `nextPageToken`, by the rule of
        `paging`. `records`: the field that holds the list."""

        def ask(token: str) -> Page[Fields]:
            asked = {**params, "pageToken": token} if token else params
            return page_of(self.get(door, path, asked), records)

        return every_page(f"GET {path}", ask)

    def file(self, door: Door, path: str, params: Mapping[str, str], into: Path) -> Downloaded:
        """A file, written as it is stored. Refused where it is not sent."""
        endpoint, scope = _ENDPOINT[door]
        url = self.http.url(endpoint, path)
        for number in range(_TRIES):
            self._check(door)
            headers = {**self._headers(scope), "Accept-Encoding": "gzip"}
            got = self._downloaded(url, into, headers, params, is_last=number == _TRIES - 1)
            if got is None:
                continue
            if got.status == 200:
                return got
            if got.status == 401 and number < _TRIES - 1:
                self._renew_token(scope, number)
                continue
            if got.status in _TEMPORARY - {429} and number < _TRIES - 1:
                self.http.pause(number + 0.5)
                continue
            answer = answer_of(f"GET {path}", got.status, got.head, got.headers or {})
            raise self._refused(door, answer)
        raise Busy("Google isn’t sending this file right now. Storelink tries again by itself.")

    def _downloaded(
        self, url: str, into: Path, headers: Mapping[str, str], params: Mapping[str, str],
        *, is_last: bool,
    ) -> Downloaded | None:  # fmt: skip
        """None where the connection broke and it is worth another try."""
        try:
            return download(self.http, url, into, headers=headers, params=params)
        except Busy:
            if is_last:
                raise
            self.http.pause(0.5)
            return None

    def _called(
        self, door: Door, method: str, path: str, options: Mapping[str, Any]
    ) -> httpx.Response:
        endpoint, scope = _ENDPOINT[door]
        url = self.http.url(endpoint, path)
        response = self._paced(door, method, url, options)
        for number in range(_TRIES - 1):
            if response.status_code != 401 or _is_about_rights(response):
                break
            self._renew_token(scope, number)
            response = self._paced(door, method, url, options)
        if response.is_success:
            return response
        content, headers = response.content, response.headers
        answer = answer_of(f"{method} {path}", response.status_code, content, headers)
        raise self._refused(door, answer)

    def _renew_token(self, scope: str, number: int) -> None:
        """Before another try after a 401, which can pass: a new token, the second time after a
        pause."""
        self.tokens.forget(scope)
        if number:
            self.http.pause_about(number)

    def _paced(
        self, door: Door, method: str, url: str, options: Mapping[str, Any]
    ) -> httpx.Response:
        _, scope = _ENDPOINT[door]
        self._check(door)
        for wait in _SLOWED_WAITS_SECONDS if door is Door.REPORTING else ():
            self._pace.wait()
            self._check(door)
            response = self._sent(scope, method, url, options)
            if response.status_code != _TOO_MANY:
                self._pace.answered()
                return response
            asked = retry_after(response.headers)
            longest = max(_SLOWED_WAITS_SECONDS)
            if asked is not None and asked.total_seconds() > longest:
                return response
            if self._pace.refused(wait) > _REFUSALS_AT_MOST:
                return response
        if door is Door.REPORTING:
            self._pace.wait()
            self._check(door)
        return self._sent(scope, method, url, options)

    def _check(self, door: Door) -> None:
        """Busy while Google wants no more requests to this service. Of its services, each has
        limits of its own."""
        if self.http.limiter is not None:
            self.http.limiter.check(_ENDPOINT[door][0])

    def _refused(self, door: Door, answer: Answer) -> Refused:
        """A refusal for haste stops everybody who uses the credential there, at once."""
        codes = _quota_codes(answer)
        if codes and self.http.limiter is not None:
            wait = answer.wait or (_DAILY_WAIT if _DAILY in codes else None)
            part = _ENDPOINT[door][0]
            rest = self.http.limiter.rest(wait, Rest.SLOWED_DOWN, part)
            answer = replace(answer, wait=rest)
        return Refused(answer)

    def _sent(
        self, scope: str, method: str, url: str, options: Mapping[str, Any]
    ) -> httpx.Response:
        headers = {**self._headers(scope), **options.get("extra", {})}
        given = {name: value for name, value in options.items() if name != "extra"}
        return self.http.request(method, url, headers=headers, **given)

    def _headers(self, scope: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens.current(scope)}"}


def segment(value: str) -> str:
    """A name as one segment of a path: it came from outside."""
    return quote(value, safe="")


def _is_about_rights(response: httpx.Response) -> bool:
    """The Publisher API says 401 where a permission is missing; the token is fine then."""
    answer = answer_of("", response.status_code, response.content, {})
    return answer.has_code("permissionDenied")


def of_part(error: StoreError, door: Door) -> StoreError:
    """Too many requests are too many for one of Google's services, not for the others."""
    if isinstance(error, Busy) and error.reason == Rest.SLOWED_DOWN:
        error.part = _ENDPOINT[door][0]
    return error


def _quota_codes(answer: Answer) -> frozenset[str]:
    """The codes that say that it is too much; none where it is something else."""
    said = {code for code in answer.codes for known in QUOTA_CODES if code.startswith(known)}
    if answer.status == _TOO_MANY:
        return frozenset(said | {str(_TOO_MANY)})
    return frozenset(said if answer.status == _FORBIDDEN else ())
