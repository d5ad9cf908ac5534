"""playdeveloperreporting.googleapis.com v1beta1: apps, their metric sets, their errors."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from itertools import islice
from typing import Any

from werkzeug.wrappers import Response

from storelink_simulator.cast import App
from storelink_simulator.google.accounts import Account
from storelink_simulator.google.api_answers import answered, body_of, place_in, token_of, whole
from storelink_simulator.google.desk import Desk
from storelink_simulator.google.errors import Refused, bad_token, invalid, quota_exceeded
from storelink_simulator.google.gate import Gate, api
from storelink_simulator.google.paths import parts_below
from storelink_simulator.google.permissions import QUALITY, REPORTS
from storelink_simulator.google.play.errors import Errors
from storelink_simulator.google.play.listing import play_apps
from storelink_simulator.google.play.play import Play
from storelink_simulator.google.play.vitals import VitalsDays
from storelink_simulator.google.quota import Quota
from storelink_simulator.google.reporting.error_rows import error_rows
from storelink_simulator.google.reporting.error_search import ISSUES, search_answer
from storelink_simulator.google.reporting.error_search import REPORTS as REPORTS_SEARCH
from storelink_simulator.google.reporting.question import Query, query_of
from storelink_simulator.google.reporting.release_options import FETCH, release_options
from storelink_simulator.google.reporting.rows import rows, time_document
from storelink_simulator.google.reporting.sets import SETS, TOLD, MetricSet
from storelink_simulator.pacific import pacific_day
from storelink_simulator.service import Call
from storelink_simulator.stage import Scene

REPORTING = api(
    "playdeveloperreporting", "Google Play Developer Reporting API", "playdeveloperreporting"
)
_ROOT = "/v1beta1/"
_SEARCH = "apps:search"
_QUERY = ":query"
_ERROR_COUNTS = "errorCountMetricSet"
_CALLS_PER_SECOND = 10
_LAG_DAYS = 2
"""The last day with data, before today on the Pacific coast."""
_LAG_HOURS = 30


class PlayReporting:
    """The service behind /v1beta1."""

    prefixes: tuple[str, ...] = (_ROOT,)

    def __init__(self, desk: Desk, play: Play) -> None:
        self._desk = desk
        self._gate = Gate(desk, REPORTING)
        self._quota = Quota(_CALLS_PER_SECOND, 1)
        self._vitals = VitalsDays(play.figures)
        self._errors = Errors(play.figures)

    def answer(self, call: Call) -> Response:
        """Answer one call; refusals are Google's error objects."""
        call.key_id = self._gate.name(call)
        parts = parts_below(call, _ROOT)
        scene = Scene(call.request.path, call.key_id, parts[1] if len(parts) > 1 else None)
        return answered(self._desk, call, scene, lambda: self._judged(call, scene, parts))

    def _judged(self, call: Call, scene: Scene, parts: list[str]) -> dict[str, Any]:
        account, scene = self._gate.caller(call, scene)
        if account is None:
            raise bad_token(REPORTING.service)
        if not self._quota.take(account.email, time.monotonic()):
            raise quota_exceeded(REPORTING.service, "Queries per second")
        method = call.request.method
        if parts == [_SEARCH] and method == "GET":
            return self._search(call, scene, account)
        if parts[0] != "apps" or len(parts) not in (2, 3):
            raise _not_found()
        if method == "GET" and (len(parts) == 2 or parts[2] in (ISSUES, REPORTS_SEARCH)):
            return self._of_app(call, account, parts)
        if len(parts) == 2:
            raise _not_found()
        return self._of_set(call, scene, account, parts)

    def _of_app(self, call: Call, account: Account, parts: list[str]) -> dict[str, Any]:
        """Errors of an app, or its releases to filter by."""
        package = parts[1].removesuffix(FETCH) if len(parts) == 2 else parts[1]
        if len(parts) == 2 and package == parts[1]:
            raise _not_found()
        app = next((one for one in self._desk.world.own_apps if one.bundle_id == package), None)
        if app is None:
            raise Refused(404, "notFound", f"Package not found: {package[:150]}.")
        if not account.may(REPORTS, package):
            raise Refused(403, "forbidden", "The caller does not have permission")
        if len(parts) == 2:
            return release_options(app, self._desk.clock.now().date())
        latest = self._latest("HOURLY")
        return search_answer(self._errors, app, parts[2], call.request.args, latest=latest)

    def _of_set(
        self, call: Call, scene: Scene, account: Account, parts: list[str]
    ) -> dict[str, Any]:
        """A metric set: its freshness, or rows of it."""
        method = call.request.method
        name, is_query = parts[2].removesuffix(_QUERY), parts[2].endswith(_QUERY)
        if name not in SETS and name != "anomalies":
            raise _not_found()
        app = self._app(account, parts[1])
        if name == "anomalies" and method == "GET":
            return {}
        if method != ("POST" if is_query else "GET"):
            raise _not_found()
        if not is_query:
            return self._set(app, SETS[name])
        return self._query(call, scene, app, SETS[name])

    def _search(self, call: Call, scene: Scene, account: Account) -> dict[str, Any]:
        mine = [one for one in play_apps(self._desk.world) if account.may(REPORTS, one.bundle_id)]
        apps = [one for one in mine if not self._is_transferred(scene, one)]
        if not account.is_invited:
            raise Refused(403, "forbidden", "The caller does not have permission")
        size = whole(call.request.args.get("pageSize"), 50, 1000)
        start = place_in(call.request.args.get("pageToken"))
        if start and start >= len(apps):
            raise invalid("Invalid page token.")
        page = apps[start : start + size]
        document: dict[str, Any] = {"apps": [_app_document(one) for one in page]} if page else {}
        if start + size < len(apps):
            document["nextPageToken"] = token_of(str(start + size))
        return document

    def _is_transferred(self, scene: Scene, app: App) -> bool:
        """Whether `app_transferred` gave it to somebody else; without a filter the second app."""
        scene = Scene(scene.path, scene.key_id, app.bundle_id)
        gone = self._desk.stage.peek("app_transferred", scene)
        if gone is None:
            return False
        return gone.app_id is not None or app in self._desk.world.own_apps[1:2]

    def _app(self, account: Account, package: str) -> App:
        apps = self._desk.world.own_apps
        app = next((one for one in apps if one.bundle_id == package), None)
        if app is None or not (account.may(QUALITY, package) or account.may(REPORTS, package)):
            raise Refused(403, "forbidden", "The caller does not have permission")
        return app

    def _latest(self, period: str) -> datetime:
        """The end of the data: a day on the Pacific coast, an hour in UTC."""
        now = self._desk.clock.now()
        if period == "HOURLY":
            hour = now - timedelta(hours=_LAG_HOURS)
            return hour.replace(minute=0, second=0, microsecond=0)
        day = pacific_day(now) - timedelta(days=_LAG_DAYS)
        return datetime.combine(day, time_of_day(0), tzinfo=UTC)

    def _set(self, app: App, metric_set: MetricSet) -> dict[str, Any]:
        return {
            "name": f"apps/{app.bundle_id}/{metric_set.name}",
            "freshnessInfo": {
                "freshnesses": [
                    {
                        "aggregationPeriod": period,
                        "latestEndTime": time_document(self._latest(period), period),
                    }
                    for period in metric_set.periods
                ]
            },
        }

    def _query(self, call: Call, scene: Scene, app: App, metric_set: MetricSet) -> dict[str, Any]:
        query = query_of(body_of(call.request), metric_set)
        if metric_set.name == _ERROR_COUNTS:
            self._refuse_old(call, scene, query.start)
        latest = self._latest(query.period)
        if query.end > latest:
            raise invalid(
                f"timeline_spec.end_time must not be after the latest data, {latest:%Y-%m-%d %H}h."
            )
        end = query.place + query.size
        page = list(islice(self._rows(app, metric_set, query), query.place, end + 1))
        if query.place and not page:
            raise invalid("Invalid page token.")
        document: dict[str, Any] = {"rows": page[: query.size]} if page else {}
        if len(page) > query.size:
            document["nextPageToken"] = token_of(str(end))
        return document

    def _rows(self, app: App, metric_set: MetricSet, query: Query) -> Iterator[dict[str, Any]]:
        if metric_set.name == _ERROR_COUNTS:
            return error_rows(self._errors, app, query)
        if metric_set.name in TOLD and query.cohort == "OS_PUBLIC":
            return rows(self._vitals, app, query)
        return iter(())

    def _refuse_old(self, call: Call, scene: Scene, start: datetime) -> None:
        """Error counts are kept for a while only, where the scenario says so. Raises Refused."""
        kept = self._desk.stage.peek("error_counts_two_months", scene)
        if kept is None:
            return
        if start < self._latest("DAILY") - timedelta(days=kept.integer("days") - _LAG_DAYS):
            self._desk.played("error_counts_two_months", call, scene)
            raise invalid("Request contains an invalid argument.")


def _app_document(app: App) -> dict[str, str]:
    return {
        "name": f"apps/{app.bundle_id}",
        "packageName": app.bundle_id,
        "displayName": app.name,
    }


def _not_found() -> Refused:
    return Refused(404, "notFound", "Not Found")
