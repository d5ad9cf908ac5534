"""Which version of a day is the newest that somebody could have fetched.

Not by listing instances as the API does, but from the day: which processing dates carry it, and
which of those are out. `since` is when the reader began: what was deleted before, it never saw.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from storelink_simulator.apple.assembly import Apple
from storelink_simulator.apple.reports.family import Family
from storelink_simulator.apple.request_book import AnalyticsRequest
from storelink_simulator.cast import App
from storelink_simulator.publication import instance_gone_at, instance_published_at
from storelink_simulator.stage import Scene


class Published:
    """The publication of analytics days, seen from a moment."""

    def __init__(self, apple: Apple, since: datetime, now: datetime) -> None:
        self._apple = apple
        self._since = since
        self._now = now
        requests = apple.desk.book.ever()
        self._ongoing = [one for one in requests if not one.is_snapshot]
        self._snapshots = [one for one in requests if one.is_snapshot]

    def newest(self, app: App, family: Family, day: date) -> date | None:
        """The processing date whose files tell the day; None while none is out."""
        if day < max(app.seen_from, date(2024, 1, 1)):
            return None
        dates = [one for one in family.carriers(app, day) if self._is_out(app, family, one)]
        dates += [
            request.created_at.date()
            for request in self._snapshots
            if request.app_id == app.apple_id and self._shows(app, family, request, day)
        ]
        return max(dates, default=None)

    def _is_out(self, app: App, family: Family, processed_on: date) -> bool:
        """Whether some ONGOING request has brought the instance of a processing date."""
        seed = self._apple.desk.world.seed
        own = instance_published_at(
            seed, app.apple_id, family.name, "DAILY", processed_on=processed_on
        )
        if own > self._now or instance_gone_at(processed_on) <= self._since:
            return False
        if not self._is_made(app, family, processed_on):
            return False
        return any(
            self._has(request, own, processed_on)
            for request in self._ongoing
            if request.app_id == app.apple_id
        )

    def _has(self, request: AnalyticsRequest, own: datetime, processed_on: date) -> bool:
        at = max(own, self._apple.desk.book.first_files_at(request))
        if processed_on < request.created_at.date() or at > self._now:
            return False
        if request.stopped_at is not None and processed_on > request.stopped_at.date():
            return False
        if request.deleted_at is not None and at >= request.deleted_at:
            return False
        scene = Scene("/v1/analyticsReports", app_id=request.app_id)
        late = self._apple.desk.stage.peek("late_report", scene)
        if late is None:
            return True
        return processed_on <= self._now.date() - timedelta(days=late.integer("days"))

    def _shows(self, app: App, family: Family, request: AnalyticsRequest, day: date) -> bool:
        made = request.created_at.date()
        at = self._apple.desk.book.first_files_at(request)
        if day >= made or at > self._now or instance_gone_at(made) <= self._since:
            return False
        if request.deleted_at is not None and at >= request.deleted_at:
            return False
        return bool(app) and bool(family)

    def _is_made(self, app: App, family: Family, processed_on: date) -> bool:
        """Usage of fewer than five devices, and no pre-order at all, give no instance."""
        if not family.is_usage and family.name != "pre-orders":
            return True
        return any(
            family.rows(app, day, processed_on)
            for day in reversed(family.carried(app, processed_on))
        )
