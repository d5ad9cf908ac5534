"""Ratios of an account that is still coming in, or of which a report is late, or silent."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from storelink.domain.metric import Measure, Metric, Ratio, Unit
from storelink.integrations.models import ReportState
from storelink.products.read import ask
from storelink.products.tests.test_read import DAY, STAND, WEEK, apps, load
from storelink.providers import registry
from tests import lemonade_stand

__all__ = ["apps"]

EARLIER = DAY - timedelta(days=1)
CUPS = replace(lemonade_stand.CUPS, absence_is_zero=False)
FREE = replace(CUPS, key="free", name="Cups given away")
VISITS = replace(CUPS, key="visits", name="Visits")
RATIO = Metric("per_visit", "Cups for each visit", "Cups, sold or given.", Unit.RATE)


@pytest.fixture(autouse=True)
def stand(monkeypatch):
    """A stand whose cups and visits are told apart."""
    play(monkeypatch, CUPS)
    return monkeypatch


def play(monkeypatch, cups):
    names = {"cups": "cups_sold", "free": "given", "visits": "visits"}
    stand = lemonade_stand.provider
    changed = replace(
        stand,
        reports=(cups, FREE, VISITS),
        measures=tuple(Measure(metric, report, "cups") for report, metric in names.items()),
        metrics=(*(replace(stand.metrics[0], key=key) for key in names.values()), RATIO),
        ratios=(Ratio("per_visit", ("cups_sold", "given"), "visits"),),
    )
    monkeypatch.setattr(registry, "found", lambda: (changed,))


def all_in(integration, *reports, outcome="complete"):
    """What the end of a run says of these reports."""
    for report in reports:
        ReportState.objects.update_or_create(
            integration=integration, report=report.key,
            defaults={"outcome": outcome, "first_completed_at": timezone.now()},
        )  # fmt: skip


def per_visit(person, workspace, app, **more):
    table = ask(person, workspace, STAND, ["per_visit"], days=WEEK, apps=[app], **more)
    return [row["per_visit"] for row in table.to_pylist()]


def test_while_a_part_may_still_come_the_ratio_is_withheld(alice, workspace, connected, apps):
    load(connected, DAY, {"1": 6}, of=CUPS)
    load(connected, DAY, {"1": 12}, of=VISITS)
    assert per_visit(alice, workspace, apps[0]) == [None]
    all_in(connected, CUPS, VISITS)
    all_in(connected, FREE, outcome="loading")
    assert per_visit(alice, workspace, apps[0]) == [None]


def test_a_part_that_never_had_anything_holds_nothing_back(alice, workspace, connected, apps):
    load(connected, DAY, {"1": 6}, of=CUPS)
    load(connected, DAY, {"1": 12}, of=VISITS)
    all_in(connected, CUPS, FREE, VISITS)
    assert per_visit(alice, workspace, apps[0]) == [0.5]


def test_a_part_that_is_out_later_withholds_its_last_days(alice, workspace, connected, apps):
    for day in (EARLIER, DAY):
        load(connected, day, {"1": 12}, of=VISITS)
    load(connected, EARLIER, {"1": 6}, of=CUPS)
    all_in(connected, CUPS, FREE, VISITS)
    assert per_visit(alice, workspace, apps[0]) == [0.5]
    assert per_visit(alice, workspace, apps[0], by=["date"]) == [0.5, None]


def test_a_day_without_cups_counts_once_later_ones_are_there(alice, workspace, connected, apps):
    for day in (EARLIER, DAY):
        load(connected, day, {"1": 12}, of=VISITS)
    load(connected, DAY, {"1": 6}, of=CUPS)
    assert per_visit(alice, workspace, apps[0]) == [None]
    all_in(connected, CUPS, FREE, VISITS)
    assert per_visit(alice, workspace, apps[0]) == [0.25]


@pytest.mark.parametrize(("days_ago", "ratio"), [(1, None), (7, None), (8, 0.5)])
def test_a_part_that_has_been_silent_for_long_is_not_waited_for(
    alice, workspace, connected, apps, days_ago, ratio
):
    load(connected, DAY, {"1": 6}, of=CUPS)
    load(connected, DAY, {"1": 12}, of=VISITS)
    load(connected, DAY - timedelta(days=days_ago), {"1": 3}, of=FREE)
    all_in(connected, CUPS, FREE, VISITS)
    assert per_visit(alice, workspace, apps[0]) == [ratio]


def test_a_file_that_came_in_without_the_app_says_zero(stand, alice, workspace, connected, apps):
    counted = replace(CUPS, absence_is_zero=True)
    play(stand, counted)
    load(connected, DAY, {"1": 12, "2": 12}, of=VISITS)
    load(connected, DAY, {"1": 6}, of=counted)
    all_in(connected, FREE)
    assert per_visit(alice, workspace, apps[1]) == [0]
    assert per_visit(alice, workspace, apps[0]) == [0.5]


def test_a_day_whose_file_has_not_come_in_is_left_out(stand, alice, workspace, connected, apps):
    counted = replace(CUPS, absence_is_zero=True)
    play(stand, counted)
    for day in (EARLIER, DAY):
        load(connected, day, {"1": 12}, of=VISITS)
    load(connected, DAY, {"1": 6}, of=counted)
    all_in(connected, FREE)
    assert per_visit(alice, workspace, apps[0]) == [0.5]
