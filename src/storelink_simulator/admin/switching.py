"""Scenarios on and off, and the one that changes numbers instead of answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from storelink_simulator.admin.answers import BadQuestion, only
from storelink_simulator.apple.assembly import Apple
from storelink_simulator.apple.reports.maturity import Restatement
from storelink_simulator.stage import Stage, Trouble, UnknownScenario


def switch_on(apple: Apple, body: Mapping[str, Any]) -> dict[str, Any]:
    """Switch a scenario on; says its number, or for `restated` which files will tell."""
    only(body, "name", "key", "app", "path", "count", "times", "skip", "options")
    count, options = _count(body), body.get("options", {})
    if not isinstance(options, dict):
        raise BadQuestion("options has to be an object.")
    trouble = Trouble(
        0,
        str(body.get("name")),
        apple.desk.clock.now(),
        _text(body, "key"),
        _text(body, "app"),
        _text(body, "path"),
        count,
        options,
        _whole(body, "skip", 0) or 0,
    )
    stage = Stage() if trouble.name == "restated" else apple.desk.stage
    try:
        stage.switch_on(trouble)
    except UnknownScenario as error:
        raise BadQuestion(str(error)) from error
    if trouble.name == "restated":
        return {"name": "restated", **_restate(apple, trouble)}
    return {"name": trouble.name, "number": trouble.number}


def switch_off(apple: Apple, name: str | None) -> dict[str, Any]:
    """Switch one scenario off, or all."""
    return {"switched_off": apple.desk.stage.switch_off(name)}


def _restate(apple: Apple, trouble: Trouble) -> dict[str, Any]:
    """Change past days in the next daily files that nobody can have fetched yet.

    Those of tomorrow's processing date: today's may be out already.
    """
    today = apple.desk.clock.today()
    change = Restatement(
        today - timedelta(days=trouble.integer("days_to")),
        today - timedelta(days=trouble.integer("days_from")),
        today + timedelta(days=1),
        trouble.number_of("factor"),
        trouble.app_id,
    )
    apple.desk.simulation.maturity.restatements.append(change)
    apple.files.forget()
    return {
        "processed_on": change.processed_on.isoformat(),
        "first_day": change.first_day.isoformat(),
        "last_day": change.last_day.isoformat(),
    }


def _count(body: Mapping[str, Any]) -> int | None:
    """How often it plays: `count`, or `times`, which says the same."""
    if "count" in body and "times" in body:
        raise BadQuestion("count and times say the same; give one of them.")
    return _whole(body, "times" if "times" in body else "count", 1)


def _whole(body: Mapping[str, Any], name: str, least: int) -> int | None:
    value = body.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise BadQuestion(f"{name} has to be a whole number from {least} on.")
    return value


def _text(body: Mapping[str, Any], name: str) -> str | None:
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise BadQuestion(f"{name} has to be text.")
    return value
