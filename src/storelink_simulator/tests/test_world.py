"""The invented world: repeatable, order-independent, and shaped like one that could be."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from storelink_simulator.apple.desk import Desk
from storelink_simulator.drawing import split
from storelink_simulator.pacific import offset_on, pacific, pacific_day
from storelink_simulator.settings import Settings
from storelink_simulator.simulation import Simulation
from storelink_simulator.world import World

STARTS_AT = datetime(2026, 11, 24, 18, tzinfo=UTC)
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))


def desk(seed: int = 1, size: float = 1.0) -> Desk:
    return Desk(Simulation(Settings(seed=seed, starts_at=STARTS_AT, size=size)))


@example(4, [2.2250738585072014e-308])
@given(st.integers(0, 10**7), st.lists(st.floats(0, 1000), max_size=60))
def test_a_total_is_split_exactly(total: int, weights: list[float]) -> None:
    parts = split(total, weights)
    assert len(parts) == len(weights)
    assert sum(parts) == (total if sum(weights) > 0 else 0)
    assert all(part >= 0 for part in parts)


@settings(max_examples=20)
@given(st.integers(1, 50), DAYS, st.integers(0, 4))
def test_a_day_does_not_depend_on_what_was_asked_before(seed: int, day: date, place: int) -> None:
    asked, fresh = desk(seed), desk(seed)
    app = asked.world.own_apps[place]
    days = [day + timedelta(days=n) for n in range(-2, 3)]
    random.Random(seed).shuffle(days)
    for family in asked.families.values():
        for other in days:
            family.rows(app, other, other + timedelta(days=1))
        expected = fresh.families[family.name].rows(app, day, day + timedelta(days=1))
        assert family.rows(app, day, day + timedelta(days=1)) == expected


@settings(max_examples=40)
@given(DAYS, st.integers(0, 5), st.integers(1, 25))
def test_rows_add_up_to_the_totals(day: date, place: int, age: int) -> None:
    here = desk(7)
    app = here.world.own_apps[place]
    processed_on = day + timedelta(days=age)
    for name in ("engagement", "downloads", "pre-orders"):
        family = here.families[name]
        totals = sum(family.totals(app, day, processed_on).values())
        measures = family.measures
        rows = family.rows(app, day, processed_on)
        assert sum(int(row[measure]) for row in rows for measure in measures) == totals


def test_a_day_is_final_when_its_window_is_over_unless_it_is_corrected() -> None:
    here = desk(2)
    app = here.world.own_apps[0]
    family = here.families["engagement"]
    changed = corrected = 0
    for n in range(120):
        day = date(2026, 3, 1) + timedelta(days=n)
        totals = [family.totals(app, day, day + timedelta(days=age)) for age in range(1, 30)]
        changed += totals[0] != totals[2]
        assert all(one == totals[2] for one in totals[2:7])
        corrected += totals[-1] != totals[2]
    assert changed == 120
    assert 1 <= corrected <= 10


def test_weekends_launches_and_growth_show() -> None:
    world = World(Settings(starts_at=STARTS_AT))
    surf, drift = world.own_apps[0], world.own_apps[4]
    of = world.volumes.of
    weekend = sum(of(surf, date(2026, 5, day)).first_time_downloads for day in (2, 3, 9, 10))
    midweek = sum(of(surf, date(2026, 5, day)).first_time_downloads for day in (5, 6, 12, 13))
    assert weekend > midweek * 1.15
    years = [of(surf, date(year, 7, 15)).impressions for year in (2024, 2025, 2026)]
    assert years == sorted(years)
    launch = of(drift, drift.launched_on).first_time_downloads
    assert launch > 2 * of(drift, drift.launched_on + timedelta(days=40)).first_time_downloads
    assert of(drift, drift.launched_on - timedelta(days=1)).first_time_downloads == 0
    assert of(drift, drift.launched_on - timedelta(days=1)).pre_orders > 0


def test_the_six_apps_of_the_demonstration_are_about_as_big_as_they_look() -> None:
    world = World(Settings(starts_at=STARTS_AT))
    surf = world.own_apps[0]
    days = [date(2026, 8, 24) + timedelta(days=n) for n in range(90)]
    downloads = sum(world.volumes.of(surf, day).first_time_downloads for day in days)
    assert 80_000 < downloads < 160_000


def test_pacific_clocks_change_when_they_do() -> None:
    assert offset_on(date(2026, 3, 7)) == timedelta(hours=-8)
    assert offset_on(date(2026, 3, 8)) == timedelta(hours=-7)
    assert offset_on(date(2026, 10, 31)) == timedelta(hours=-7)
    assert offset_on(date(2026, 11, 1)) == timedelta(hours=-8)
    assert pacific(date(2026, 11, 24), time(8)) == datetime(2026, 11, 24, 16, tzinfo=UTC)
    assert pacific_day(datetime(2026, 11, 24, 7, 59, tzinfo=UTC)) == date(2026, 11, 23)
