"""Figures from the pages' own analytics: one question a second, a month at a time.

Its table of measures and dimensions is read first, so that nothing is asked that it refuses.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from storelink.domain.bounds import DEFAULT_BOUNDS
from storelink.domain.errors import (
    PAGE_INSTEAD,
    Busy,
    Missing,
    NeedsPermission,
    NotReady,
    Unexpected,
)
from storelink.domain.period import Days
from storelink.domain.report import Family, Offer, Partition, Report, Scope
from storelink.providers.answers import Rule
from storelink.providers.app_store_connect.apple_id.widget import WEB
from storelink.providers.app_store_connect.reports.web import MEASURE_KEYS, SPLITS, measures_of
from storelink.providers.app_store_connect.web.appinfo import ANALYTICS, analytics_by_app
from storelink.providers.app_store_connect.web.client import WebClient, decoded
from storelink.providers.app_store_connect.web.months import Month, month_of, periods
from storelink.providers.app_store_connect.web.reading import results_of
from storelink.providers.app_store_connect.web.roles import ROLE_RULES
from storelink.providers.contract import Fetched, Part

SECONDS_APART: Final = 1.0
"""Between two questions; faster clients were turned away."""
_BATCH: Final = 9
"""Measures in one question."""
_WAITS_SECONDS: Final = (2.0, 6.0)
"""Before a question is asked again that failed on Apple's side: each only reads."""
_ROLE: Final = ROLE_RULES[Family.ANALYTICS]
_NOT_THIS: Final = Rule(
    Unexpected,
    "question_refused",
    "Apple refused a question about analytics. Other reports go on.",
    statuses=(400,),
)


@dataclass(frozen=True, slots=True)
class Offered:
    """What the analytics can be asked for."""

    days: Days
    dimensions: Mapping[str, frozenset[str]]
    """Measure → the dimensions that it can be split by."""


@dataclass
class WebAnalytics:
    """The pages' analytics of one team."""

    client: WebClient
    _asked_at: float = field(default=float("-inf"), repr=False)

    def available(self, report: Report, app: str, today: date) -> Iterator[Offer]:
        """Every month that Apple has."""
        self._check_access(app)
        for period in periods(report, self._offered.days, today):
            partition = Partition(report.key, app, period)
            month = month_of(report, partition, self._offered.days)
            if month is not None:
                yield Offer(partition, month.fingerprint, month.days, says_how_far=True)

    def fetch(self, report: Report, partition: Partition, folder: Path) -> Fetched:
        """Apple's answers for a month, each as sent. NotReady where it has no day of it."""
        self._check_access(partition.app)
        month = month_of(report, partition, self._offered.days)
        if month is None:
            raise NotReady("Apple has no figures of this month yet.", reason="not_published")
        answers = list(self._answers(report, partition.app, month))
        if not answers:
            raise Missing(
                f"Apple’s analytics no longer know any figure of “{report.name}” by the name that "
                "Storelink asks for. Other reports go on.",
                detail=", ".join(sorted(self._offered.dimensions))[:500],
                reason="report_not_named",
                is_issue=True,
            )
        parts = []
        for name, content in answers:
            part = Part(name, folder / name)
            part.path.write_bytes(content)
            parts.append(part)
        return Fetched(
            partition,
            month.version,
            tuple(parts),
            month.fingerprint,
            Scope(partition.app, month.days),
        )

    def _answers(self, report: Report, app: str, month: Month) -> Iterator[tuple[str, bytes]]:
        if report.key not in SPLITS:
            measures = [MEASURE_KEYS[name] for name in measures_of(report)]
            known = [key for key in measures if key in self._offered.dimensions]
            for number in range(0, len(known), _BATCH):
                batch = known[number : number + _BATCH]
                body = _common(app, month, batch)
                name = f"{report.key}.{number // _BATCH + 1}.json"
                answer = self._ask("/data/app/detail/measures", body)
                if not results_of(
                    answer, name, DEFAULT_BOUNDS
                ):  # each measure has a result, with or without days
                    raise _nothing("/data/app/detail/measures")
                yield name, answer
            return
        yield from self._split_answers(report, app, month)

    def _split_answers(self, report: Report, app: str, month: Month) -> Iterator[tuple[str, bytes]]:
        """One question a measure. The table can be wrong about a pair: that measure is left out,
        unless all are."""
        split = SPLITS[report.key]
        refusals, given = [], 0
        for key in (MEASURE_KEYS[name] for name in measures_of(report)):
            if split.dimension not in self._offered.dimensions.get(key, ()):
                continue
            group = {
                "metric": key,
                "dimension": split.dimension,
                "rank": "DESCENDING",
                "limit": split.limit,
            }
            body = {**_common(app, month, [key]), "group": group, "dimensionFilters": []}
            try:
                answer = self._ask("/data/time-series", body)
            except Unexpected as refusal:
                if refusal.reason != _NOT_THIS.reason:
                    raise
                refusals.append(refusal)
                continue
            given += 1
            yield f"{report.key}.{key}.json", answer
        if refusals and not given:
            raise refusals[0]

    def _ask(self, path: str, body: Mapping[str, Any]) -> bytes:
        for wait in _WAITS_SECONDS:
            try:
                return self._once(path, body)
            except Busy as busy:
                if busy.wait is not None or busy.reason == "rate_limited":
                    raise
                self.client.http.pause(wait)
        return self._once(path, body)

    def _once(self, path: str, body: Mapping[str, Any]) -> bytes:
        self._wait()
        answer = self.client.ask(
            "POST",
            self.client.http.url(WEB, ANALYTICS + path),
            rules=(_ROLE, _NOT_THIS),
            headers={"X-Requested-By": "appstoreconnect.apple.com", "Accept": "application/json"},
            json=body,
        )
        said = decoded(answer, f"POST {path}")
        if not isinstance(said, dict) or not isinstance(said.get("results"), list):
            raise _nothing(path)
        return answer.content

    def _wait(self) -> None:
        due = self._asked_at + SECONDS_APART - time.monotonic()
        if due > 0:
            self.client.http.pause(min(due, SECONDS_APART))
        self._asked_at = time.monotonic()

    def _check_access(self, app: str) -> None:
        """A person may see the analytics of some apps and not of others."""
        if not self._enabled.get(app, True) or not self._enabled:
            raise NeedsPermission(
                _ROLE.sentence, missing=_ROLE.missing, where=_ROLE.where, reason=_ROLE.reason
            )

    @cached_property
    def _enabled(self) -> Mapping[str, bool]:
        return analytics_by_app(self.client)

    @cached_property
    def _offered(self) -> Offered:
        said = self.client.get(f"{ANALYTICS}/settings/all", rules=(_ROLE,))
        try:
            return offered_by(said)
        except (KeyError, TypeError, ValueError, AttributeError) as trouble:
            raise Unexpected(
                "Apple’s description of its analytics is one that Storelink doesn’t know.",
                detail=f"GET settings/all: {type(trouble).__name__}",
                reason="answer_unknown",
            ) from None


def _nothing(path: str) -> Busy:
    return Busy(
        "Apple answered a question about analytics with nothing. Storelink asks again by itself.",
        detail=f"POST {path}: no results",
        reason=PAGE_INSTEAD,
    )


def offered_by(said: Mapping[str, Any]) -> Offered:
    """What the description says. KeyError, TypeError or ValueError where it says it otherwise."""
    configuration = said["configuration"]
    names = {str(each["id"]): str(each["key"]) for each in said["dimensions"]}
    return Offered(
        Days(_day(configuration["dataStartDate"]), _day(configuration["dataEndDate"])),
        {
            str(each["key"]): frozenset(
                names[str(number)]
                for number in each.get("dimensions") or ()
                if str(number) in names
            )
            for each in said["measures"]
        },
    )


def _day(said: str) -> date:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}(T.{0,40})?", said):
        raise ValueError
    return date.fromisoformat(said[:10])


def _common(app: str, month: Month, measures: Sequence[str]) -> dict[str, Any]:
    return {
        "adamId": [app],
        "measures": list(measures),
        "frequency": "day",
        "startTime": f"{month.days.first.isoformat()}T00:00:00Z",
        "endTime": f"{month.days.last.isoformat()}T00:00:00Z",
    }
