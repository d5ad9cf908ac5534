"""GET /v1/financeReports."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from werkzeug.wrappers import Response

from storelink_simulator.apple import errors, report_errors
from storelink_simulator.apple.desk import Desk
from storelink_simulator.apple.finance.files import detail_file, financial_file, paid_lines
from storelink_simulator.apple.finance.fiscal import FiscalPeriod, period_named
from storelink_simulator.apple.finance.regions import DETAIL, REGIONS
from storelink_simulator.apple.gzip_answers import FileDesk
from storelink_simulator.apple.operations import GZIP, Ask, Operation, parameter
from storelink_simulator.apple.roles import Access
from storelink_simulator.apple.sales.ledger import Ledger
from storelink_simulator.bounded import FileMemory
from storelink_simulator.pacific import pacific
from storelink_simulator.settings import Settings

_MEMORY_BYTES = 8 << 20


def is_finance_kept(settings: Settings, period: FiscalPeriod, today: date) -> bool:
    """Whether the reports of a period are still there on a day."""
    return (today - period.last_day).days <= settings.finance_days


def finance_published_at(settings: Settings, period: FiscalPeriod) -> datetime:
    """When the reports of a period appear; the real delay is not known, so it is a setting."""
    return pacific(period.last_day + timedelta(days=settings.finance_after_days), time(8))


class FinanceReports:
    """The operation on finance reports."""

    def __init__(self, desk: Desk, files: FileDesk, ledger: Ledger) -> None:
        self._desk = desk
        self._files = files
        self._ledger = ledger
        self._memory = FileMemory(_MEMORY_BYTES)

    def operations(self) -> tuple[Operation, ...]:
        """What is offered."""
        single = {"is_required": True, "is_single": True}
        return (
            Operation(
                "GET",
                "/v1/financeReports",
                Access.FINANCE,
                self.get,
                (
                    parameter("filter[vendorNumber]", **single),
                    parameter("filter[reportType]", "FINANCIAL", "FINANCE_DETAIL", **single),
                    parameter("filter[regionCode]", *sorted(REGIONS), **single),
                    parameter("filter[reportDate]", **single),
                ),
                GZIP,
            ),
        )

    def get(self, ask: Ask) -> Response:
        """One file, or the error that says why there is none."""
        self._files.refuse_or_pass(ask)
        region = ask.one("filter[regionCode]") or ""
        is_detail = ask.one("filter[reportType]") == "FINANCE_DETAIL"
        if is_detail != (region == DETAIL):
            raise errors.parameter_invalid(
                "filter[regionCode]",
                f"'{region}' is not a valid region code for this report type.",
            )
        text = ask.one("filter[reportDate]") or ""
        period = period_named(text)
        if period is None:
            raise errors.parameter_invalid(
                "filter[reportDate]", f"'{text}' is not a fiscal month (YYYY-MM)."
            )
        real = self._desk.simulation.folder.finance_file(period.name, region)
        if real is not None:
            return self._files.send(ask, real)
        self._check_published(ask, period)
        return self._files.send(ask, self._content(period, region))

    def _check_published(self, ask: Ask, period: FiscalPeriod) -> None:
        settings = self._desk.simulation.settings
        published = finance_published_at(settings, period)
        is_too_old = not is_finance_kept(settings, period, ask.now.date())
        is_late = self._desk.stage.peek("late_report", ask.scene) is not None
        if ask.now < published or is_too_old or is_late:
            raise report_errors.nothing_sold()

    def _content(self, period: FiscalPeriod, region: str) -> bytes:
        contents = self._memory.get((period, region), lambda: self._made(period, region))
        if not contents:
            raise report_errors.nothing_sold()
        return contents[0]

    def _made(self, period: FiscalPeriod, region: str) -> list[bytes]:
        lines = paid_lines(self._desk.world, self._ledger, period)
        if region == DETAIL:
            found = detail_file(lines, period)
        else:
            found = financial_file(lines, period, region)
        return [found] if found is not None else []
