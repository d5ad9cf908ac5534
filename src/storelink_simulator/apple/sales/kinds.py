"""The kinds of sales reports: which frequencies and versions there are, and who writes the rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from storelink_simulator.apple.reports.rows import Row
from storelink_simulator.apple.sales.columns import COLUMNS
from storelink_simulator.apple.sales.events import event_rows
from storelink_simulator.apple.sales.ledger import Ledger
from storelink_simulator.apple.sales.preorders import preorder_rows
from storelink_simulator.apple.sales.subscribers import subscriber_rows
from storelink_simulator.apple.sales.subscription import subscription_rows
from storelink_simulator.apple.sales.summary import summary_rows
from storelink_simulator.world import World

ANY_FREQUENCY = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
Rows = Callable[[World, Ledger, date, date], list[Row]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One report type with its sub-type."""

    report_type: str
    sub_type: str
    frequencies: tuple[str, ...]
    rows: Rows
    needs_version: bool = False

    @property
    def versions(self) -> tuple[str, ...]:
        """The versions that are still answered, the newest last."""
        return tuple(COLUMNS[self.report_type])

    @property
    def latest(self) -> str:
        """The newest version."""
        return self.versions[-1]

    def columns(self, version: str) -> tuple[str, ...]:
        """The header of a version."""
        return COLUMNS[self.report_type][version]


_DAILY = ("DAILY",)
KINDS: tuple[Kind, ...] = (
    Kind("SALES", "SUMMARY", ANY_FREQUENCY, summary_rows),
    Kind("PRE_ORDER", "SUMMARY", ANY_FREQUENCY, preorder_rows),
    Kind("SUBSCRIPTION", "SUMMARY", _DAILY, subscription_rows, needs_version=True),
    Kind("SUBSCRIPTION_EVENT", "SUMMARY", _DAILY, event_rows, needs_version=True),
    Kind("SUBSCRIBER", "DETAILED", _DAILY, subscriber_rows, needs_version=True),
)

# Types that Apple knows and the invented publisher has nothing of.
WITHOUT_DATA: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "NEWSSTAND": (("DETAILED", ("DAILY", "WEEKLY")),),
    "SUBSCRIPTION_OFFER_CODE_REDEMPTION": (("SUMMARY", ("DAILY",)),),
    "WIN_BACK_ELIGIBILITY": (("SUMMARY", ("DAILY",)),),
    "FIRST_ANNUAL": (("DETAILED", ("DAILY",)), ("SUMMARY", ("YEARLY",))),
    "INSTALLS": (
        ("SUMMARY", ("MONTHLY",)),
        ("DETAILED", ("MONTHLY", "YEARLY")),
        ("SUMMARY_TERRITORY", ("YEARLY",)),
        ("SUMMARY_CHANNEL", ("YEARLY",)),
        ("SUMMARY_INSTALL_TYPE", ("YEARLY",)),
    ),
}
