"""How we talk to App Store Connect's own pages: cookies of a sign-in, one team at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from storelink.domain.errors import PAGE_INSTEAD, Busy, NeedsVerification, Unexpected
from storelink.domain.waiting import Rest
from storelink.providers.addresses import destination_of
from storelink.providers.answers import Answer, Rule, error_for
from storelink.providers.app_store_connect.apple_id.cookies import Jar, Place, place_of
from storelink.providers.app_store_connect.apple_id.widget import WEB
from storelink.providers.app_store_connect.client import BOUNDS
from storelink.providers.app_store_connect.documents import (
    Document,
    complaint_of,
    document_of,
    page_of,
)
from storelink.providers.app_store_connect.refusals import REFUSALS
from storelink.providers.http import PoliteClient
from storelink.providers.json_text import plain_json
from storelink.providers.paging import Page, every_page
from storelink.providers.waiting import retry_after

HOST: Final = "appstoreconnect.apple.com"
_TOO_MANY: Final = 429
_UNAUTHENTICATED: Final = b"Unauthenticated"

SESSION_OVER: Final = Rule(
    NeedsVerification,
    "session_over",
    "Apple’s sign-in has ended. Verify it again; at most that takes a code from Apple. Nothing "
    "that is here is lost.",
    statuses=(401,),
)
_AGREEMENT: Final = tuple(rule for rule in REFUSALS if rule.reason == "agreement_missing")


@dataclass
class WebClient:
    """One sign-in's way to the pages' own interfaces. Raises the errors of `domain.errors`."""

    http: PoliteClient
    jar: Jar = field(repr=False)
    team: str = ""
    """Public id of the team that is spoken for; empty before it is known."""
    _csrf: dict[str, str] = field(default_factory=dict, repr=False)

    def get(
        self, path: str, params: Mapping[str, str] | None = None, rules: Sequence[Rule] = ()
    ) -> Any:
        """A JSON answer. `rules` say what a refusal means here."""
        answer = self.ask("GET", self.http.url(WEB, path), rules=rules, params=params)
        return decoded(answer, f"GET {path}")

    def every(
        self, path: str, params: Mapping[str, str], rules: Sequence[Rule] = ()
    ) -> Iterator[Document]:
        """Every page of a list of iris, by the rule of `paging`: on the pages' address only."""
        first = httpx.URL(self.http.url(WEB, path), params=params)

        def ask(url: str) -> Page[Document]:
            answer = self.ask("GET", url, rules=rules)
            return page_of(document_of(answer.content, f"GET {path}"))

        def may_follow(url: str) -> None:
            destination_of(url, [self.http.endpoints[WEB]], ())

        return every_page(
            f"GET {path}", ask, first=str(first), may_follow=may_follow, bounds=BOUNDS
        )

    def ask(
        self, method: str, url: str, *, rules: Sequence[Rule] = (), **options: Any
    ) -> httpx.Response:
        """One request. Comes back only with a success."""
        path = urlsplit(url).path
        place = place_of(HOST, url)
        headers = {**self._headers(place), **options.pop("headers", {})}
        try:
            answer = self.http.request(method, url, headers=headers, **options)
        except Unexpected as trouble:
            if trouble.reason != "redirected":
                raise
            raise SESSION_OVER.build(Answer(302, where=f"{method} {path}")) from None
        self.jar.learn(answer.headers.get_list("set-cookie"), place)
        self._csrf |= _given(answer, ("csrf", "csrf_ts"))
        if answer.content.lstrip().startswith(_UNAUTHENTICATED):
            raise SESSION_OVER.build(Answer(401, where=f"{method} {path}"))
        if not answer.is_success:
            if answer.status_code == _TOO_MANY and self.http.limiter is not None:
                self.http.limiter.rest(retry_after(answer.headers), Rest.SLOWED_DOWN)
            raise _meant(method, path, answer, rules)
        return answer

    def _headers(self, place: Place) -> dict[str, str]:
        cookie = self.jar.header(place)
        team = {"x-connect-team-id": self.team, "x-connect-team-type": "PURPLESOFTWARE"}
        return {
            "Accept": "application/vnd.api+json, application/json, text/csv",
            "x-csrf-itc": "[asc-ui]",
            **({"Cookie": cookie} if cookie else {}),
            **(team if self.team else {}),
            **self._csrf,
        }


def decoded(answer: httpx.Response, where: str) -> Any:
    """The JSON of an answer, fractions exact. Busy where a page came in its place."""
    said = plain_json(answer.content, parse_float=Decimal)
    if said is None:
        raise Busy(
            "Apple sent a page where data was expected. That passes; Storelink tries again by "
            "itself.",
            detail=f"{where}: {answer.status_code}, no JSON",
            reason=PAGE_INSTEAD,
        )
    return said


def _given(answer: httpx.Response, names: Sequence[str]) -> dict[str, str]:
    """Headers that go back as they came, if they can."""
    found = {name: answer.headers.get(name, "") for name in names}
    return {n: v for n, v in found.items() if 0 < len(v) <= 4096 and v.isascii()}


def _meant(method: str, path: str, answer: httpx.Response, rules: Sequence[Rule]) -> Exception:
    complaint = complaint_of(answer.content)
    heard = Answer(
        answer.status_code,
        complaint.codes,
        complaint.details if complaint.codes else (),
        retry_after(answer.headers),
        f"{method} {path}",
        "" if complaint.codes else "".join(complaint.details),
    )
    return error_for(heard, (*_AGREEMENT, SESSION_OVER, *rules))
