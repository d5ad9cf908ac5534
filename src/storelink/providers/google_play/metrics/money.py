"""Figures of sales, earnings and subscriptions.

Sales and earnings are never added up: one is what buyers were charged, in their currencies and
UTC days; the other what the publisher gets, fees and taxes taken off, in Pacific days.
"""

from __future__ import annotations

from typing import Final

from storelink.domain.metric import AddsUp, Metric, Unit
from storelink.providers.google_play.reports.columns import HELP

_PER_CURRENCY: Final = " Amounts of different currencies are never added up."


def _money(key: str, name: str, definition: str, *, better: int = 1) -> Metric:
    return Metric(
        key, name, definition + _PER_CURRENCY, Unit.MONEY, AddsUp.WITHIN_CURRENCY, better=better,
        source=HELP,
    )  # fmt: skip


MONEY_METRICS: Final = (
    _money(
        "net_charged_amount",
        "Charged, refunds taken off",
        "What buyers were charged, taxes included and Google’s fee not taken off, less what they "
        "got back. From the sales files; it is not income.",
    ),
    _money(
        "charged_amount",
        "Charged",
        "What buyers were charged, taxes included and Google’s fee not taken off. From the sales "
        "files; refunds are not taken off.",
    ),
    _money(
        "refunded_amount",
        "Refunded",
        "What buyers got back, as a negative amount. From the sales files.",
        better=0,
    ),
    _money(
        "earnings_amount",
        "Earnings",
        "What the publisher gets, in the publisher’s currency: charges less Google’s fees, taxes "
        "and refunds. From the earnings files, which come after the month’s end.",
    ),
    _money(
        "google_fees",
        "Google’s fees",
        "Fees that Google took, less those it gave back with refunds, as a negative amount. From "
        "the earnings files.",
        better=0,
    ),
    Metric(
        "new_subscriptions",
        "New subscriptions",
        "Subscriptions that began that day.",
        Unit.COUNT,
        source=HELP,
    ),
    Metric(
        "cancelled_subscriptions",
        "Cancelled subscriptions",
        "Subscriptions that were cancelled that day, by people or by Google.",
        Unit.COUNT,
        better=-1,
        source=HELP,
    ),
    Metric(
        "active_subscriptions",
        "Active subscriptions",
        "Subscriptions in force at the end of the day. A state: a range shows its last day.",
        Unit.COUNT,
        AddsUp.ACROSS_DAYS_NOT,
        source=HELP,
    ),
)
