"""The truth about subscriptions: what stands at the end of a day, and what happened on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from storelink_simulator.apple.assembly import Apple
from storelink_simulator.apple.sales.happenings import subscriptions_of, told_in_file
from storelink_simulator.apple.sales.subscription import standing_of
from storelink_simulator.cast import App
from storelink_simulator.truth.facts import Fact, Question
from storelink_simulator.truth.sales import is_file_out


def standing_facts(apple: Apple, question: Question, days: list[date]) -> Iterator[Fact]:
    """Active, on trial, on offer, in retry, in grace; per app and day."""
    wanted = [metric for metric in question.metrics if metric.source == "subscriptions"]
    if not wanted:
        return
    for day in days:
        if not is_file_out(apple, "SUBSCRIPTION", day, question):
            continue
        for app in _apps(apple, question):
            sums: Counter[str] = Counter()
            for product in subscriptions_of(app):
                sums.update(standing_of(apple.desk.world, app, product, day))
            if any(sums.values()):
                for metric in wanted:
                    yield Fact(metric.name, app.apple_id, day, sums[metric.column])


def event_facts(apple: Apple, question: Question, days: list[date]) -> Iterator[Fact]:
    """Events by name; `date` is the event's own day, whichever file told it."""
    wanted = [metric for metric in question.metrics if metric.source == "events"]
    if not wanted:
        return
    out = {
        day: is_file_out(apple, "SUBSCRIPTION_EVENT", day, question)
        for start in days
        for day in (start, start + timedelta(days=1))
    }
    for app in _apps(apple, question):
        for day in days:
            sums: Counter[str] = Counter()
            for file_day in (day, day + timedelta(days=1)):
                if out[file_day]:
                    sums.update(_told(apple, app, file_day, day))
            for metric in wanted:
                names = metric.where.get("event", sums.keys())
                for event in sorted(sums.keys() & names):
                    yield Fact(metric.name, app.apple_id, day, sums[event], {"event": event})


def _told(apple: Apple, app: App, file_day: date, day: date) -> Counter[str]:
    sums: Counter[str] = Counter()
    for product in subscriptions_of(app):
        for event_day, event, count in told_in_file(apple.desk.world, app, product, file_day):
            if event_day == day:
                sums[event] += count
    return sums


def _apps(apple: Apple, question: Question) -> list[App]:
    return [
        app
        for app in apple.desk.world.own_apps
        if question.app_ids is None or app.apple_id in question.app_ids
    ]
