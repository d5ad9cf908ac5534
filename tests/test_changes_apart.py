"""A change against the period before is of one account's own days: with two accounts, one of which
stopped weeks ago, neither shows a fall that is only missing days."""

from datetime import timedelta

import pytest

from storelink.cli import query
from storelink.domain.period import Days, Granularity
from storelink.products.apps import record, visible_apps
from storelink.products.read import ask
from storelink.products.tests.test_read import DAY, STAND
from storelink.products.tests.test_rollups import load_days
from storelink.web.tests.conftest import as_
from storelink.web.tests.test_shown_days import dead, page, reached, stand
from tests.lemonade_cast import alice, connected, home, workspace
from tests.lemonade_stand import STANDS

__all__ = ["alice", "as_", "connected", "dead", "home", "stand", "workspace"]

STOPPED = DAY - timedelta(days=40)


def before(last, count, skipped=0):
    end = last - timedelta(days=skipped)
    return Days(end - timedelta(days=count - 1), end)


@pytest.fixture
def alive(connected):
    """Seven cups a day for sixty days."""
    record(connected, STANDS)
    load_days(connected, before(DAY, 60), per_day=7)
    reached(connected, DAY)
    return connected


@pytest.fixture
def doubled_then_died(dead):
    """Three cups a day, then six, then nothing comes in any more."""
    load_days(dead, before(STOPPED, 28, skipped=28), per_day=3, stand="3")
    load_days(dead, before(STOPPED, 28), per_day=6, stand="3")
    return dead


def test_each_account_is_compared_over_its_own_days(as_, alice, alive, doubled_then_died):
    """On the overview: 196 cups and no change; 168 cups, twice those of the 28 days before."""
    text = page(as_(alice), "/")
    rows = {name: text[text.index(f"<b>{name}</b>") :].partition("</tr>")[0]
            for name in ("Corner", "Pier")}  # fmt: skip
    assert ">196<" in rows["Corner"]
    assert "same" in rows["Corner"]
    assert ">168<" in rows["Pier"]
    assert "100.0%" in rows["Pier"]


@pytest.mark.parametrize("step", [Granularity.WEEK, Granularity.MONTH])
def test_weeks_and_months_of_both_say_from_which_day_on_one_is_missing(
    alice, workspace, alive, doubled_then_died, step, capsys
):
    days = before(DAY, 60)
    query.run(
        metrics=["cups_sold"], by=["date"], granularity=step, person=alice.email,
        first=str(days.first), last=str(days.last), as_json=True,
    )  # fmt: skip
    said = capsys.readouterr().err
    assert "No figures of Old pier have come in since 11 Oct 2026: after that day" in said
    apart = ask(
        alice, workspace, STAND, ["cups_sold"], days=days, by=["app", "date"], granularity=step
    ).to_pylist()
    last = {row["app"]: row["date"] for row in apart if row["cups_sold"] is not None}
    assert last["3"] <= STOPPED < last["1"]
    alone = ask(alice, workspace, STAND, ["cups_sold"], days=days, by=["app"]).to_pylist()
    cups = {row["app"]: row["cups_sold"] for row in alone}
    assert (cups["1"], cups["3"]) == (60 * 7, 20 * 6)


def test_the_dead_accounts_own_page_compares_its_own_weeks(as_, alice, alive, doubled_then_died):
    app = visible_apps(alice, alice.personal_workspace).get(store_id="3")
    text = page(as_(alice), f"/analytics/{app.pk}/?step=week")
    assert "100.0%" in text
    other = visible_apps(alice, alice.personal_workspace).get(store_id="1")
    assert "100.0%" not in page(as_(alice), f"/analytics/{other.pk}/?step=week")
