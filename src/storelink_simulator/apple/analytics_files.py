"""Instances of analytics reports, their segments, and the addresses of the files."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from werkzeug.wrappers import Response

from storelink_simulator.apple import errors
from storelink_simulator.apple.analytics import find_report
from storelink_simulator.apple.desk import Desk
from storelink_simulator.apple.documents import Linkage, Thing, host_of, single
from storelink_simulator.apple.instances import Instance, Instances
from storelink_simulator.apple.operations import Ask, Operation, Parameter, limit, parameter
from storelink_simulator.apple.paging import page
from storelink_simulator.apple.presigned import LIFETIME_SECONDS, sign
from storelink_simulator.apple.roles import Access
from storelink_simulator.apple.segments import Files, Segment, place_of_segment, segment_id
from storelink_simulator.apple.shaping import chosen
from storelink_simulator.apple.storage import path_of, version_of

_INSTANCE_FIELDS = parameter(
    "fields[analyticsReportInstances]", "granularity", "processingDate", "segments"
)
_SEGMENT_FIELDS = parameter("fields[analyticsReportSegments]", "checksum", "sizeInBytes", "url")


class _Day(Parameter):
    """A parameter whose values are days."""

    def read(self, text: str) -> tuple[str, ...]:
        values = Parameter.read(self, text)
        for value in values:
            try:
                date.fromisoformat(value)
            except ValueError as error:
                raise errors.parameter_invalid(
                    self.name, f"'{value}' is not a valid date (YYYY-MM-DD)."
                ) from error
        return values


class AnalyticsFiles:
    """The operations on instances and segments."""

    def __init__(self, desk: Desk, instances: Instances, files: Files) -> None:
        self._desk = desk
        self._instances = instances
        self._files = files

    def operations(self) -> tuple[Operation, ...]:
        """What is offered."""
        read, base = Access.ANALYTICS, "/v1/analyticsReportInstances"
        listing = (
            parameter("filter[granularity]", "DAILY", "WEEKLY", "MONTHLY"),
            _Day("filter[processingDate]"),
            _INSTANCE_FIELDS,
            limit(),
        )
        segments = (_SEGMENT_FIELDS, limit())
        of_report = "/v1/analyticsReports/<id>/instances"
        one = "/v1/analyticsReportSegments/<id>"
        return (
            Operation("GET", of_report, read, self.list, listing),
            Operation(
                "GET",
                "/v1/analyticsReports/<id>/relationships/instances",
                read,
                self.links,
                (limit(),),
            ),
            Operation(
                "GET", f"{base}/<id>/relationships/segments", read, self.segment_links, (limit(),)
            ),
            Operation("GET", f"{base}/<id>", read, self.get, (_INSTANCE_FIELDS,)),
            Operation("GET", f"{base}/<id>/segments", read, self.segments, segments),
            Operation("GET", one, read, self.segment, (_SEGMENT_FIELDS,)),
        )

    def list(self, ask: Ask) -> Response:
        """The instances of a report, newest first, all granularities in one list."""
        request, report = find_report(self._desk, ask, ask.ids["id"])
        kinds, days = ask.many("filter[granularity]"), ask.many("filter[processingDate]")
        found = [
            one
            for one in self._instances.listed(request, report, ask.now)
            if (kinds is None or one.granularity in kinds)
            and (days is None or one.processed_on.isoformat() in days)
        ]
        return page(ask, found, self._thing)

    def links(self, ask: Ask) -> Response:
        """The ids of a report's instances."""
        request, report = find_report(self._desk, ask, ask.ids["id"])
        found = self._instances.listed(request, report, ask.now)
        return page(ask, found, lambda one: Linkage(self._thing(one)))

    def segment_links(self, ask: Ask) -> Response:
        """The ids of an instance's segments."""
        instance, seed = self._find(ask, ask.ids["id"]), self._desk.world.seed
        places = range(len(self._files.segments(instance)))
        ids = [segment_id(seed, instance, place) for place in places]
        return page(ask, ids, lambda one: Linkage(Thing("analyticsReportSegments", one, {})))

    def get(self, ask: Ask) -> Response:
        """One instance."""
        return single(ask, self._thing(self._find(ask, ask.ids["id"])))

    def segments(self, ask: Ask) -> Response:
        """The files of an instance, each with an address that holds for five minutes."""
        instance = self._find(ask, ask.ids["id"])
        if self._plays("empty_segments", ask):
            return page(ask, [], Linkage)
        shape, played = chosen(self._desk.stage, ask.scene)
        ask.call.played.extend(played)
        segments = self._files.segments(instance, shape)
        if self._plays("wrong_checksum", ask):
            wrong = hashlib.md5(segments[0].checksum.encode()).hexdigest()  # noqa: S324
            segments[0] = replace(segments[0], checksum=wrong)
        if self._plays("segments_reordered", ask):
            segments.reverse()
        moment = self._moment(ask)
        return page(ask, segments, lambda one: self._segment_thing(ask, one, shape, moment))

    def segment(self, ask: Ask) -> Response:
        """One file, with a fresh address."""
        identifier = ask.ids["id"]
        place = place_of_segment(self._desk.world.seed, identifier)
        if place is None:
            raise errors.not_found("analyticsReportSegments", identifier)
        instance = self._instances.at(*place[:4])
        if instance is None or not self._is_visible(ask, instance):
            raise errors.not_found("analyticsReportSegments", identifier)
        segments: Sequence[Segment] = self._files.segments(instance)
        if place[4] >= len(segments):
            raise errors.not_found("analyticsReportSegments", identifier)
        return single(ask, self._segment_thing(ask, segments[place[4]], 0, self._moment(ask)))

    def _find(self, ask: Ask, identifier: str) -> Instance:
        found = self._instances.by_id(identifier)
        if found is None or not self._is_visible(ask, found) or self._plays("instance_gone", ask):
            raise errors.not_found("analyticsReportInstances", identifier)
        return found

    def _is_visible(self, ask: Ask, instance: Instance) -> bool:
        is_own = self._desk.app_of(ask.key, instance.request.app_id) is not None
        return is_own and self._instances.exists(instance, ask.now)

    def _plays(self, name: str, ask: Ask) -> bool:
        if self._desk.stage.play(name, ask.scene) is None:
            return False
        ask.call.played.append(name)
        return True

    def _moment(self, ask: Ask) -> datetime:
        if self._plays("expired_url", ask):
            return ask.now - timedelta(seconds=LIFETIME_SECONDS * 2)
        return ask.now

    def _thing(self, instance: Instance) -> Thing:
        return Thing(
            "analyticsReportInstances",
            instance.id(self._desk.world.seed),
            {
                "granularity": instance.granularity,
                "processingDate": instance.processed_on.isoformat(),
            },
            related=("segments",),
        )

    def _segment_thing(self, ask: Ask, segment: Segment, shape: int, moment: datetime) -> Thing:
        seed, instance = self._desk.world.seed, segment.instance
        path = path_of(instance, segment.index, self._instances.published_at(instance))
        query = sign(seed, path, version_of(instance, shape), moment)
        return Thing(
            "analyticsReportSegments",
            segment.id(seed),
            {
                "checksum": segment.checksum,
                "sizeInBytes": segment.size_in_bytes,
                "url": f"{host_of(ask)}{path}?{query}",
            },
        )
