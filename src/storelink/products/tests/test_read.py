"""Who sees which figures, and what is zero and what is missing."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from storelink.domain.errors import BadInput, NotAllowed
from storelink.domain.period import Days
from storelink.domain.report import Partition, Version
from storelink.integrations import ledger
from storelink.integrations.storage import warehouse
from storelink.products.apps import record, visible_apps
from storelink.products.choose_apps import choose_apps
from storelink.products.models import App
from storelink.products.read import ask
from storelink.providers.contract import Fetched, Part, StoreApp
from storelink.warehouse.contract import Load
from storelink.warehouse.warehouse import Warehouse
from tests import lemonade_stand

DAY = date(2026, 11, 20)
WEEK = Days(DAY - timedelta(days=6), DAY)
STAND = lemonade_stand.KEY
FILE = (Part("cups.csv", Path("cups.csv")),)


@pytest.fixture
def apps(connected):
    record(connected, lemonade_stand.STANDS)
    return list(App.objects.order_by("store_id"))


def load(integration, day, cups, of=lemonade_stand.CUPS):
    """A file of that day came in; `cups` by stand."""
    batch = pa.RecordBatch.from_pydict(
        {
            "app_id": list(cups),
            "date": pa.array([day] * len(cups), pa.date32()),
            "flavour": ["lemon"] * len(cups),
            "cups": pa.array(list(cups.values()), pa.int64()),
        }
    )
    partition = Partition(of.key, "", day.isoformat())
    version = Version(1, day)
    warehouse().replace(Load(integration.pk, of, version, [batch]))
    found = ledger.Found(len(cups), Days(day, day))
    ledger.record(
        integration, [ledger.Recorded(of, Fetched(partition, version, FILE), "digest", found)]
    )


def by_day(person, workspace, app):
    table = ask(person, workspace, STAND, ["cups_sold"], days=WEEK, by=["date"], apps=[app])
    return {row["date"]: row["cups_sold"] for row in table.to_pylist()}


def test_a_day_without_a_row_is_zero_where_its_file_came_in(alice, workspace, connected, apps):
    load(connected, DAY, {"1": 7})
    assert by_day(alice, workspace, apps[0]) == {DAY: 7}
    assert by_day(alice, workspace, apps[1]) == {DAY: 0}


def test_a_day_whose_file_did_not_come_in_is_missing(alice, workspace, connected, apps):
    load(connected, DAY, {"1": 7})
    found = by_day(alice, workspace, apps[0])
    assert found.get(DAY - timedelta(days=1)) is None


def test_a_file_that_comes_in_while_figures_are_read_makes_no_zero(
    alice, workspace, connected, apps, monkeypatch
):
    """Figures are read from the list of files as it was before, the zeros by no later one."""
    load(connected, DAY - timedelta(days=1), {"2": 3})
    figures = Warehouse.query

    def then_another_comes_in(house, question):
        table = figures(house, question)
        load(connected, DAY, {"1": 75})
        return table

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Warehouse, "query", then_another_comes_in)
        assert by_day(alice, workspace, apps[0]) == {DAY - timedelta(days=1): 0}
    assert by_day(alice, workspace, apps[0])[DAY] == 75


def test_a_sum_over_nothing_is_missing_and_not_zero(alice, workspace, apps):
    table = ask(alice, workspace, STAND, ["cups_sold"], days=WEEK)
    assert [row["cups_sold"] for row in table.to_pylist()] in ([], [None])


def test_viewers_read_and_strangers_do_not(vera, charlie, workspace, connected, apps):
    load(connected, DAY, {"1": 7})
    assert by_day(vera, workspace, apps[0]) == {DAY: 7}
    with pytest.raises(NotAllowed):
        ask(charlie, workspace, STAND, ["cups_sold"], days=WEEK)


def test_an_app_of_another_workspace_is_refused(charlie, connected, apps):
    with pytest.raises(NotAllowed):
        ask(charlie, charlie.personal_workspace, STAND, ["cups_sold"], days=WEEK, apps=apps[:1])


def test_an_app_left_out_is_not_seen(alice, workspace, apps):
    choose_apps(alice, apps[0].integration, [one.pk for one in apps[1:]])
    assert list(visible_apps(alice, workspace)) == apps[1:]
    with pytest.raises(NotAllowed):
        ask(alice, workspace, STAND, ["cups_sold"], days=WEEK, apps=apps[:1])


@pytest.mark.parametrize(
    ("metrics", "by"), [(["no_such_figure"], []), (["cups_sold"], ["no_such_dimension"])]
)
def test_what_is_not_known_is_said(alice, workspace, apps, metrics, by):
    with pytest.raises(BadInput):
        ask(alice, workspace, STAND, metrics, days=WEEK, by=by, apps=apps)


def test_an_app_that_the_store_no_longer_lists_is_marked_and_stays(connected, apps):
    record(connected, lemonade_stand.STANDS[:1])
    assert App.objects.get(store_id="2").gone_at is not None
    record(connected, lemonade_stand.STANDS)
    assert App.objects.get(store_id="2").gone_at is None


def test_a_renamed_app_keeps_its_place(connected, apps):
    record(connected, [StoreApp("1", "Corner shop"), lemonade_stand.STANDS[1]])
    assert App.objects.get(pk=apps[0].pk).name == "Corner shop"


@pytest.mark.parametrize("question", [{"by": ["flavour"]}, {"where": {"flavour": ("lemon",)}}])
def test_nothing_is_split_or_filtered_by_what_tells_of_one_person(
    question, alice, workspace, connected, apps, monkeypatch
):
    load(connected, DAY, {"1": 7})
    assert ask(alice, workspace, STAND, ["cups_sold"], days=WEEK, **question).num_rows == 1
    private = replace(lemonade_stand.provider, private=frozenset({"flavour"}))
    monkeypatch.setattr("storelink.products.reading.provider_of", lambda _key: private)
    with pytest.raises(BadInput, match="single buyers"):
        ask(alice, workspace, STAND, ["cups_sold"], days=WEEK, **question)
