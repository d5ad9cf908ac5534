"""What a run takes for zero, and what it asks for again."""

from dataclasses import dataclass, field, replace
from datetime import date

import pytest

from storelink.domain.errors import NotReady
from storelink.domain.nothing import Evidence, Proof
from storelink.domain.period import Days
from storelink.integrations.models import LoadedPartition, ReportState
from storelink.products.models import App
from storelink.products.read import ask
from storelink.providers import registry
from storelink.sync import load
from storelink.sync.tests.test_run import STAND, brought_in, cups, day, truth
from tests import lemonade_stand

NONE = Evidence(Proof.NO_SALES, "Nobody was thirsty.")
RENAMED = replace(NONE, layout="2")


@dataclass
class Store:
    """What the stand says instead of a file, by day."""

    nothing: dict[str, Evidence] = field(default_factory=dict)
    errors: dict[str, Exception] = field(default_factory=dict)
    without_rows: set[str] = field(default_factory=set)
    account: str = "81"
    layout: str = ""
    order: str = "1"
    """The offers' fingerprint: another one, and everything is asked for again."""
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def store(monkeypatch):
    found = Store()

    class Stand(lemonade_stand.Stand):
        def available(self, report, app, today):
            for offer in super().available(report, app, today):
                yield replace(offer, account=found.account, fingerprint=found.order)

        def fetch(self, report, partition, folder):
            found.asked.append(partition.period)
            if partition.period in found.errors:
                raise found.errors[partition.period]
            sent = super().fetch(report, partition, folder)
            sent = replace(sent, account=found.account, fingerprint=found.order)
            if partition.period in found.nothing:
                return replace(sent, parts=(), nothing=found.nothing[partition.period])
            if partition.period in found.without_rows:
                path = sent.parts[0].path
                path.write_text(path.read_text().splitlines()[0] + "\n")
            return replace(sent, layout=found.layout)

    changed = replace(lemonade_stand.provider, open=lambda secret, http: Stand())
    monkeypatch.setattr(registry, "found", lambda: (changed,))
    return found


def sold(alice, workspace, days_ago):
    """Cups of the first stand on that day, None where that is not known."""
    first = App.objects.order_by("store_id")[0]
    days = Days(of(7), of(1))
    table = ask(alice, workspace, STAND, ["cups_sold"], days=days, by=["date"], apps=[first])
    return {row["date"]: row["cups_sold"] for row in table.to_pylist()}.get(of(days_ago))


def entry(days_ago):
    return LoadedPartition.objects.get(period=day(days_ago))


def of(days_ago):
    return date.fromisoformat(day(days_ago))


def test_what_the_store_says_itself_is_a_zero_and_is_kept_with_its_words(
    alice, workspace, connected, store
):
    store.nothing = {day(3): NONE}
    assert brought_in(connected)[0] == "done"
    assert sold(alice, workspace, 3) == 0
    assert (entry(3).proof, entry(3).said) == ("no_sales", "Nobody was thirsty.")
    store.asked.clear()
    brought_in(connected)
    assert day(3) not in store.asked


def test_what_is_not_ready_is_no_zero_and_is_asked_for_again(alice, workspace, connected, store):
    store.errors = {day(3): NotReady("Not yet.")}
    brought_in(connected)
    assert sold(alice, workspace, 3) is None
    store.errors = {}
    brought_in(connected)
    assert cups(alice, workspace) == truth()


def test_nothing_in_another_version_counts_once_a_file_of_it_has_come(
    alice, workspace, connected, store
):
    store.nothing = dict.fromkeys([day(n) for n in range(1, 8)], RENAMED)
    brought_in(connected)
    assert sold(alice, workspace, 3) is None
    state = ReportState.objects.get()
    assert (state.outcome, "another version" in state.sentence) == ("missing", True)
    store.nothing, store.layout = {day(3): RENAMED}, "2"
    brought_in(connected)
    assert sold(alice, workspace, 3) == 0
    assert sold(alice, workspace, 4) == truth()["1", of(4)]


def test_the_version_that_gave_a_file_is_remembered_from_one_run_to_the_next(
    alice, workspace, connected, store
):
    store.errors, store.layout = {day(3): NotReady("Not yet.")}, "2"
    brought_in(connected)
    store.errors, store.nothing = {}, {day(3): RENAMED}
    brought_in(connected)
    assert sold(alice, workspace, 3) == 0


def test_a_version_that_says_nothing_day_after_day_is_not_asked_for_the_whole_history(
    connected, store, monkeypatch
):
    monkeypatch.setattr(load, "_ASKED_AT_ONCE", 2)
    monkeypatch.setattr(load, "_UNPROVEN_AT_MOST", 3)
    store.nothing = dict.fromkeys([day(n) for n in range(1, 8)], RENAMED)
    brought_in(connected)
    assert len(store.asked) == 4


def test_nothing_never_takes_the_place_of_rows(alice, workspace, connected, store):
    brought_in(connected)
    store.order, store.nothing = "2", {day(3): NONE}
    brought_in(connected)
    assert cups(alice, workspace) == truth()


def test_a_file_without_rows_never_takes_the_place_of_rows(alice, workspace, connected, store):
    brought_in(connected)
    store.order, store.without_rows = "2", {day(3), day(5)}
    brought_in(connected)
    assert cups(alice, workspace) == truth()
    assert "What is here was kept" in ReportState.objects.get().sentence
    assert entry(4).fingerprint == "2"


def test_another_number_of_the_account_loads_its_days_again(alice, workspace, connected, store):
    store.nothing = {day(3): NONE, day(4): NONE}
    brought_in(connected)
    store.asked.clear()
    brought_in(connected)
    assert store.asked == []
    store.account, store.nothing = "82", {day(4): NONE}
    brought_in(connected)
    assert len(store.asked) == 7
    assert sold(alice, workspace, 3) == truth()["1", of(3)]
    assert sold(alice, workspace, 4) == 0
    assert {row.account for row in LoadedPartition.objects.all()} == {"82"}


def test_rows_of_the_number_before_stay_where_the_new_one_has_nothing(
    alice, workspace, connected, store
):
    brought_in(connected)
    store.account, store.nothing = "82", {day(3): NONE}
    brought_in(connected)
    assert cups(alice, workspace) == truth()
    store.asked.clear()
    brought_in(connected)
    assert store.asked == []


def test_what_was_loaded_before_the_number_was_remembered_is_adopted(connected, store):
    brought_in(connected)
    LoadedPartition.objects.update(account="")
    store.asked.clear()
    brought_in(connected)
    assert store.asked == []
    assert {row.account for row in LoadedPartition.objects.all()} == {"81"}


def test_zeros_of_an_earlier_version_are_asked_for_again_once(alice, workspace, connected, store):
    store.nothing = {day(3): NONE, day(4): NONE}
    brought_in(connected)
    LoadedPartition.objects.filter(row_count=0).update(proof="", said="")
    store.asked.clear()
    store.nothing = {day(4): NONE}
    brought_in(connected)
    assert sorted(store.asked) == [day(4), day(3)]
    assert sold(alice, workspace, 3) == truth()["1", of(3)]
    assert entry(4).proof == "no_sales"
