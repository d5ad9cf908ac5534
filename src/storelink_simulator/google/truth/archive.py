"""The truth about the archive: a withdrawn app's days, as its old files tell them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from storelink_simulator.google.archive.beacon import (
    CURRENCY,
    FEE,
    INSTALL_MONTHS,
    MONEY_MONTHS,
    PACKAGE,
    PRICE,
    TAX,
    old_day,
    old_orders,
)
from storelink_simulator.google.play.months import days_between, last_day
from storelink_simulator.google.truth.metrics import PlayQuestion
from storelink_simulator.truth.facts import Fact

_EVENTS_SINCE, _ACTIVE_SINCE = 2018, 2017


def archive_facts(question: PlayQuestion) -> Iterator[Fact]:
    """All facts of the withdrawn app that are asked for."""
    if question.by or (question.packages is not None and PACKAGE not in question.packages):
        return
    names = {metric.name for metric in question.metrics}
    for fact in (*_installs(), *_money()):
        if fact.metric in names and question.first <= fact.day <= question.last:
            yield fact


def _installs() -> Iterator[Fact]:
    for month in INSTALL_MONTHS:
        for day in days_between(month, last_day(month)):
            one = old_day(day)
            told = {
                "daily_device_installs": one.device_installs,
                "daily_user_installs": one.user_installs,
                "daily_user_uninstalls": one.user_uninstalls,
            }
            if month.year >= _ACTIVE_SINCE:
                told["active_device_installs"] = one.current_devices
            if month.year >= _EVENTS_SINCE:
                told["install_events"] = one.device_installs
                told["update_events"] = one.device_upgrades
                told["uninstall_events"] = one.device_uninstalls
            for name, value in told.items():
                yield Fact(name, PACKAGE, day, value)


def _money() -> Iterator[Fact]:
    by = {"currency": CURRENCY}
    for month in MONEY_MONTHS:
        for order in old_orders(month):
            day = order.at.date()
            yield Fact("earnings", PACKAGE, day, PRICE - TAX - FEE, by)
            if month == MONEY_MONTHS[0]:
                yield Fact("charged_amount", PACKAGE, day, Decimal(PRICE), by)
                yield Fact("charged_orders", PACKAGE, day, 1, by)
