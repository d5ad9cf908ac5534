"""After a sync, every figure that adds up equals the store's truth, to the unit: for many
publishers, with late days and restatements, and with the worker killed at random moments."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TypeAlias

import pytest

from tests.postgresql import postgresql, postgresql_url
from tests.syncing import House, Store, store_played

__all__ = ["postgresql", "postgresql_url"]

SEEDS = range(1, 21)
_DAYS = 2
_SETTINGS = {"STORELINK_HISTORY_DAYS": "3"}
"""A short history, so that many publishers can be compared."""
_AT_LEAST = 10
"""Figures that both the store's truth and our catalogue know."""

_PAGE_VIEWS, _PRODUCT_PAGES = "product_page_views", {"Product page", "Store sheet"}
"""The store's truth counts views of every kind of page under this name; the console, and we, only
those of the product page."""

Figures: TypeAlias = Mapping[tuple[str, str, str, str], Decimal]
"""(metric, app, day, currency) → value."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One home; each seed's publisher is a further account in it."""
    home = tmp_path_factory.mktemp("truth") / "home"
    with store_played() as store:
        found = House(home, store, _SETTINGS)
        found.settle_in()
        try:
            yield found
        finally:
            found.end()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", SEEDS)
def test_every_figure_is_the_stores_though_the_worker_is_killed(house: House, seed: int) -> None:
    chance = random.Random(seed)
    house.store.begin_anew(seed, apps=1 + (seed % 5 == 0))
    integration = house.connect()
    house.start_worker_if_none()
    with house.killing(chance, times=seed % 2):
        run = house.wait_for_run(integration)["run"]
    _assert_true(house, integration)
    if seed % 2 == 0:
        _let_days_pass(house, integration, chance, after_run=run)
    house.ask("forget", integration)


def _let_days_pass(
    house: House, integration: int, chance: random.Random, *, after_run: int
) -> None:
    """Late days come in, recent ones are restated, and the worker is killed meanwhile."""
    house.store.post("clock", days=chance.choice([1, 2]))
    house.ask("sync", integration)
    with house.killing(chance, times=1):
        house.wait_for_run(integration, after_run=after_run)
    _assert_true(house, integration)


@pytest.mark.postgresql
@pytest.mark.timeout(600)
def test_it_is_the_same_on_postgresql(
    tmp_path_factory: pytest.TempPathFactory, postgresql_url: str
) -> None:
    home = tmp_path_factory.mktemp("postgresql") / "home"
    with store_played() as store:
        store.begin_anew(77)
        house = House(home, store, {**_SETTINGS, "STORELINK_DATABASE_URL": postgresql_url})
        house.settle_in()
        try:
            integration = house.connect()
            house.start_worker()
            with house.killing(random.Random(77), times=2):
                house.wait_for_run(integration)
            _assert_true(house, integration)
        finally:
            house.end()


def _assert_true(house: House, integration: int) -> None:
    last = datetime.fromisoformat(house.store.get("clock")["now"]).date()
    first = last - timedelta(days=_DAYS)
    wanted = _truth(house.store, first, last)
    found = _found(house, integration, first, last)
    metrics = set(house.ask("metrics", integration)) & {metric for metric, *_ in wanted}
    assert len(metrics) >= _AT_LEAST, f"hardly anything to compare: {sorted(metrics)}"
    assert _differences(wanted, found, metrics) == []


def _differences(wanted: Figures, found: Figures, metrics: set[str]) -> list[str]:
    """What is missing, too much or wrong. Where the store is silent, zero says nothing more."""
    return [
        f"{key}: the store says {wanted.get(key)}, we say {found.get(key)}"
        for key in sorted(wanted.keys() | found.keys())
        if key[0] in metrics and (wanted.get(key) or 0) != (found.get(key) or 0)
    ][:20]


def _truth(store: Store, first: date, last: date) -> Figures:
    """Added up over whatever else the store splits a figure by, but never over currencies."""
    days = f"from={first}&to={last}"
    facts = [f for f in store.get(f"truth?{days}")["facts"] if f["metric"] != _PAGE_VIEWS]
    split = store.get(f"truth?{days}&metric={_PAGE_VIEWS}&by=page_type")["facts"]
    facts += [f for f in split if f["by"]["page_type"] in _PRODUCT_PAGES]
    found: dict[tuple[str, str, str, str], Decimal] = {}
    for fact in facts:
        key = (fact["metric"], fact["app"], fact["date"], fact.get("by", {}).get("currency", ""))
        found[key] = found.get(key, Decimal()) + Decimal(str(fact["value"]))
    return found


def _found(house: House, integration: int, first: date, last: date) -> Figures:
    return {
        (metric, app, day, currency): Decimal(value)
        for metric, app, day, value, currency in house.ask(
            "facts", integration, str(first), str(last)
        )
    }
