"""GET /v1/salesReports."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from werkzeug.wrappers import Response

from storelink_simulator.apple import report_errors
from storelink_simulator.apple.desk import Desk
from storelink_simulator.apple.gzip_answers import FileDesk
from storelink_simulator.apple.operations import GZIP, Ask, Operation, parameter
from storelink_simulator.apple.reports.rows import written
from storelink_simulator.apple.roles import Access
from storelink_simulator.apple.sales.dates import last_day_of, newest_before
from storelink_simulator.apple.sales.kinds import KINDS, WITHOUT_DATA, Kind
from storelink_simulator.apple.sales.ledger import Ledger
from storelink_simulator.pacific import pacific_day
from storelink_simulator.publication import period_of, sales_gone_on, sales_published_at

_TYPES = ("SALES", "PRE_ORDER", "SUBSCRIPTION", "SUBSCRIPTION_EVENT", "SUBSCRIBER", *WITHOUT_DATA)
_SUB_TYPES = (
    "SUMMARY",
    "DETAILED",
    "SUMMARY_INSTALL_TYPE",
    "SUMMARY_TERRITORY",
    "SUMMARY_CHANNEL",
)


class SalesReports:
    """The operation on sales reports."""

    def __init__(self, desk: Desk, files: FileDesk, ledger: Ledger) -> None:
        self._desk = desk
        self._files = files
        self._ledger = ledger

    def operations(self) -> tuple[Operation, ...]:
        """What is offered."""
        single = {"is_required": True, "is_single": True}
        frequencies = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
        return (
            Operation(
                "GET",
                "/v1/salesReports",
                Access.SALES,
                self.get,
                (
                    parameter("filter[vendorNumber]", **single),
                    parameter("filter[reportType]", *_TYPES, **single),
                    parameter("filter[reportSubType]", *_SUB_TYPES, **single),
                    parameter("filter[frequency]", *frequencies, **single),
                    parameter("filter[reportDate]", is_single=True),
                    parameter("filter[version]", is_single=True),
                ),
                GZIP,
            ),
        )

    def get(self, ask: Ask) -> Response:
        """One file, or the error that says why there is none."""
        self._files.refuse_or_pass(ask)
        report_type = ask.one("filter[reportType]") or ""
        frequency = ask.one("filter[frequency]") or ""
        kind = _kind(report_type, ask.one("filter[reportSubType]") or "", frequency)
        version = self._version(ask, kind)
        end = self._end(ask, report_type, frequency)
        real = self._desk.simulation.folder.sales_file(report_type, frequency, end)
        if real is not None:
            return self._files.send(ask, real)
        if kind is None:
            raise report_errors.nothing_sold()
        self._check_published(ask, report_type, frequency, end)
        first, last = self._told(ask, frequency, end)
        rows = kind.rows(self._desk.world, self._ledger, first, last)
        if not rows:
            raise report_errors.nothing_sold()
        return self._files.send(ask, written(kind.columns(version), rows))

    def _version(self, ask: Ask, kind: Kind | None) -> str:
        version = ask.one("filter[version]")
        self._flip(ask, version)
        drift = self._desk.stage.peek("version_drift", ask.scene)
        if drift is not None and version != drift.text("latest"):
            self._desk.stage.play("version_drift", ask.scene)
            ask.call.played.append("version_drift")
            raise report_errors.version_invalid(version or "", drift.text("latest"))
        if kind is None:
            return version or "1_0"
        if drift is not None:
            return kind.latest
        if version is None and not kind.needs_version:
            return kind.versions[0]
        if version not in kind.versions:
            raise report_errors.version_invalid(version or "", kind.latest)
        return version

    def _flip(self, ask: Ask, version: str | None) -> None:
        """Refuse a version, and have nothing of the one that is named instead. Raises Problem."""
        flip = self._desk.stage.peek("version_flip", ask.scene)
        if flip is None or flip.text("report_type") != ask.one("filter[reportType]"):
            return
        self._desk.stage.play("version_flip", ask.scene)
        ask.call.played.append("version_flip")
        if version == flip.text("latest"):
            raise report_errors.nothing_sold()
        raise report_errors.version_invalid(version or "", flip.text("latest"))

    def _told(self, ask: Ask, frequency: str, end: date) -> tuple[date, date]:
        """First and last day of the file: those asked for, or of the week around the day."""
        sunday = end + timedelta(days=6 - end.weekday())
        is_over = frequency == "DAILY" and sunday < pacific_day(ask.now)
        if is_over and self._desk.stage.play("weekly_in_place_of_daily", ask.scene):
            ask.call.played.append("weekly_in_place_of_daily")
            return period_of("WEEKLY", sunday)
        return period_of(frequency, end)

    def _end(self, ask: Ask, report_type: str, frequency: str) -> date:
        text = ask.one("filter[reportDate]")
        if text is not None:
            return last_day_of(frequency, text)
        if report_type != "SALES" or frequency != "DAILY":
            raise report_errors.nothing_sold()
        day = newest_before("DAILY", pacific_day(ask.now))
        while self._published_at(report_type, "DAILY", day) > ask.now:
            day -= timedelta(days=1)
        return day

    def _check_published(self, ask: Ask, report_type: str, frequency: str, end: date) -> None:
        today = pacific_day(ask.now)
        if today >= sales_gone_on(frequency, end):
            raise report_errors.no_longer_kept(self._desk.simulation.settings.expired_sales_status)
        if end >= today and frequency != "DAILY":
            raise report_errors.nothing_sold()
        if self._published_at(report_type, frequency, end) > ask.now:
            raise report_errors.not_available_yet(end.isoformat())
        late = self._desk.stage.peek("late_report", ask.scene)
        if late is not None and end >= today - timedelta(days=late.integer("days")):
            self._desk.stage.play("late_report", ask.scene)
            ask.call.played.append("late_report")
            raise report_errors.not_available_yet(end.isoformat())

    def _published_at(self, report_type: str, frequency: str, end: date) -> datetime:
        return sales_published_at(self._desk.world.seed, report_type, frequency, end)


def _kind(report_type: str, sub_type: str, frequency: str) -> Kind | None:
    """The kind, None where the publisher has nothing of it. Raises Problem for what cannot be."""
    for kind in KINDS:
        if kind.report_type == report_type:
            if kind.sub_type == sub_type and frequency in kind.frequencies:
                return kind
            raise report_errors.invalid_combination(_combination(report_type, sub_type, frequency))
    for known, frequencies in WITHOUT_DATA.get(report_type, ()):
        if known == sub_type and frequency in frequencies:
            return None
    raise report_errors.invalid_combination(_combination(report_type, sub_type, frequency))


def _combination(report_type: str, sub_type: str, frequency: str) -> str:
    return (
        f"The report type {report_type} with sub-type {sub_type} is not available with frequency "
        f"{frequency} for the date specified."
    )
