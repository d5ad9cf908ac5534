"""Run as a process in a home: answers questions, one JSON line each, until there are no more.
For tests."""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storelink.config.settings")
django.setup()

from storelink.domain.metric import AddsUp  # noqa: E402
from storelink.domain.period import Days  # noqa: E402
from storelink.integrations.connect import answer, begin  # noqa: E402
from storelink.integrations.models import (  # noqa: E402
    Integration,
    Issue,
    LoadedPartition,
    ReportState,
    Run,
    Worker,
)
from storelink.integrations.storage import warehouse  # noqa: E402
from storelink.integrations.sync_now import sync_now  # noqa: E402
from storelink.products.delete import delete  # noqa: E402
from storelink.products.models import App  # noqa: E402
from storelink.products.read import ask  # noqa: E402
from storelink.providers.registry import provider  # noqa: E402
from storelink.warehouse.contract import AppRef  # noqa: E402
from storelink.workspaces.models import User  # noqa: E402


def standing(number: int) -> dict[str, Any]:
    """The last run, and what is loaded."""
    run = Run.objects.filter(integration_id=number).order_by("-pk").first()
    return {
        "run": run.pk if run else 0,
        "outcome": run.outcome if run else "",
        "is_open": bool(run and run.ended_at is None),
        "partitions": LoadedPartition.objects.filter(integration_id=number).count(),
        "reports": {
            s.report: [s.outcome, s.done, s.planned, str(s.complete_to), s.sentence]
            for s in ReportState.objects.filter(integration_id=number)
        },
        "issues": [
            f"{i.key}: {i.sentence}"
            for i in Issue.objects.filter(integration_id=number, solved_at=None)
        ],
    }


def facts(number: int, first: str, last: str) -> list[list[Any]]:
    """[metric, app, day, value, currency] of every figure that adds up, read as Alice reads."""
    user = User.objects.get()
    one = Integration.objects.get(pk=number)
    known = provider(one.provider)
    ratios = {ratio.metric for ratio in known.ratios}
    days = Days(date.fromisoformat(first), date.fromisoformat(last))
    found: list[list[Any]] = []
    for app in App.objects.filter(integration=one):
        for metric in known.metrics:
            if metric.key in ratios or metric.adds_up is AddsUp.NOWHERE:
                continue
            by = ("date", "currency") if metric.adds_up is AddsUp.WITHIN_CURRENCY else ("date",)
            table = ask(
                user, one.workspace, one.provider, [metric.key], days=days, by=by, apps=[app]
            )
            found += [
                [metric.key, app.store_id, str(row["date"]), str(row[metric.key]), _currency(row)]
                for row in table.to_pylist()
                if row[metric.key] is not None
            ]
    return found


def metrics(number: int) -> list[str]:
    """The keys of all figures that add up."""
    known = provider(Integration.objects.get(pk=number).provider)
    ratios = {ratio.metric for ratio in known.ratios}
    return [m.key for m in known.metrics if m.key not in ratios and m.adds_up is not AddsUp.NOWHERE]


def apps_of(number: int) -> dict[int, str]:
    """The number that an app has in the product → its id in the store."""
    return dict(App.objects.filter(integration_id=number).values_list("pk", "store_id"))


def settled(number: int) -> dict[str, str]:
    """Currency → what the finance files of the account add up to, of the last month that is in.
    Those files name what was sold, not its app: so no app is asked for."""
    report = provider("app_store_connect").report("finance_financial")
    apps = [AppRef(number, app) for app in ("", *apps_of(number).values())]
    rows = [
        row
        for batch in warehouse().rows(report, apps, Days(date(2020, 1, 1), date(2100, 1, 1)))
        for row in batch.to_pylist()
    ]
    last = max(row["date"] for row in rows)
    sums: dict[str, Decimal] = {}
    for row in rows:
        if row["date"] == last:
            share = row["extended_partner_share"]
            sums[row["currency"]] = sums.get(row["currency"], Decimal()) + share
    return {currency: str(value) for currency, value in sums.items()}


def _currency(row: dict[str, Any]) -> str:
    return str(row.get("currency") or "")


def forget(number: int) -> None:
    """Alice deletes the account, and erases its data."""
    delete(User.objects.get(), Integration.objects.get(pk=number), erase_data=True)


def connect(console: str, fields: Mapping[str, str]) -> int:
    """Alice connects; the integration's number."""
    user = User.objects.get()
    kind = provider(console).credential_kinds[0].key
    attempt, asked = begin(user, user.personal_workspace, console, kind)
    known = {field.name for field in asked.fields}
    end = answer(user, attempt.pk, {n: text for n, text in fields.items() if n in known})
    if not isinstance(end, Integration):
        raise AssertionError(f"not connected: {end}")
    return int(end.pk)


def sync(number: int) -> None:
    """Alice wants it up to date now."""
    sync_now(User.objects.get(), Integration.objects.get(pk=number))


def workers() -> list[int]:
    """The process ids of the workers that have shown a sign of life."""
    return list(Worker.objects.values_list("pid", flat=True))


VERBS: Mapping[str, Callable[..., Any]] = {
    "standing": standing, "facts": facts, "metrics": metrics, "forget": forget,
    "connect": connect, "sync": sync, "apps": apps_of, "settled": settled,
    "workers": workers,
}  # fmt: skip

if __name__ == "__main__":
    for line in sys.stdin:
        verb, *words = json.loads(line)
        try:
            told = {"answer": VERBS[verb](*words)}
        except Exception as error:
            told = {"error": f"{verb}: {type(error).__name__}: {error}"}
            traceback.print_exc()
        print(json.dumps(told), flush=True)
