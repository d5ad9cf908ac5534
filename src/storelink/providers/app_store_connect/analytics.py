"""What analytics files Apple has, and how to get one: request → report → instance → segments.

Instances live 35 days; their addresses for five minutes, so segments are listed right before each
download. Sources, at developer.apple.com/documentation:
appstoreconnectapi/downloading-analytics-reports, analytics-reports/data-completeness-corrections
"""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from storelink.domain.errors import (
    Incomplete,
    IncompleteReason,
    Missing,
    NotReady,
    Unexpected,
)
from storelink.domain.period import Days
from storelink.domain.report import Family, Offer, Partition, Report
from storelink.providers.app_store_connect.client import AppleClient, fetch_presigned, segment
from storelink.providers.app_store_connect.documents import Resource
from storelink.providers.app_store_connect.periods import (
    ONGOING,
    SNAPSHOT,
    analytics_version,
    day_of,
    part_of,
)
from storelink.providers.app_store_connect.refusals import ROLE_RULES
from storelink.providers.app_store_connect.reports.analytics import ANALYTICS_REPORTS
from storelink.providers.app_store_connect.reports.catalogue import KNOWN
from storelink.providers.app_store_connect.requests import ReportRequest, ReportRequests
from storelink.providers.contract import Fetched, Part
from storelink.providers.delimited.header import squeezed
from storelink.providers.downloads import Downloaded
from storelink.providers.paging import gathered
from storelink.providers.whole import check_table

_RULES: Final = (ROLE_RULES[Family.ANALYTICS],)
_TRIES: Final = 3
"""Of one file: the first address may be too old, the first content damaged."""
_LISTING_SECONDS: Final = 60.0
"""Addresses of a listing older than this are not used: they live for five minutes."""
_LIFE: Final = timedelta(days=35)
"""Of an instance; then Apple deletes it."""
_NAMED_AT_MOST: Final = 8
_NOT_FILLED: Final = (
    "Apple has named an analytics file and not filled it yet. It is asked for again at the next "
    "run."
)
_NEVER_FILLED: Final = (
    "Apple has named an analytics file and never filled it. It keeps such files for 35 days, so "
    "this one is lost: what it told is missing here."
)
_GONE: Final = frozenset({400, 401, 403, 404, 410})
"""What the storage says to an address that has expired."""


@dataclass(frozen=True, slots=True)
class Instance:
    """One processing date of a report."""

    id: str
    processed_on: date


@dataclass
class AnalyticsFiles:
    """The analytics files of an account's apps."""

    client: AppleClient
    requests: ReportRequests
    _catalogues: dict[str, dict[str, str]] = field(default_factory=dict)
    """Request → report name → report id. Apple's catalogue of one request is fixed."""
    _instances: dict[tuple[str, str], tuple[Instance, ...]] = field(default_factory=dict)
    """(request, report key) → instances, as listed last."""
    _cut_short: dict[str | tuple[str, str], Incomplete] = field(default_factory=dict)
    """Request, or request and report key → why its catalogue or instances are not all known."""

    def available(self, report: Report, app: str) -> Iterator[Offer]:
        """A partition for every processing date that Apple still has, of both kinds. Missing where
        Apple’s list of the app’s reports does not name this one; Incomplete after those that came,
        where a list could not be read wholly."""
        is_any = False
        cut_short = self.requests.cut_short.get(app)
        for request in self.requests.of(app):
            for instance in self._instances_of(request, report, fresh=True):
                is_any = True
                partition = Partition(
                    report.key, app, f"{instance.processed_on.isoformat()}/{request.access}"
                )
                yield Offer(partition, instance.id, _days(partition, report))
            cut_short = cut_short or self._cut_short.get((request.id, report.key))
            if self._report_id(request, report) is None:
                cut_short = cut_short or self._cut_short.get(request.id)
        if cut_short is not None:
            raise cut_short
        if not is_any:
            self._check_named(report, app)

    def ask_for_history(self, app: str, loaded: Collection[Partition]) -> None:
        """See `providers.history.AsksForHistory`: where Apple has deleted all that a request for
        the history once made, and nothing of it was read here, a new one is made."""
        if any(part_of(partition) == SNAPSHOT for partition in loaded):
            return
        for request in self.requests.of(app):
            if request.access == SNAPSHOT and any(
                self._instances_of(request, report, fresh=False) for report in ANALYTICS_REPORTS
            ):
                return
        self.requests.ask_for_history(app)

    def fetch(self, report: Report, partition: Partition, folder: Path) -> Fetched:
        """All segments of an instance. NotReady where Apple does not have it (any more), Missing
        where it names no segment of it."""
        instance = self._find(report, partition)
        listing = self._segments(instance)
        if not listing:
            raise self._unfilled(instance)
        listed_at = time.monotonic()
        parts = []
        for number, listed in enumerate(listing):
            is_old = time.monotonic() - listed_at > _LISTING_SECONDS
            part = Part(_part_name(number, listed), folder / _part_name(number, listed))
            self._download(instance, self._again(instance, listed) if is_old else listed, part)
            parts.append(part)
        version = analytics_version(partition)
        return Fetched(partition, version, tuple(parts), fingerprint=instance.id)

    def _unfilled(self, instance: Instance) -> Missing:
        """No segment is no file, and no zero: Apple fills it in later, or not at all."""
        is_over = self.client.store_time.date() - instance.processed_on > _LIFE
        return Missing(
            _NEVER_FILLED if is_over else _NOT_FILLED,
            detail=f"instance {instance.id} of {instance.processed_on}",
            reason="segments_absent",
            is_issue=is_over,
        )

    def _check_named(self, report: Report, app: str) -> None:
        requests = self.requests.of(app)
        names = [name for each in requests for name in self._catalogue(each)]
        if not requests or squeezed(report.name) in map(squeezed, names):
            return
        if not names:
            raise Missing(
                "Apple lists no analytics reports of this app yet. It is asked again.",
                detail=app,
                reason="catalogue_empty",
            )
        raise Missing(
            f"Apple’s list of analytics reports does not name “{report.name}”: it may have been "
            f"renamed. {_unknown(report, names)}",
            detail="; ".join(dict.fromkeys(names))[:2000],
            reason="report_not_named",
            is_issue=True,
        )

    def _find(self, report: Report, partition: Partition) -> Instance:
        for fresh in (False, True):
            for request in self.requests.of(partition.app, fresh=fresh):
                if request.access != part_of(partition):
                    continue
                for instance in self._instances_of(request, report, fresh=fresh):
                    if instance.processed_on == day_of(partition):
                        return instance
        raise NotReady(
            "Apple does not have this analytics file (yet). It keeps them for 35 days.",
            detail=f"{partition.report} {partition.app} {partition.period}",
            reason="instance_absent",
        )

    def _instances_of(
        self, request: ReportRequest, report: Report, *, fresh: bool
    ) -> tuple[Instance, ...]:
        key = (request.id, report.key)
        if fresh or key not in self._instances:
            report_id = self._report_id(request, report)
            found, cut = gathered(self._list_instances(report_id) if report_id else ())
            self._instances[key] = tuple(found)
            self._note(key, cut)
        return self._instances[key]

    def _list_instances(self, report_id: str) -> Iterator[Instance]:
        """Daily ones. All granularities share one list, so it is filtered. One without a date of
        processing is left out and counted."""
        path, odd = f"/v1/analyticsReports/{segment(report_id)}/instances", 0
        for each in self.client.every(path, {"filter[granularity]": "DAILY"}, _RULES):
            processed_on = _processed_on(each)
            if processed_on is None:
                odd += 1
            elif each.text("granularity") in {"", "DAILY"}:
                yield Instance(each.id, processed_on)
        if odd:
            raise Incomplete(
                IncompleteReason.ODD_RECORDS, odd=odd, detail=f"GET {path}: no processingDate"
            )

    def _note(self, key: str | tuple[str, str], cut: Incomplete | None) -> None:
        self._cut_short.pop(key, None)
        if cut is not None:
            self._cut_short[key] = cut

    def _report_id(self, request: ReportRequest, report: Report) -> str | None:
        """Names are matched without case, spaces and hyphens: Apple's drift."""
        wanted = squeezed(report.name)
        found = (id_ for name, id_ in self._catalogue(request).items() if squeezed(name) == wanted)
        return next(found, None)

    def _catalogue(self, request: ReportRequest) -> Mapping[str, str]:
        if request.id not in self._catalogues:
            path = f"/v1/analyticsReportRequests/{segment(request.id)}/reports"
            found, cut = gathered(self.client.every(path, {}, _RULES))
            self._catalogues[request.id] = {each.text("name"): each.id for each in found}
            self._note(request.id, cut)
        return self._catalogues[request.id]

    def _segments(self, instance: Instance) -> Sequence[Resource]:
        path = f"/v1/analyticsReportInstances/{segment(instance.id)}/segments"
        return tuple(self.client.every(path, {}, _RULES))

    def _download(self, instance: Instance, listed: Resource, part: Part) -> None:
        """The file, with the right checksum; each further try with a fresh address."""
        trouble = ""
        for number in range(_TRIES):
            current = listed if number == 0 else self._again(instance, listed)
            got = fetch_presigned(self.client.http, current.text("url"), part.path)
            if got.status == 200 and _is_whole(got, current):
                is_verified = bool(current.text("checksum").strip())
                check_table(part.path, f"segment {listed.id}", is_verified=is_verified)
                return
            if got.status not in _GONE | {200}:
                break
            trouble = "checksum" if got.status == 200 else "address"
        part.path.unlink(missing_ok=True)
        if trouble == "checksum":
            raise Unexpected(
                "Apple’s file arrived damaged, three times: its checksum is wrong. "
                "Storelink asks for it again later; nothing was changed.",
                detail=f"segment {listed.id}",
                reason="checksum_wrong",
            )
        raise Unexpected(
            "Apple’s storage refused its own address for a file. Storelink tries again later.",
            detail=f"segment {listed.id}: {got.status}",
            reason="storage_refused",
        )

    def _again(self, instance: Instance, listed: Resource) -> Resource:
        for fresh in self._segments(instance):
            if fresh.id == listed.id:
                return fresh
        raise NotReady(
            "Apple made this file anew while it was read. It is read at the next run.",
            detail=f"segment {listed.id}",
            reason="instance_changed",
        )


def _unknown(report: Report, names: Collection[str]) -> str:
    """The names that are none of ours, those most like the report's first."""
    known = {squeezed(one.name) for one in KNOWN}
    unknown = [name for name in dict.fromkeys(names) if squeezed(name) not in known]
    like = get_close_matches(report.name, unknown, n=_NAMED_AT_MOST, cutoff=0.0)
    more = len(unknown) - len(like)
    rest = f" and {more} more" if more else ""
    return f"Names there that Storelink does not know: {', '.join(like) or 'none'}{rest}."


def _is_whole(got: Downloaded, listed: Resource) -> bool:
    """The checksum is MD5 over the packed bytes. Where Apple gives none, the size must do."""
    checksum = listed.text("checksum").strip().lower()
    if checksum:
        return checksum == got.md5
    size = listed.attributes.get("sizeInBytes")
    return not isinstance(size, int) or size == got.size


def _days(partition: Partition, report: Report) -> Days | None:
    """The days that an ongoing file speaks of; a snapshot's are known when it is read."""
    if part_of(partition) != ONGOING:
        return None
    processed_on = day_of(partition)
    return Days(
        processed_on - timedelta(days=report.settles_after_days), processed_on - timedelta(days=1)
    )


def _processed_on(listed: Resource) -> date | None:
    try:
        return date.fromisoformat(listed.text("processingDate"))
    except ValueError:
        return None


def _part_name(number: int, listed: Resource) -> str:
    """Apple's own file name, harmless and unique."""
    last = urlsplit(listed.text("url")).path.rpartition("/")[2]
    clean = re.sub(r"[^A-Za-z0-9._-]", "_", last).lstrip(".")[-80:] or "segment.gz"
    return f"{number:04}-{clean}"
