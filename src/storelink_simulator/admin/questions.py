"""How a question to the truth is written, by its parameters."""

from __future__ import annotations

from datetime import date

from werkzeug.datastructures import MultiDict

from storelink_simulator.admin.answers import BadQuestion, day_of, moment_of, only
from storelink_simulator.clock import Clock
from storelink_simulator.truth.facts import Question
from storelink_simulator.truth.metrics import ALL, BY_NAME, GROUPS, Metric

_FREQUENCIES = {"day": "DAILY", "month": "MONTHLY", "year": "YEARLY"}


def question_of(args: MultiDict[str, str], clock: Clock) -> Question:
    """Read a question; everything is optional. Raises BadQuestion."""
    only(args, "metric", "app", "from", "to", "by", "since", "period")
    now = clock.now()
    since = args.get("since")
    reader_began = now if since == "now" else moment_of(since) if since else clock.started_at
    apps, by = _list(args, "app"), _list(args, "by")
    unknown = [name for name in by if name not in GROUPS]
    if unknown:
        raise BadQuestion(f"Cannot be split by {', '.join(unknown)}; by: {', '.join(GROUPS)}.")
    frequency = _FREQUENCIES.get(args.get("period", "day"))
    if frequency is None:
        raise BadQuestion(f"period is one of: {', '.join(_FREQUENCIES)}.")
    return Question(
        metrics=_metrics(_list(args, "metric")),
        app_ids=frozenset(apps) if apps else None,
        first=day_of(args["from"]) if "from" in args else date.min,
        last=day_of(args["to"]) if "to" in args else date.max,
        since=reader_began,
        now=now,
        by=by,
        frequency=frequency,
    )


def _list(args: MultiDict[str, str], name: str) -> tuple[str, ...]:
    return tuple(part for part in args.get(name, "").split(",") if part)


def _metrics(names: tuple[str, ...]) -> tuple[Metric, ...]:
    unknown = [name for name in names if name not in BY_NAME]
    if unknown:
        known = ", ".join(BY_NAME)
        raise BadQuestion(f"Unknown metric: {', '.join(unknown)}. Known: {known}.")
    return tuple(BY_NAME[name] for name in names) or ALL
