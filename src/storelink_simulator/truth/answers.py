"""The truth: what the published files add up to, from the world's own values.

No served file is read for it. Totals come from before they were split into rows, where no
privacy threshold hides a part; which version of a day counts is found from the day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from storelink_simulator.apple.assembly import Apple
from storelink_simulator.truth.analytics import analytics_facts
from storelink_simulator.truth.facts import Fact, Question
from storelink_simulator.truth.finance import finance_facts
from storelink_simulator.truth.sales import sales_facts, whole_sales_facts
from storelink_simulator.truth.subscriptions import event_facts, standing_facts
from storelink_simulator.world import HISTORY_STARTS_ON


def facts(apple: Apple, question: Question) -> Iterator[Fact]:
    """All facts that a question asks for."""
    first = max(question.first, HISTORY_STARTS_ON)
    last = min(question.last, question.now.date())
    days: list[date] = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    if question.frequency != "DAILY":
        yield from whole_sales_facts(apple, question)
        return
    yield from analytics_facts(apple, question, days)
    yield from sales_facts(apple, question, days)
    yield from standing_facts(apple, question, days)
    yield from event_facts(apple, question, days)
    yield from finance_facts(apple, question, days)
