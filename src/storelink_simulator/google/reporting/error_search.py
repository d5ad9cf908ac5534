"""errors.issues.search and errors.reports.search: what went wrong in an app, over a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from storelink_simulator.cast import App
from storelink_simulator.drawing import number_of
from storelink_simulator.google.api_answers import text_in, token_of, whole
from storelink_simulator.google.errors import invalid
from storelink_simulator.google.play.errors import ErrorReport, Errors
from storelink_simulator.google.reporting.error_documents import (
    issue_document,
    report_document,
    users_of,
)
from storelink_simulator.google.reporting.error_filter import clauses_of

ISSUES, REPORTS = "errorIssues:search", "errorReports:search"
_PAGE, _MOST = 50, {ISSUES: 1000, REPORTS: 100}
_LONGEST = timedelta(days=400)
_WITHOUT_INTERVAL = timedelta(days=1)
_ORDERS = {"": ("errorReportCount", "desc")} | {
    f"{field} {way}".strip(): (field, way or "asc")
    for field in ("errorReportCount", "distinctUsers")
    for way in ("", "asc", "desc")
}
Args = Mapping[str, str]
Document = dict[str, Any]


def search_answer(
    errors: Errors, app: App, what: str, args: Args, *, latest: datetime
) -> dict[str, Any]:
    """A page of issues or of reports. Raises Refused (400)."""
    clauses = clauses_of(args.get("filter"), of_reports=what == REPORTS)
    start, end = _interval(args, latest)
    inside = errors.between(app, start, min(end, latest))
    reports = [one for one in inside if all(clause.fits(one) for clause in clauses)]
    if what == REPORTS:
        reports.sort(key=lambda one: (one.at, one.id), reverse=True)
        return _page("errorReports", [report_document(app, one) for one in reports], what, args)
    return _page("errorIssues", _issues(app, reports, args), what, args)


def _issues(app: App, reports: list[ErrorReport], args: Args) -> list[Document]:
    samples = args.get("sampleErrorReportLimit", "0")
    order = _ORDERS.get(" ".join(args.get("orderBy", "").split()))
    if samples not in ("0", "1") or order is None:
        raise invalid("Invalid value for sample_error_report_limit or order_by.")
    groups: dict[str, list[ErrorReport]] = defaultdict(list)
    for one in reports:
        groups[one.group.id].append(one)
    everybody = users_of(reports)
    found = [issue_document(app, one, everybody, int(samples)) for one in groups.values()]
    found.sort(key=lambda one: one["name"])
    field, way = order
    return sorted(found, key=lambda one: int(one[field]), reverse=way == "desc")


def _page(name: str, found: list[Document], what: str, args: Args) -> Document:
    size = whole(args.get("pageSize"), _PAGE, _MOST[what])
    mark = _mark(what, args)
    start = _place(args.get("pageToken"), mark)
    page = found[start : start + size]
    document: Document = {name: page} if page else {}
    if start + size < len(found):
        document["nextPageToken"] = token_of(f"{start + size} {mark}")
    return document


def _mark(what: str, args: Args) -> str:
    """What a question was, but for its page: a token is good for the same question only."""
    asked = sorted((k, v) for k, v in args.items() if k not in ("pageToken", "pageSize", "alt"))
    return f"{number_of(what, asked):016x}"


def _place(token: str | None, mark: str) -> int:
    place, _, told = text_in(token).partition(" ")
    if not place and not told:
        return 0
    if told != mark or not place.isdecimal() or len(place) > 9:
        raise invalid("Invalid page token.")
    return int(place)


def _interval(args: Args, latest: datetime) -> tuple[datetime, datetime]:
    """From and up to; without any, the last day."""
    if not any(name.startswith("interval.") for name in args):
        return latest - _WITHOUT_INTERVAL, latest
    start, end = _moment(args, "interval.startTime."), _moment(args, "interval.endTime.")
    if not start < end or end - start > _LONGEST:
        raise invalid("interval.end_time must be after start_time, within the kept range.")
    return start, end


def _moment(args: Args, name: str) -> datetime:
    """A moment in UTC or at an offset; a named zone is refused, as clients were told."""
    if f"{name}timeZone.id" in args:
        raise invalid("The interval does not support time zones.")
    if any(args.get(name + part, "0") != "0" for part in ("minutes", "seconds", "nanos")):
        raise invalid("The interval must be aligned to hours.")
    try:
        year, month, day = (int(args[name + part]) for part in ("year", "month", "day"))
        offset = int(args.get(f"{name}utcOffset", "0s").removesuffix("s"))
        moment = datetime(year, month, day, int(args.get(f"{name}hours", 0)), tzinfo=UTC)
        return moment - timedelta(seconds=offset)
    except (KeyError, ValueError, OverflowError) as error:
        raise invalid(f"Invalid value at '{name[:-1]}'.") from error
