"""What analytics files Apple has, and how to get one: request → report → instance → segments.

Instances live 35 days; their addresses for five minutes, so segments are listed right before each
download. Sources, at developer.apple.com/documentation:
appstoreconnectapi/downloading-analytics-reports, analytics-reports/data-completeness-corrections
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from storelink.domain.errors import NotReady, Unexpected
from storelink.domain.period import Days
from storelink.domain.report import Family, Offer, Partition, Report
from storelink.providers.app_store_connect.client import AppleClient, fetch_presigned, segment
from storelink.providers.app_store_connect.documents import Resource
from storelink.providers.app_store_connect.periods import (
    ONGOING,
    analytics_version,
    day_of,
    part_of,
)
from storelink.providers.app_store_connect.refusals import ROLE_RULES
from storelink.providers.app_store_connect.requests import ReportRequest, ReportRequests
from storelink.providers.contract import Fetched, Part
from storelink.providers.delimited.header import squeezed
from storelink.providers.downloads import Downloaded

_RULES: Final = (ROLE_RULES[Family.ANALYTICS],)
_TRIES: Final = 3
"""Of one file: the first address may be too old, the first content damaged."""
_LISTING_SECONDS: Final = 60.0
"""Addresses of a listing older than this are not used: they live for five minutes."""
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
    _report_ids: dict[str, dict[str, str]] = field(default_factory=dict)
    """Request → squeezed report name → report id. Apple's catalogue of one request is fixed."""
    _instances: dict[tuple[str, str], tuple[Instance, ...]] = field(default_factory=dict)
    """(request, report key) → instances, as listed last."""

    def available(self, report: Report, app: str) -> Iterator[Offer]:
        """A partition for every processing date that Apple still has, of both kinds."""
        for request in self.requests.of(app):
            for instance in self._instances_of(request, report, fresh=True):
                partition = Partition(
                    report.key, app, f"{instance.processed_on.isoformat()}/{request.access}"
                )
                yield Offer(partition, instance.id, _days(partition, report))

    def fetch(self, report: Report, partition: Partition, folder: Path) -> Fetched:
        """All segments of an instance. NotReady where Apple does not have it (any more)."""
        instance = self._find(report, partition)
        listing = self._segments(instance)
        listed_at = time.monotonic()
        parts = []
        for number, listed in enumerate(listing):
            is_old = time.monotonic() - listed_at > _LISTING_SECONDS
            part = Part(_part_name(number, listed), folder / _part_name(number, listed))
            self._download(instance, self._again(instance, listed) if is_old else listed, part)
            parts.append(part)
        version = analytics_version(partition)
        return Fetched(partition, version, tuple(parts), fingerprint=instance.id)

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
            self._instances[key] = tuple(self._list_instances(report_id)) if report_id else ()
        return self._instances[key]

    def _list_instances(self, report_id: str) -> Iterator[Instance]:
        """Daily ones. All granularities share one list, so it is filtered."""
        path = f"/v1/analyticsReports/{segment(report_id)}/instances"
        for each in self.client.every(path, {"filter[granularity]": "DAILY"}, _RULES):
            if each.text("granularity") in {"", "DAILY"}:
                yield Instance(each.id, _processed_on(each))

    def _report_id(self, request: ReportRequest, report: Report) -> str | None:
        """Names are matched without case, spaces and hyphens: Apple's drift."""
        if request.id not in self._report_ids:
            path = f"/v1/analyticsReportRequests/{segment(request.id)}/reports"
            self._report_ids[request.id] = {
                squeezed(each.text("name")): each.id for each in self.client.every(path, {}, _RULES)
            }
        return self._report_ids[request.id].get(squeezed(report.name))

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


def _processed_on(listed: Resource) -> date:
    try:
        return date.fromisoformat(listed.text("processingDate"))
    except ValueError:
        raise Unexpected(
            "Apple sent an analytics file without a date of processing.",
            detail=f"instance {listed.id}",
            reason="answer_unknown",
        ) from None


def _part_name(number: int, listed: Resource) -> str:
    """Apple's own file name, harmless and unique."""
    last = urlsplit(listed.text("url")).path.rpartition("/")[2]
    clean = re.sub(r"[^A-Za-z0-9._-]", "_", last).lstrip(".")[-80:] or "segment.gz"
    return f"{number:04}-{clean}"
