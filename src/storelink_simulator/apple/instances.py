"""The instances of analytics reports: which exist at a moment, and which rows are in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import cast

from storelink_simulator.apple.desk import Desk
from storelink_simulator.apple.reports.catalogue import BY_NUMBER, Granularity, Report
from storelink_simulator.apple.reports.family import Family
from storelink_simulator.apple.reports.rows import Row, added_up
from storelink_simulator.apple.request_book import AnalyticsRequest
from storelink_simulator.apple.sealed_ids import seal, unseal
from storelink_simulator.cast import App
from storelink_simulator.publication import (
    INSTANCE_DAYS,
    instance_gone_at,
    instance_published_at,
)
from storelink_simulator.stage import Scene
from storelink_simulator.world import HISTORY_STARTS_ON

_GRANULARITIES: tuple[Granularity, ...] = ("DAILY", "WEEKLY", "MONTHLY")
_DAILY: Granularity = "DAILY"
_FRIDAY = 4
_MONTHLY_ON = 5
SETTLED_DAYS = 5
"""A week or month is made when its last day is this old: then every report of it is complete."""


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance: of a report, at a granularity, processed on a day."""

    request: AnalyticsRequest
    report: Report
    granularity: Granularity
    processed_on: date

    def id(self, seed: int) -> str:
        """Its opaque id."""
        number = self.request.number << 40 | self.report.number << 24
        number |= _GRANULARITIES.index(self.granularity) << 22 | self.processed_on.toordinal()
        return seal(seed, "instance", number)


class Instances:
    """All instances of a simulation."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._has_rows = lru_cache(maxsize=8192)(self._compute_has_rows)

    def by_id(self, instance_id: str) -> Instance | None:
        """An instance that could exist; ask `exists` too."""
        number = unseal(self._desk.world.seed, "instance", instance_id)
        if number is None:
            return None
        return self.at(number >> 40, number >> 24 & 0xFFFF, number >> 22 & 3, number & 0x3FFFFF)

    def at(self, request: int, report: int, granularity: int, ordinal: int) -> Instance | None:
        """An instance by numbers: of its request, report, granularity, and ordinal day."""
        made_by, of = self._desk.book.by_number(request), BY_NUMBER.get(report)
        if made_by is None or of is None:
            return None
        return Instance(made_by, of, _GRANULARITIES[granularity], date.fromordinal(ordinal))

    def of(
        self, request: AnalyticsRequest, report: Report, kind: str, processed_on: date
    ) -> Instance | None:
        """An instance by its parts; None where the report has no files. Ask `exists` too."""
        if not report.family:
            return None
        return Instance(request, report, cast("Granularity", kind), processed_on)

    def listed(self, request: AnalyticsRequest, report: Report, now: datetime) -> list[Instance]:
        """What exists of a report, newest first, all granularities in one list."""
        if not report.family:
            return []
        dates = {
            (granularity, processed_on)
            for granularity in report.granularities
            for processed_on in self._dates(request, granularity, now)
        }
        dates |= {(_DAILY, day) for day in self._real_files(request, report)}
        found = (Instance(request, report, kind, day) for kind, day in dates)
        existing = [one for one in found if self.exists(one, now)]
        return sorted(existing, key=lambda one: (one.processed_on, one.granularity), reverse=True)

    def exists(self, instance: Instance, now: datetime) -> bool:
        """Whether it is published and still kept, and has something to show.

        Real files are always there: their dates are whatever they are.
        """
        if self.real(instance) is not None:
            return True
        if instance.request.app_id not in self._own_apps() or not instance.report.family:
            return False
        published = self.published_at(instance)
        if published is None or published > now:
            return False
        if now >= instance_gone_at(instance.processed_on) or self._is_held_back(instance, now):
            return False
        return self.is_produced(instance)

    def real(self, instance: Instance) -> list[bytes] | None:
        """The real files of an instance, where the folder has any."""
        if instance.granularity != "DAILY":
            return None
        files = self._real_files(instance.request, instance.report)
        return files.get(instance.processed_on)

    def published_at(self, instance: Instance) -> datetime | None:
        """When it appears; None where the request never makes it."""
        request, day = instance.request, instance.processed_on
        if instance.granularity not in instance.report.granularities:
            return None
        first = self._desk.book.first_files_at(request)
        if request.is_snapshot:
            return first if day == request.created_at.date() else None
        if not _is_due(instance.granularity, day) or day < request.created_at.date():
            return None
        if request.stopped_at is not None and day > request.stopped_at.date():
            return None
        family, seed = instance.report.family, self._desk.world.seed
        own = instance_published_at(
            seed, request.app_id, family, instance.granularity, processed_on=day
        )
        return max(own, first)

    def is_produced(self, instance: Instance) -> bool:
        """Whether there is enough to make it: usage of five devices, any pre-order at all."""
        family = self._family(instance)
        if not (family.is_usage or family.name == "pre-orders"):
            return any(True for _ in self.days(instance))
        return self._has_rows(instance)

    def days(self, instance: Instance) -> Iterator[date]:
        """The data dates that it carries, oldest first."""
        app, last = self._app(instance), instance.processed_on
        if instance.request.is_snapshot or instance.granularity != "DAILY":
            first, end = _span(instance)
            first = max(first, app.seen_from, HISTORY_STARTS_ON)
            yield from (first + timedelta(days=n) for n in range((end - first).days + 1))
            return
        carried = self._family(instance).carried(app, last)
        yield from (day for day in carried if day >= HISTORY_STARTS_ON)

    def chunks(self, instance: Instance) -> Iterator[list[Row]]:
        """The rows in natural portions: a quarter of a year, one week, one month, one instance."""
        rows: list[Row] = []
        key: object = None
        for day in self.days(instance):
            here = _portion(instance, day)
            if key is not None and here != key:
                yield self._finished(instance, rows, key)
                rows = []
            key = here
            rows.extend(self._rows_of(instance, day))
        yield self._finished(instance, rows, key)

    def _rows_of(self, instance: Instance, day: date) -> list[Row]:
        family, detailed = self._family(instance), instance.report.is_detailed
        return family.rows(self._app(instance), day, instance.processed_on, detailed=detailed)

    def _finished(self, instance: Instance, rows: list[Row], key: object) -> list[Row]:
        if instance.granularity == "DAILY" or not isinstance(key, date):
            return rows
        family, columns = self._family(instance), instance.report.columns
        kept = [{name: row[name] for name in columns} for row in rows]
        return added_up(kept, key, family.measures, family.unique)

    def _compute_has_rows(self, instance: Instance) -> bool:
        newest_first = sorted(self.days(instance), reverse=True)
        return any(self._rows_of(instance, day) for day in newest_first)

    def _dates(
        self, request: AnalyticsRequest, granularity: Granularity, now: datetime
    ) -> Iterator[date]:
        if request.is_snapshot:
            yield request.created_at.date()
            return
        today = now.date()
        for age in range(INSTANCE_DAYS + 1):
            day = today - timedelta(days=age)
            if _is_due(granularity, day):
                yield day

    def _is_held_back(self, instance: Instance, now: datetime) -> bool:
        """Whether the scenario `late_report` keeps it away."""
        if instance.request.is_snapshot or instance.granularity != "DAILY":
            return False
        scene = Scene("/v1/analyticsReports", app_id=instance.request.app_id)
        trouble = self._desk.stage.peek("late_report", scene)
        if trouble is None:
            return False
        return instance.processed_on > now.date() - timedelta(days=trouble.integer("days"))

    def _real_files(self, request: AnalyticsRequest, report: Report) -> dict[date, list[bytes]]:
        if request.is_snapshot or not report.family:
            return {}
        folder, detailed = self._desk.simulation.folder, report.is_detailed
        return folder.analytics_files(request.app_id, report.family, is_detailed=detailed)

    def _own_apps(self) -> set[str]:
        return {app.apple_id for app in self._desk.world.own_apps}

    def _app(self, instance: Instance) -> App:
        return self._desk.world.app_by_id[instance.request.app_id]

    def _family(self, instance: Instance) -> Family:
        return self._desk.families[instance.report.family]


def _is_due(granularity: Granularity, day: date) -> bool:
    if granularity == "WEEKLY":
        return day.weekday() == _FRIDAY
    return granularity == "DAILY" or day.day == _MONTHLY_ON


def _span(instance: Instance) -> tuple[date, date]:
    """First and last data date of a weekly, monthly or snapshot instance."""
    day = instance.processed_on
    settled = day - timedelta(days=SETTLED_DAYS)
    if instance.granularity == "WEEKLY":
        last = settled - timedelta(days=(settled.weekday() + 1) % 7)
        start = HISTORY_STARTS_ON if instance.request.is_snapshot else last - timedelta(days=6)
        return start, last
    if instance.granularity == "MONTHLY":
        last = (settled + timedelta(days=1)).replace(day=1) - timedelta(days=1)
        start = HISTORY_STARTS_ON if instance.request.is_snapshot else last.replace(day=1)
        return start, last
    return HISTORY_STARTS_ON, day - timedelta(days=1)


def _portion(instance: Instance, day: date) -> object:
    """What belongs together: the first day of the week or month, or a name for the rest."""
    if instance.granularity == "WEEKLY":
        return day - timedelta(days=day.weekday())
    if instance.granularity == "MONTHLY":
        return day.replace(day=1)
    if instance.request.is_snapshot:
        return f"{day.year} {(day.month - 1) // 3}"
    return "all"
