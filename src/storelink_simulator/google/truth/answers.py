"""The truth about Google's half, computed from the world, not from served files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from werkzeug.datastructures import MultiDict

from storelink_simulator.admin.answers import BadQuestion, day_of, only
from storelink_simulator.google.assembly import Google
from storelink_simulator.google.play.listing import play_apps
from storelink_simulator.google.truth.archive import archive_facts
from storelink_simulator.google.truth.metrics import BY_NAME, GROUPS, METRICS, PlayQuestion
from storelink_simulator.google.truth.money import Money
from storelink_simulator.google.truth.statistics import Statistics
from storelink_simulator.truth.facts import Fact


def question_of(google: Google, args: MultiDict[str, str]) -> PlayQuestion:
    """Read a question; everything is optional. Raises BadQuestion."""
    only(args, "metric", "app", "from", "to", "by")
    names, apps, by = (_list(args, name) for name in ("metric", "app", "by"))
    unknown = [name for name in names if name not in BY_NAME]
    if unknown:
        raise BadQuestion(f"Unknown metric: {', '.join(unknown)}. Known: {', '.join(BY_NAME)}.")
    unknown = [name for name in by if name not in GROUPS]
    if unknown:
        raise BadQuestion(f"Cannot be split by {', '.join(unknown)}; by: {', '.join(GROUPS)}.")
    return PlayQuestion(
        tuple(BY_NAME[name] for name in names) or METRICS,
        frozenset(apps) if apps else None,
        day_of(args["from"]) if "from" in args else date.min,
        day_of(args["to"]) if "to" in args else date.max,
        google.desk.clock.now(),
        by,
    )


def facts(google: Google, question: PlayQuestion) -> Iterator[Fact]:
    """All facts that a question asks for."""
    statistics, money = Statistics(google.play, question), Money(google.play, question)
    for app in play_apps(google.desk.world):
        if question.packages is None or app.bundle_id in question.packages:
            yield from statistics.facts(app)
            yield from money.vitals(app)
    yield from archive_facts(question)
    yield from money.sales()
    yield from money.earnings()


def _list(args: MultiDict[str, str], name: str) -> tuple[str, ...]:
    return tuple(part for part in args.get(name, "").split(",") if part)
