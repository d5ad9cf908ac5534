"""A figure that two reports yield: the figures and the zeros come from the same one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from storelink.domain.metric import AddsUp, Measure
from storelink.domain.period import Granularity
from storelink.products.models import App
from storelink.products.read import ask
from storelink.products.tests.test_read import DAY, STAND, WEEK, apps, load
from storelink.providers import registry
from tests import lemonade_stand

__all__ = ["apps"]

CUPS = lemonade_stand.CUPS
EARLIER = DAY - timedelta(days=1)
COUNTED = replace(CUPS, key="counted", name="Cups, counted at the stand")
GUESSED = replace(CUPS, key="guessed", name="Cups, guessed", absence_is_zero=False)


def yielded_by(monkeypatch, *reports, adds_up=AddsUp.EVERYWHERE):
    """The stand's cups, from the first of these reports that has data."""
    stand = lemonade_stand.provider
    changed = replace(
        stand,
        reports=reports,
        measures=tuple(Measure("cups_sold", report.key, "cups") for report in reports),
        metrics=tuple(replace(metric, adds_up=adds_up) for metric in stand.metrics),
    )
    monkeypatch.setattr(registry, "found", lambda: (changed,))


def by_day(person, workspace, app):
    table = ask(person, workspace, STAND, ["cups_sold"], days=WEEK, by=["date"], apps=[app])
    return {row["date"]: row["cups_sold"] for row in table.to_pylist()}


def test_zeros_are_those_of_the_report_that_the_figures_come_from(
    monkeypatch, alice, workspace, connected, apps
):
    yielded_by(monkeypatch, CUPS, COUNTED)
    load(connected, DAY, {"1": 7}, of=COUNTED)
    assert by_day(alice, workspace, apps[0]) == {DAY: 7}
    assert by_day(alice, workspace, apps[1]) == {DAY: 0}
    load(connected, EARLIER, {"1": 5})
    assert by_day(alice, workspace, apps[0]) == {EARLIER: 5}
    assert by_day(alice, workspace, apps[1]) == {EARLIER: 0}


@pytest.mark.parametrize(("order", "second"), [((CUPS, GUESSED), 0), ((GUESSED, CUPS), None)])
def test_a_report_whose_absence_says_nothing_lends_no_zeros(
    monkeypatch, alice, workspace, connected, apps, order, second
):
    yielded_by(monkeypatch, *order)
    load(connected, DAY, {"1": 7})
    load(connected, DAY, {"1": 8}, of=GUESSED)
    assert by_day(alice, workspace, apps[1]).get(DAY) == second


def test_a_state_is_zero_only_where_its_last_day_came_in(
    monkeypatch, alice, workspace, connected, apps
):
    yielded_by(monkeypatch, CUPS, adds_up=AddsUp.ACROSS_DAYS_NOT)
    load(connected, EARLIER, {"1": 7})

    def beach(**more):
        found = ask(
            alice, workspace, STAND, ["cups_sold"], days=WEEK, apps=[App.objects.get(store_id="2")],
            **more,
        )  # fmt: skip
        return [row["cups_sold"] for row in found.to_pylist()]

    assert beach() in ([], [None])
    load(connected, DAY, {"1": 7})
    assert beach() == [0]
    assert beach(by=["date"], granularity=Granularity.WEEK) == [0]
