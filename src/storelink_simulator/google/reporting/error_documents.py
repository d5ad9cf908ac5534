"""How the Reporting API writes issues and error reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from storelink_simulator.cast import App
from storelink_simulator.google.play.errors import ANR, ErrorReport
from storelink_simulator.google.play.vitals import rounded_users

_TYPES = {ANR: "APPLICATION_NOT_RESPONDING"}
_USERS_PER_ERROR = 0.7


def users_of(reports: Sequence[ErrorReport]) -> float:
    """How many people met these errors: fewer than errors, for some met them again."""
    return max(1.0, sum(one.count for one in reports) * _USERS_PER_ERROR) if reports else 0.0


def issue_document(
    app: App, reports: Sequence[ErrorReport], of_all: float, samples: int
) -> dict[str, Any]:
    """The reports of one group; counts are of those reports alone."""
    group, users = reports[0].group, users_of(reports)
    codes = sorted(int(one.version_code) for one in reports)
    levels = sorted(one.api_level for one in reports)
    last = max(reports, key=lambda one: (one.at, one.id))
    document: dict[str, Any] = {
        "name": f"apps/{app.bundle_id}/{group.id}",
        "type": _TYPES.get(group.type, group.type),
        "cause": group.cause,
        "location": group.location,
        "errorReportCount": str(sum(one.count for one in reports)),
        "distinctUsers": str(rounded_users(users) or 1),
        "distinctUsersPercent": {"value": f"{min(100.0, 100 * users / of_all):.4f}"},
        "lastErrorReportTime": _hour(last.at),
        "issueUri": f"https://play.google.com/console/developers/app/vitals/crashes/{group.id}",
        "firstAppVersion": {"versionCode": str(codes[0])},
        "lastAppVersion": {"versionCode": str(codes[-1])},
        "firstOsVersion": {"apiLevel": str(levels[0])},
        "lastOsVersion": {"apiLevel": str(levels[-1])},
    }
    if samples:
        document["sampleErrorReports"] = [f"apps/{app.bundle_id}/{last.id}"]
    return document


def report_document(app: App, report: ErrorReport) -> dict[str, Any]:
    """One report; how often it came is told by its issue only."""
    code, _, model = report.device
    return {
        "name": f"apps/{app.bundle_id}/{report.id}",
        "type": _TYPES.get(report.group.type, report.group.type),
        "reportText": f"{report.group.cause}\n\tat {app.bundle_id}.{report.group.location}",
        "issue": f"apps/{app.bundle_id}/{report.group.id}",
        "eventTime": _hour(report.at),
        "deviceModel": {
            "deviceId": {"buildBrand": report.brand, "buildDevice": code},
            "marketingName": model,
        },
        "osVersion": {"apiLevel": str(report.api_level)},
        "appVersion": {"versionCode": report.version_code},
    }


def _hour(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:00:00Z")
