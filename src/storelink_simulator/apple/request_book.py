"""The analytics requests of the publisher's apps: old ones from the start, new ones by POST."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from storelink_simulator.drawing import number_of
from storelink_simulator.settings import Share
from storelink_simulator.simulation import Simulation
from storelink_simulator.stage import Scene

AccessType = Literal["ONGOING", "ONE_TIME_SNAPSHOT"]
SNAPSHOT_EVERY_DAYS = 31
_OLD_REQUEST_DAYS = 700
_OLD_SNAPSHOT_DAYS = 2
_FIRST_OLD_NUMBER = 60_000


class AlreadyRequested(Exception):
    """There is such a request, or the last snapshot is less than 31 days old."""


@dataclass(frozen=True, slots=True)
class AnalyticsRequest:
    """One request. `number` counts them from 1; times are simulated."""

    number: int
    id: str
    app_id: str
    access_type: AccessType
    created_at: datetime
    deleted_at: datetime | None = None
    stopped_at: datetime | None = None

    @property
    def is_snapshot(self) -> bool:
        """Whether it brings the history once, instead of new days for ever."""
        return self.access_type == "ONE_TIME_SNAPSHOT"


class RequestBook:
    """All requests that were ever made in a simulation."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._lock = threading.Lock()
        self._requests: list[AnalyticsRequest] = []
        start = simulation.settings.starts_at
        for place, app in enumerate(simulation.world.apps):
            if _is_among(simulation.settings.requests, place):
                self._add(app.apple_id, "ONGOING", start - timedelta(days=_OLD_REQUEST_DAYS))
            if _is_among(simulation.settings.snapshots, place):
                made = start - timedelta(days=_OLD_SNAPSHOT_DAYS)
                self._add(app.apple_id, "ONE_TIME_SNAPSHOT", made)

    def ever(self) -> list[AnalyticsRequest]:
        """All requests, the deleted ones too, with what the scenarios make of them."""
        with self._lock:
            requests = list(self._requests)
        requests += self._old_snapshots()
        return [self._as_played(one) for one in requests]

    def of_app(self, app_id: str) -> list[AnalyticsRequest]:
        """The requests of an app that were not deleted."""
        return [one for one in self.ever() if one.app_id == app_id and one.deleted_at is None]

    def by_id(self, request_id: str) -> AnalyticsRequest | None:
        """A request that was not deleted."""
        found = (one for one in self.ever() if one.id == request_id and one.deleted_at is None)
        return next(found, None)

    def by_number(self, number: int) -> AnalyticsRequest | None:
        """A request that was not deleted."""
        found = (one for one in self.ever() if one.number == number and one.deleted_at is None)
        return next(found, None)

    def create(self, app_id: str, access_type: AccessType, now: datetime) -> AnalyticsRequest:
        """Make a request. Raises AlreadyRequested."""
        for one in self.ever():
            if one.app_id == app_id and one.access_type == access_type and _blocks(one, now):
                raise AlreadyRequested
        return self._add(app_id, access_type, now)

    def delete(self, request_id: str, now: datetime) -> None:
        """Delete a request; a snapshot goes on blocking the next one."""
        with self._lock:
            self._requests = [
                replace(one, deleted_at=now) if one.id == request_id else one
                for one in self._requests
            ]

    def first_files_at(self, request: AnalyticsRequest) -> datetime:
        """When the first instances of a request can appear."""
        trouble = self._simulation.stage.peek("first_files_delayed", Scene(app_id=request.app_id))
        if trouble is not None:
            made = max(request.created_at, trouble.started_at)
            return made + timedelta(hours=trouble.number_of("hours"))
        hours = self._simulation.settings.first_files_after_hours
        return request.created_at + timedelta(hours=hours)

    def _add(self, app_id: str, access_type: AccessType, now: datetime) -> AnalyticsRequest:
        with self._lock:
            number = len(self._requests) + 1
            identifier = self._identifier(app_id, access_type, number)
            made = AnalyticsRequest(number, identifier, app_id, access_type, now)
            self._requests.append(made)
            return made

    def _old_snapshots(self) -> Iterator[AnalyticsRequest]:
        """The requests of the scenario `old_snapshot`; their numbers lie above all others."""
        stage, start = self._simulation.stage, self._simulation.settings.starts_at
        for place, app in enumerate(self._simulation.world.apps):
            trouble = stage.peek("old_snapshot", Scene(app_id=app.apple_id))
            if trouble is not None:
                made = start - timedelta(days=trouble.integer("days"))
                number = _FIRST_OLD_NUMBER + place
                identifier = self._identifier(app.apple_id, "ONE_TIME_SNAPSHOT", number)
                yield AnalyticsRequest(number, identifier, app.apple_id, "ONE_TIME_SNAPSHOT", made)

    def _identifier(self, app_id: str, access_type: AccessType, number: int) -> str:
        seed = self._simulation.settings.seed
        high, low = (number_of(seed, app_id, access_type, number, half) for half in (0, 1))
        return str(UUID(int=high << 64 | low, version=4))

    def _as_played(self, request: AnalyticsRequest) -> AnalyticsRequest:
        stage = self._simulation.stage
        trouble = stage.peek("stopped_due_to_inactivity", Scene(app_id=request.app_id))
        if trouble is None or request.is_snapshot or request.created_at > trouble.started_at:
            return request
        return replace(request, stopped_at=trouble.started_at)


def _is_among(share: Share, place: int) -> bool:
    return share == "all" or (share == "some" and place % 2 == 0)


def _blocks(request: AnalyticsRequest, now: datetime) -> bool:
    if request.is_snapshot:
        return now - request.created_at < timedelta(days=SNAPSHOT_EVERY_DAYS)
    return request.deleted_at is None and request.stopped_at is None
