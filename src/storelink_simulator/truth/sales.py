"""The truth about what the SALES SUMMARY files count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from storelink_simulator.apple.assembly import Apple
from storelink_simulator.apple.sales.ledger import Article, Ledger, Line
from storelink_simulator.apple.sales.summary import days_between
from storelink_simulator.cast import App
from storelink_simulator.pacific import pacific_day
from storelink_simulator.publication import sales_gone_on, sales_published_at
from storelink_simulator.stage import Scene
from storelink_simulator.truth.facts import Fact, Question
from storelink_simulator.world import HISTORY_STARTS_ON

_GROUPS = {
    "territory": lambda line: line.place.code,
    "device": lambda line: line.device,
    "product_type": lambda line: line.type_id,
}


def is_file_out(apple: Apple, report_type: str, day: date, question: Question) -> bool:
    """Whether the daily file of a day is published, and was not gone when the reader began."""
    seed = apple.desk.world.seed
    if sales_published_at(seed, report_type, "DAILY", day) > question.now:
        return False
    late = apple.desk.stage.peek("late_report", Scene("/v1/salesReports"))
    held = late is not None and day >= pacific_day(question.now) - timedelta(late.integer("days"))
    return not held and pacific_day(question.since) < sales_gone_on("DAILY", day)


def sales_facts(apple: Apple, question: Question, days: list[date]) -> Iterator[Fact]:
    """Units and proceeds per app and day, of the files that are out."""
    wanted = {metric.name for metric in question.metrics if metric.source == "sales"}
    if not wanted:
        return
    for day in days:
        if not is_file_out(apple, "SALES", day, question):
            continue
        for app in apple.desk.world.own_apps:
            if question.app_ids is None or app.apple_id in question.app_ids:
                yield from _of_day(apple.ledger, app, day, wanted, by=question.by)


def whole_sales_facts(apple: Apple, question: Question) -> Iterator[Fact]:
    """The same per app and whole month or year, of the files that are out; the date is the first
    day. A year that began before the history has a file too."""
    wanted = {metric.name for metric in question.metrics if metric.source == "sales"}
    apps = apple.desk.world.own_apps
    for first, last in _periods(question):
        if not wanted or not _is_whole_file_out(apple, last, question):
            continue
        for app in apps:
            if question.app_ids is None or app.apple_id in question.app_ids:
                yield from _of_period(apple.ledger, app, (first, last), wanted, by=question.by)


def _periods(question: Question) -> Iterator[tuple[date, date]]:
    """Those that lie within the days of the question and end before now."""
    months = 1 if question.frequency == "MONTHLY" else 12
    year, month = HISTORY_STARTS_ON.year, 1
    while (first := date(year, month, 1)) <= min(question.last, question.now.date()):
        year, month = year + (month + months > 12), (month + months - 1) % 12 + 1
        last = date(year, month, 1) - timedelta(days=1)
        if question.first <= first and last <= question.last and last < question.now.date():
            yield first, last


def _is_whole_file_out(apple: Apple, last: date, question: Question) -> bool:
    seed = apple.desk.world.seed
    is_published = sales_published_at(seed, "SALES", question.frequency, last) <= question.now
    return is_published and pacific_day(question.since) < sales_gone_on(question.frequency, last)


def _of_period(
    ledger: Ledger, app: App, period: tuple[date, date], wanted: set[str], *, by: tuple[str, ...]
) -> Iterator[Fact]:
    sums: dict[tuple[str, tuple[tuple[str, str], ...]], int | Decimal] = {}
    for day in days_between(*period):
        for fact in _of_day(ledger, app, day, wanted, by=by):
            key = fact.metric, tuple(fact.by.items())
            sums[key] = sums.get(key, 0) + fact.value
    for (name, group), value in sums.items():
        yield Fact(name, app.apple_id, period[0], value, dict(group))


def _of_day(
    ledger: Ledger, app: App, day: date, wanted: set[str], *, by: tuple[str, ...]
) -> Iterator[Fact]:
    articles = ledger.articles(app, day)
    if not articles:
        return
    for name in sorted(wanted - {"developer_proceeds"}):
        if by:
            yield from _units_by(ledger, app, day, name, by=by)
        else:
            units = sum(one.sign * one.units for one in articles if _counts(name, one))
            yield Fact(name, app.apple_id, day, units)
    if "developer_proceeds" in wanted:
        yield from _money(ledger, app, day, by)


def _counts(metric: str, article: Article) -> bool:
    if article.product is not None:
        return metric == "in_app_purchase_units"
    if article.name == "again":
        return metric == "sales_redownloads"
    if article.name == "update":
        return metric == "sales_updates"
    return metric == "app_units"


def _units_by(
    ledger: Ledger, app: App, day: date, name: str, *, by: tuple[str, ...]
) -> Iterator[Fact]:
    sums: dict[tuple[str, ...], int] = defaultdict(int)
    for line in ledger.lines(app, day):
        if _counts(name, line.article):
            sums[_group(line, by)] += line.units
    for group, units in sums.items():
        yield Fact(name, app.apple_id, day, units, dict(zip(by, group, strict=True)))


def _money(ledger: Ledger, app: App, day: date, by: tuple[str, ...]) -> Iterator[Fact]:
    sums: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    for line in ledger.lines(app, day):
        if line.article.price_usd:
            sums[(line.place.currency, *_group(line, by))] += line.units * line.proceeds
    for group, money in sums.items():
        names = dict(zip(("currency", *by), group, strict=True))
        yield Fact("developer_proceeds", app.apple_id, day, money, names)


def _group(line: Line, by: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_GROUPS[name](line) if name in _GROUPS else "" for name in by)
