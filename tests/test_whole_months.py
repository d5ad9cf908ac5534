"""Months and years of sales where daily files have ended: from the store's files to the command and
the page, against the store's truth. Two accounts: one was connected a year ago and has every day of
November 2025, the other one today and has the last days of it and the month."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from storelink.cli import query
from storelink.domain.period import Days, Granularity
from storelink.domain.report import Partition
from storelink.integrations.models import Integration, LoadedPartition, ReportState, Run
from storelink.integrations.storage import files, warehouse
from storelink.products.apps import record
from storelink.products.models import App
from storelink.products.read import ask
from storelink.providers.app_store_connect.tests.stage import KEY, STAGE, session_of
from storelink.providers.tests.play import Play
from storelink.providers.tests.simulator import Simulator, simulator_process
from storelink.sync.load import Result, load
from storelink.web.tests.conftest import as_

__all__ = ["as_"]

from storelink.workspaces.people import add_person

DAILY, MONTHLY, YEARLY = "sales_summary", "sales_summary_month", "sales_summary_year"
NOVEMBER = Days(date(2025, 11, 1), date(2025, 11, 30))
YEAR = Days(date(2025, 1, 1), date(2025, 12, 31))
EVER = Days(date(2019, 1, 1), YEAR.last)
KNOWN_FROM, KNOWN_TO = date(2025, 11, 26), date(2025, 12, 2)


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with simulator_process() as simulator:
        yield simulator


@pytest.fixture
def home(db: None, settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.HOME, settings.DATA_URL = tmp_path, str(tmp_path / "data")
    settings.SIMULATOR_URL = ""
    for one in (files, warehouse):
        one.cache_clear()
    yield
    for one in (files, warehouse):
        one.cache_clear()


@pytest.fixture
def accounts(simulator: Simulator, home: None) -> Iterator[Any]:
    """Each has one of the publisher's apps; their files name both, which is left aside here."""
    simulator.begin_anew(today="2025-12-10", app_count=2)
    alice = add_person("alice@example.org", "a long enough password", name="Alice")
    play = Play(STAGE, simulator)
    try:
        early, late = (connected(alice, play, number) for number in (0, 1))
        bring_in(early, play, {DAILY: days_of(Days(NOVEMBER.first, KNOWN_TO))})
        simulator.post("clock", set="2026-11-24T18:00:00Z")
        wholes = {MONTHLY: ["2025-11"], YEARLY: ["2025", "2024", "2019"]}
        bring_in(early, play, wholes)
        bring_in(late, play, {DAILY: days_of(Days(KNOWN_FROM, KNOWN_TO)), **wholes})
        App.objects.exclude(gone_at=None).delete()
        yield SimpleNamespace(alice=alice, early=early, late=late)
    finally:
        play.end()


def connected(alice: Any, play: Play, number: int) -> Integration:
    one = Integration.objects.create(
        workspace=alice.personal_workspace, provider=KEY, account_id=f"a{number}",
        name=("Early", "Late")[number], connected_by=alice,
    )  # fmt: skip
    record(one, [session_of(play, "SALES").apps()[number]])
    for key in (DAILY, MONTHLY, YEARLY):
        ReportState.objects.create(integration=one, report=key)
    return one


def days_of(days: Days) -> list[str]:
    return [day.isoformat() for day in days]


def bring_in(one: Integration, play: Play, wanted: dict[str, list[str]]) -> None:
    """As a run does it, of these periods alone."""
    session, run = session_of(play, "SALES"), Run.objects.create(integration=one)
    partitions = [Partition(key, "", name) for key, names in wanted.items() for name in names]
    result = Result()
    load(run, session, partitions, result)
    assert result.outcomes == {}
    Run.objects.filter(pk=run.pk).update(ended_at=timezone.now())
    ReportState.objects.filter(integration=one).update(outcome="complete")


def app_of(one: Integration) -> App:
    return App.objects.get(integration=one, gone_at=None)


def truth(
    simulator: Simulator, app: App, days: Days, period: str = "day", metric: str = "app_units"
) -> Decimal:
    asked = {"from": str(days.first), "to": str(days.last), "since": "2025-12-10T18:00:00Z"}
    facts = simulator.get("truth", metric=metric, app=app.store_id, period=period, **asked)["facts"]
    return sum((Decimal(str(fact["value"])) for fact in facts), Decimal())


def by(step: Granularity, who: Any, apps: Sequence[App], days: Days) -> dict[date, Any]:
    table = ask(
        who, who.personal_workspace, KEY, ["app_units"], days=days, by=["date"], apps=apps,
        granularity=step,
    )  # fmt: skip
    return {row["date"]: row["app_units"] for row in table.to_pylist()}


def total(who: Any, apps: Sequence[App], days: Days) -> Any:
    table = ask(who, who.personal_workspace, KEY, ["app_units"], days=days, apps=apps)
    return table.to_pylist()[0]["app_units"]


@pytest.mark.timeout(300)
def test_months_and_years_are_the_stores(
    accounts: Any, simulator: Simulator, capsys: Any, as_: Any
) -> None:
    alice, early, late = accounts.alice, app_of(accounts.early), app_of(accounts.late)
    assert early.store_id != late.store_id
    months = {one: truth(simulator, one, NOVEMBER, "month") for one in (early, late)}
    years = {one: truth(simulator, one, YEAR, "year") for one in (early, late)}
    assert months[early] == truth(simulator, early, NOVEMBER)
    few = truth(simulator, late, Days(KNOWN_FROM, NOVEMBER.last))
    assert 0 < few < months[late] < years[late]

    for apps in ([early], [late], [early, late]):
        of_month = sum(months[one] for one in apps)
        assert by(Granularity.MONTH, alice, apps, NOVEMBER) == {NOVEMBER.first: of_month}
        assert total(alice, apps, NOVEMBER) == of_month
        assert total(alice, apps, YEAR) == sum(years[one] for one in apps)
        of_2024 = Days(date(2024, 1, 1), date(2024, 12, 31))
        of_years = by(Granularity.YEAR, alice, apps, EVER)
        before = sum(truth(simulator, one, of_2024, "year") for one in apps)
        assert of_years[of_2024.first] == before > 0
        assert of_years[date(2019, 1, 1)] == 0
        assert of_years.get(date(2020, 1, 1)) is None
        assert total(alice, apps, EVER) == sum(v or 0 for v in of_years.values())
    by_day = by(Granularity.DAY, alice, [late], NOVEMBER)
    assert (min(by_day), sum(by_day.values())) == (KNOWN_FROM, few)
    part = Days(NOVEMBER.first + timedelta(days=1), NOVEMBER.last)
    assert total(alice, [late], part) == few

    _by_command(alice, late, int(months[late]), capsys)
    _on_pages(as_(alice), late, few=int(few), month=int(months[late]))
    _without_rows(accounts.late)


def _by_command(alice: Any, app: App, month: int, capsys: Any) -> None:
    def run(**options: Any) -> tuple[Any, str]:
        capsys.readouterr()
        query.run(
            metrics=["app_units"], by=["date"], apps=[app.store_id], person=alice.email,
            last=str(NOVEMBER.last), as_json=True, **options,
        )  # fmt: skip
        said = capsys.readouterr()
        return json.loads(said.out), said.err

    rows, said = run(first=str(NOVEMBER.first), granularity=Granularity.MONTH)
    assert [(row["date"], row["app_units"]) for row in rows] == [("2025-11-01", Decimal(month))]
    assert said == ""
    rows, said = run(first=str(NOVEMBER.first))
    assert rows[0]["date"] == str(KNOWN_FROM)
    assert "Before 26 Nov 2025, “Summary Sales” of Late is known by whole months only" in said
    _, said = run(first="2025-11-02", granularity=Granularity.MONTH)
    assert "Not counted: November 2025, of which this range holds a part." in said


def _on_pages(browser: Any, app: App, *, few: int, month: int) -> None:
    asked = f"?metric=app_units&from={NOVEMBER.first}&to={NOVEMBER.last}"
    page, series = (reverse("app", args=[app.pk]), reverse("series_csv", args=[app.pk]))
    by_day = browser.get(f"{page}{asked}").content.decode()
    assert "Before 26 Nov 2025, “Summary Sales” of Late is known by whole months only" in by_day
    assert f"{month:,}" in by_day  # the total holds the month
    by_month = browser.get(f"{page}{asked}&step=month").content.decode()
    assert "is known by whole" not in by_month
    rows = browser.get(f"{series}{asked}&step=month").content.decode().splitlines()[1:]
    assert [(r.split(",")[0], Decimal(r.split(",")[1])) for r in rows] == [
        ("2025-11-01", Decimal(month))
    ]
    rows = browser.get(f"{series}{asked}").content.decode().splitlines()[1:]
    told = {row.split(",")[0]: row.split(",")[1] for row in rows}
    assert told["2025-11-25"] == ""
    assert sum(Decimal(value) for value in told.values() if value) == few
    every = browser.get(f"{page}?metric=app_units&range=all&step=year").content.decode()
    assert re.search(r'aria-current="true"\s*>\s*Year\s*<', every)


def _without_rows(one: Integration) -> None:
    """A year without a sale is told, and is no beginning of a history."""
    row = LoadedPartition.objects.get(integration=one, report=YEARLY, period="2019")
    assert (row.row_count, row.proof, row.first_on) == (0, "no_sales", None)
    state = ReportState.objects.get(integration=one, report=MONTHLY)
    assert state.complete_to == NOVEMBER.last
