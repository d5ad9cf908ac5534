"""Analytics report requests and the reports that they list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from werkzeug.wrappers import Response

from storelink_simulator.apple import body_errors, errors
from storelink_simulator.apple.apps import find_app
from storelink_simulator.apple.bodies import read_request_body
from storelink_simulator.apple.desk import Desk
from storelink_simulator.apple.documents import Linkage, Thing, reference, single
from storelink_simulator.apple.operations import Ask, Operation, limit, parameter
from storelink_simulator.apple.paging import page, page_size
from storelink_simulator.apple.reports.catalogue import BY_NUMBER, REPORTS, Report
from storelink_simulator.apple.request_book import (
    AccessType,
    AlreadyRequested,
    AnalyticsRequest,
)
from storelink_simulator.apple.roles import Access

CATEGORIES = (
    "APP_USAGE",
    "APP_STORE_ENGAGEMENT",
    "COMMERCE",
    "FRAMEWORK_USAGE",
    "PERFORMANCE",
)
_REQUEST_FIELDS = parameter(
    "fields[analyticsReportRequests]", "accessType", "stoppedDueToInactivity", "reports"
)
REPORT_FIELDS = parameter("fields[analyticsReports]", "name", "category", "instances")
_INCLUDE = parameter("include", "reports")
_LIMIT_REPORTS = limit("limit[reports]")
_MOST_INCLUDED = 50


def report_id(request: AnalyticsRequest, report: Report) -> str:
    """`r<number>-<request id>`."""
    return f"r{report.number}-{request.id}"


def report_thing(request: AnalyticsRequest, report: Report) -> Thing:
    """The resource object of a report."""
    return Thing(
        "analyticsReports",
        report_id(request, report),
        {"name": report.name, "category": report.category},
        related=("instances",),
    )


def find_request(desk: Desk, ask: Ask, request_id: str) -> AnalyticsRequest:
    """A request of an app that the key sees. Raises Problem."""
    found = desk.book.by_id(request_id)
    if found is None or desk.app_of(ask.key, found.app_id) is None:
        raise errors.not_found("analyticsReportRequests", request_id)
    return found


def find_report(desk: Desk, ask: Ask, identifier: str) -> tuple[AnalyticsRequest, Report]:
    """A report by its id. Raises Problem."""
    number, _, request_id = identifier.removeprefix("r").partition("-")
    report = BY_NUMBER.get(int(number)) if number.isdecimal() and len(number) < 6 else None
    request = desk.book.by_id(request_id) if identifier.startswith("r") else None
    if report is None or request is None or desk.app_of(ask.key, request.app_id) is None:
        raise errors.not_found("analyticsReports", identifier)
    return request, report


class Analytics:
    """The operations on requests and reports."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def operations(self) -> tuple[Operation, ...]:
        """What is offered."""
        base, read = "/v1/analyticsReportRequests", Access.ANALYTICS
        included = (_INCLUDE, _LIMIT_REPORTS)
        fields = (_REQUEST_FIELDS, REPORT_FIELDS)
        by_type = parameter("filter[accessType]", "ONGOING", "ONE_TIME_SNAPSHOT")
        listing = (by_type, *fields, *included, limit())
        reports = (
            parameter("filter[name]"),
            parameter("filter[category]", *CATEGORIES),
            REPORT_FIELDS,
            limit(),
        )
        of_app = "/v1/apps/<id>/analyticsReportRequests"
        return (
            Operation("POST", base, Access.ANALYTICS_REQUESTS, self.create),
            Operation("GET", f"{base}/<id>", read, self.get, (*fields, *included)),
            Operation("DELETE", f"{base}/<id>", Access.ANALYTICS_REQUESTS, self.delete),
            Operation("GET", f"{base}/<id>/reports", read, self.reports, reports),
            Operation(
                "GET", f"{base}/<id>/relationships/reports", read, self.report_links, (limit(),)
            ),
            Operation("GET", of_app, read, self.list, listing),
            Operation(
                "GET",
                "/v1/apps/<id>/relationships/analyticsReportRequests",
                read,
                self.links,
                (limit(),),
            ),
            Operation("GET", "/v1/analyticsReports/<id>", read, self.report, (REPORT_FIELDS,)),
        )

    def create(self, ask: Ask) -> Response:
        """Make a request; one of each kind per app, a snapshot once in 31 days."""
        body = read_request_body(ask.request)
        app = self._desk.app_of(ask.key, body.app_id)
        if app is None:
            raise body_errors.relationship_unknown("app", "apps", body.app_id)
        if self._desk.stage.play("request_race", ask.scene):
            ask.call.played.append("request_race")
            raise body_errors.already_requested()
        try:
            made = self._desk.book.create(
                app.apple_id, cast("AccessType", body.access_type), ask.now
            )
        except AlreadyRequested as error:
            raise body_errors.already_requested() from error
        return single(ask, self._thing(made), status=201)

    def get(self, ask: Ask) -> Response:
        """One request."""
        request = find_request(self._desk, ask, ask.ids["id"])
        return single(ask, self._thing(request, ask), self._included([request], ask))

    def delete(self, ask: Ask) -> Response:
        """Delete a request, and its instances with it."""
        request = find_request(self._desk, ask, ask.ids["id"])
        self._desk.book.delete(request.id, ask.now)
        return Response(status=204)

    def list(self, ask: Ask) -> Response:
        """The requests of an app."""
        app = find_app(self._desk, ask, ask.ids["id"])
        wanted = ask.many("filter[accessType]")
        found = [
            one
            for one in self._desk.book.of_app(app.apple_id)
            if wanted is None or one.access_type in wanted
        ]
        includes = ask.many("include") is not None
        return page(
            ask,
            found,
            lambda one: self._thing(one, ask),
            (lambda shown: self._included(shown, ask)) if includes else None,
        )

    def links(self, ask: Ask) -> Response:
        """The ids of an app's requests."""
        app = find_app(self._desk, ask, ask.ids["id"])
        requests = self._desk.book.of_app(app.apple_id)
        return page(ask, requests, lambda one: Linkage(self._thing(one)))

    def report_links(self, ask: Ask) -> Response:
        """The ids of a request's reports."""
        request = find_request(self._desk, ask, ask.ids["id"])
        return page(ask, REPORTS, lambda report: Linkage(report_thing(request, report)))

    def reports(self, ask: Ask) -> Response:
        """The catalogue of a request: there at once, whatever its instances do."""
        request = find_request(self._desk, ask, ask.ids["id"])
        names, categories = ask.many("filter[name]"), ask.many("filter[category]")
        found = [
            report
            for report in REPORTS
            if (names is None or report.name in names)
            and (categories is None or report.category in categories)
        ]
        listed = self._renamed(ask, found, names)
        if self._desk.stage.play("report_catalogue_empty", ask.scene):
            ask.call.played.append("report_catalogue_empty")
            listed = []
        return page(ask, listed, lambda report: report_thing(request, report))

    def _renamed(
        self, ask: Ask, found: Sequence[Report], names: tuple[str, ...] | None
    ) -> Sequence[Report]:
        """What is listed where the scenario calls one report by another name."""
        trouble = self._desk.stage.peek("report_renamed", ask.scene)
        if trouble is None:
            return found
        old, new = trouble.text("report"), trouble.text("becomes")
        if names is not None:
            renamed = [one for one in REPORTS if one.name == old and new in names]
            found = [*(one for one in found if one.name != old), *renamed]
        self._desk.stage.play("report_renamed", ask.scene)
        ask.call.played.append("report_renamed")
        return [replace(one, name=new) if one.name == old else one for one in found]

    def report(self, ask: Ask) -> Response:
        """One report."""
        return single(ask, report_thing(*find_report(self._desk, ask, ask.ids["id"])))

    def _thing(self, request: AnalyticsRequest, ask: Ask | None = None) -> Thing:
        linked = {}
        if ask is not None and ask.many("include") is not None:
            size = page_size(ask, "limit[reports]", _MOST_INCLUDED)
            things = [report_thing(request, report) for report in REPORTS[:size]]
            linked["reports"] = {
                "data": [reference(thing) for thing in things],
                "meta": {"paging": {"total": len(REPORTS), "limit": size}},
            }
        stopped = request.stopped_at is not None
        return Thing(
            "analyticsReportRequests",
            request.id,
            {"accessType": request.access_type, "stoppedDueToInactivity": stopped},
            related=("reports",),
            linked=linked,
        )

    def _included(self, requests: Sequence[AnalyticsRequest], ask: Ask) -> Sequence[Thing]:
        if ask.many("include") is None:
            return []
        size = page_size(ask, "limit[reports]", _MOST_INCLUDED)
        return [report_thing(one, report) for one in requests for report in REPORTS[:size]]
