"""The Reporting API: names of apps, and Android vitals day by day.

Days are Pacific time, as the API insists on. It is asked how far its data goes before it is asked
for data. Source: developers.google.com/play/developer/reporting/reference/rest
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from threading import Lock
from typing import Any, Final

from storelink.domain.errors import (
    Incomplete,
    Missing,
    NeedsPermission,
    NoLongerKept,
    NotReady,
    Unexpected,
)
from storelink.domain.period import Days
from storelink.domain.report import Offer, Partition, Report, Scope, Version
from storelink.providers.contract import Fetched, Part
from storelink.providers.google_play.client import GoogleClient, segment
from storelink.providers.google_play.documents import (
    Fields,
    expect,
    inner,
    object_of,
    objects_in,
    page_of,
    text,
)
from storelink.providers.google_play.months import days_of, month_of, months_between
from storelink.providers.google_play.refusals import ARGUMENT_REFUSED, GONE, Door
from storelink.providers.google_play.reports.vitals import (
    GAMES_ONLY,
    QUERIES,
    SHORTEST_DAYS,
    VitalsQuery,
)
from storelink.providers.paging import Page, every_page, gathered

ZONE: Final = "America/Los_Angeles"
_DAILY: Final = "DAILY"
_ERROR_COUNTS: Final = "errorCountMetricSet"
_MONTH_DAYS: Final = 31
_APPS_A_PAGE: Final = 1000
_NOT_A_GAME: Final = frozenset({"permission_missing", "answer_unknown", ARGUMENT_REFUSED.reason})
"""How a refusal of a metric set for games is read; for other apps it is no missing permission."""
_ROWS_A_PAGE: Final = 10_000
_UNKNOWN_END: Final = "Google does not say how far its vitals go."


@dataclass
class Reporting:
    """Asks once for each app and metric set how far the data goes. Safe to share between
    threads."""

    client: GoogleClient
    _apps: dict[str, str] | NeedsPermission | None = None
    _today: date | None = None
    """The day that the caller named last."""
    _answered: set[tuple[str, str]] = field(default_factory=set)
    """(app, metric set) of which Google has answered a month: a refusal of an older one is about
    its age."""
    cut_short: Incomplete | None = None
    """Where not all apps could be listed."""
    _ends: dict[tuple[str, str], date | None] = field(default_factory=dict)
    """(app, metric set) → the last whole day; None where there is none yet."""
    _lock: Lock = field(default_factory=Lock)

    def apps(self) -> dict[str, str]:
        """Package → title of every app that the credential can see here. A refusal is remembered
        like an answer: every app and report asks."""
        with self._lock:
            if self._apps is None:
                try:
                    found, self.cut_short = gathered(self._search())
                    self._apps = dict(found)
                except NeedsPermission as refusal:
                    self._apps = refusal
            if isinstance(self._apps, NeedsPermission):
                raise self._apps
            return self._apps

    def available(self, report: Report, app: str, today: date) -> Iterator[Offer]:
        """A partition for every month up to the last day that Google has."""
        if app not in self.apps() and self.cut_short is None:
            return
        self._today = today
        last = self._last_day(QUERIES[report.key], app)
        if last is None:
            return
        for month in months_between(_first_kept(report, today), last):
            days = _known_days(month, last)
            partition = Partition(report.key, app, month)
            yield Offer(partition, _fingerprint(report, days, last), days, says_how_far=True)

    def fetch(self, report: Report, partition: Partition, folder: Path) -> Fetched:
        """Every page of a month's answer, as sent. NotReady where Google has not got there yet,
        NoLongerKept where it is too old."""
        query = QUERIES[report.key]
        last = self._last_day(query, partition.app)
        month = days_of(partition.period)
        if last is None or month is None or month.first > last:
            raise NotReady(
                "Google has no vitals for this month yet.",
                detail=f"{partition.report} {partition.app} {partition.period}",
                reason="not_published",
            )
        whole = _known_days(partition.period, last)
        # A session that goes on with another's work was not told the day.
        today = self._today or last + timedelta(days=1)
        days, parts = self._kept_days(
            report,
            partition,
            _from_the_longest(report, whole, today),
            folder=folder,
            today=today,
        )
        self._answered.add((partition.app, query.metric_set))
        return Fetched(
            partition,
            Version(last.toordinal(), last + timedelta(days=1)),
            parts,
            _fingerprint(report, whole, last),
            Scope(partition.app, days),
        )

    def _kept_days(
        self,
        report: Report,
        partition: Partition,
        tried: Iterable[Days],
        *,
        folder: Path,
        today: date,
    ) -> tuple[Days, tuple[Part, ...]]:
        """What Google still has of a month. A range that begins too early is refused as a whole,
        without a word on why."""
        query = QUERIES[report.key]
        detail = ""
        for days in tried:
            try:
                return days, tuple(self._pages(query, partition, days, folder))
            except Unexpected as refusal:
                if not self._is_too_old(query, partition.app, (today - days.first).days, refusal):
                    raise
                detail = refusal.detail
        raise NoLongerKept(kept_for(report), detail=detail, reason="no_longer_kept")

    def _is_too_old(self, query: VitalsQuery, app: str, age_days: int, refusal: Unexpected) -> bool:
        if refusal.reason != ARGUMENT_REFUSED.reason or _is_about_the_question(refusal):
            return False
        if (app, query.metric_set) in self._answered:
            return age_days > _MONTH_DAYS
        return query.metric_set == _ERROR_COUNTS and age_days >= SHORTEST_DAYS - 1

    def _search(self) -> Iterator[tuple[str, str]]:
        params = {"pageSize": str(_APPS_A_PAGE)}
        for page in self.client.pages(Door.REPORTING, "/v1beta1/apps:search", params, "apps"):
            expect(page, "GET apps:search", "apps", "nextPageToken")
            for each in objects_in(page, "apps"):
                package = text(each, "packageName")
                if package:
                    yield package, text(each, "displayName")

    def _last_day(self, query: VitalsQuery, app: str) -> date | None:
        key = (app, query.metric_set)
        if key not in self._ends:
            path = f"/v1beta1/apps/{segment(app)}/{query.metric_set}"
            try:
                self._ends[key] = self._asked_last_day(path)
            except (NeedsPermission, Unexpected) as refusal:
                if query.metric_set not in GAMES_ONLY or refusal.reason not in _NOT_A_GAME:
                    raise
                self._ends[key] = None
        return self._ends[key]

    def _asked_last_day(self, path: str) -> date | None:
        """None where there is no data yet, or never for this kind of app."""
        try:
            said = self.client.get(Door.REPORTING, path, {})
        except NotReady as refused:
            if refused.reason != GONE:
                raise
            return None
        if not said:
            raise Missing(_UNKNOWN_END, detail=f"GET {path}")
        expect(said, f"GET {path}", "name", "freshnessInfo")
        return _last_day_in(said)

    def _pages(
        self, query: VitalsQuery, partition: Partition, days: Days, folder: Path
    ) -> Iterator[Part]:
        path = f"/v1beta1/apps/{segment(partition.app)}/{query.metric_set}:query"
        body = _body(query, days)

        def ask(token: str) -> Page[bytes]:
            asked = {**body, "pageToken": token} if token else body
            content = self.client.raw(Door.REPORTING, "POST", path, json=asked)
            said = object_of(content, f"POST {path}")
            expect(said, f"POST {path}", "rows", "nextPageToken")
            page = page_of(said, "rows")
            # Odd rows stay in the page, which is kept as sent: the parser says which they are.
            return Page(content, page.next, page.records, page.count)

        for number, content in enumerate(every_page(f"POST {path}", ask)):
            part = Part(f"page_{number:04}.json", folder / f"page_{number:04}.json")
            part.path.write_bytes(content)
            yield part


def kept_for(report: Report) -> str:
    """How long Google keeps it, in a sentence."""
    if QUERIES[report.key].metric_set == _ERROR_COUNTS:
        return "Google keeps error counts for about two months."
    return f"Google keeps “{report.name}” for a limited time and has no older months."


def _first_kept(report: Report, today: date) -> date:
    return today - timedelta(days=report.history_days or 0)


def _from_the_longest(report: Report, days: Days, today: date) -> Iterator[Days]:
    """The days as far as they are said to be kept; then, where that is refused, fewer."""
    if QUERIES[report.key].metric_set != _ERROR_COUNTS:
        yield days
        return
    first = min(max(days.first, _first_kept(report, today)), days.last)
    yield Days(first, days.last)
    surely = today - timedelta(days=SHORTEST_DAYS - 1)
    if first < surely <= days.last:
        yield Days(surely, days.last)


def _is_about_the_question(refusal: Unexpected) -> bool:
    """Whether it is the metrics and dimensions that do not go together."""
    return any(word in refusal.detail.lower() for word in ("together", "combination"))


def _body(query: VitalsQuery, days: Days) -> dict[str, Any]:
    return {
        "timelineSpec": {
            "aggregationPeriod": _DAILY,
            "startTime": _moment(days.first),
            "endTime": _moment(days.last + timedelta(days=1)),
        },
        "dimensions": list(query.dimensions),
        "metrics": list(query.metrics),
        "pageSize": _ROWS_A_PAGE,
    }


def _moment(day: date) -> Mapping[str, Any]:
    return {"year": day.year, "month": day.month, "day": day.day, "timeZone": {"id": ZONE}}


def _last_day_in(said: Fields) -> date | None:
    """The day before the latest end that the API tells of its daily data; None where it has none.
    Missing where what it tells is no day."""
    for each in objects_in(inner(said, "freshnessInfo"), "freshnesses"):
        end = inner(each, "latestEndTime")
        if text(each, "aggregationPeriod") == _DAILY and end:
            try:
                return date(end["year"], end["month"], end["day"]) - timedelta(days=1)
            except (KeyError, TypeError, ValueError) as error:
                raise Missing(_UNKNOWN_END, detail=f"latestEndTime {end!r}"[:200]) from error
    return None


def _known_days(month: str, last: date) -> Days:
    days = days_of(month)
    if days is None:
        raise ValueError(f"{month} is no month")
    return Days(days.first, min(days.last, last))


def _fingerprint(report: Report, days: Days, last: date) -> str:
    """News comes day by day; a month that has settled has none."""
    settled_on = days.last + timedelta(days=report.settles_after_days)
    is_settled = month_of(days.last) != month_of(last) and last >= settled_on
    return "settled" if is_settled else f"to {last.isoformat()}"
