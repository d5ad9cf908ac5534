"""The truth about finance: the extended partner share of a fiscal month, per app and currency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from storelink_simulator.apple.assembly import Apple
from storelink_simulator.apple.finance.endpoint import (
    finance_published_at,
    is_finance_kept,
)
from storelink_simulator.apple.finance.fiscal import FiscalPeriod, period_of_day
from storelink_simulator.apple.sales.summary import days_between
from storelink_simulator.cast import App
from storelink_simulator.truth.facts import Fact, Question


def finance_facts(apple: Apple, question: Question, days: list[date]) -> Iterator[Fact]:
    """One fact per fiscal month, app and currency; `date` is the first day of the month."""
    wanted = [metric.name for metric in question.metrics if metric.source == "finance"]
    if not wanted:
        return
    settings = apple.desk.simulation.settings
    periods = {period_of_day(day) for day in days}
    for period in sorted(periods, key=lambda one: one.first_day):
        if not question.first <= period.first_day <= question.last:
            continue
        is_kept = is_finance_kept(settings, period, question.since.date())
        if is_kept and finance_published_at(settings, period) <= question.now:
            for app in apple.desk.world.own_apps:
                if question.app_ids is None or app.apple_id in question.app_ids:
                    yield from _of_app(apple, app, period, wanted)


def _of_app(apple: Apple, app: App, period: FiscalPeriod, wanted: Sequence[str]) -> Iterator[Fact]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for day in days_between(period.first_day, period.last_day):
        for line in apple.ledger.lines(app, day):
            if line.article.price_usd:
                sums[line.place.currency] += line.units * line.proceeds
    for currency, money in sums.items():
        for name in wanted:
            yield Fact(name, app.apple_id, period.first_day, money, {"currency": currency})
