"""How many of a day's new people come back: cohorts by the day of the download."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from werkzeug.wrappers import Response

from storelink_simulator.apple.web.analytics.answers import bad, listed
from storelink_simulator.apple.web.analytics.measures import BY_KEY
from storelink_simulator.apple.web.analytics.office import Question
from storelink_simulator.cast import App
from storelink_simulator.drawing import draw

_FOLLOWED_DAYS = 28
_AGREED_TO_SHARE = 0.34
_FEWEST = 5


def retention(question: Question, last: date) -> Response:
    """`POST data/retention`: a row a day of download, a cell for each day after it.

    `last` is the last day with data.
    """
    if len(question.apps) != 1:
        raise bad("retention is told for one app at a time.")
    app = question.apps[0]
    results = [_cohort(question, app, day, last) for day in question.asked.days]
    return listed([one for one in results if one], adamId=app.apple_id)


def _cohort(question: Question, app: App, day: date, last: date) -> dict[str, Any] | None:
    cells = question.figures.of_day(app, BY_KEY["units"], day, ())
    if not cells:
        return None
    people = round(float(cells[()]) * _AGREED_TO_SHARE)
    return {
        "appPurchase": f"{day}T00:00:00Z",
        "meetsThreshold": people >= _FEWEST,
        "data": list(_days_after(app, day, people, last)) if people >= _FEWEST else [],
    }


def _days_after(app: App, day: date, people: int, last: date) -> Iterator[dict[str, Any]]:
    for age in range(1, _FOLLOWED_DAYS + 1):
        later = day + timedelta(days=age)
        if later > last:
            return
        near = 0.85 + 0.3 * draw("retention", app.apple_id, day, age)
        came = min(people, round(people * 0.42 * age**-0.55 * near))
        yield {
            "date": f"{later}T00:00:00Z",
            "retentionPercentage": round(100 * came / people, 2),
            "value": float(came),
        }
