"""After a sync, every figure that adds up equals the store's truth, to the unit: for many
publishers, with late days and restatements, and with the worker and the web server killed at
random moments. What pages show meanwhile is true as far as it goes."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeAlias

import pytest

from tests.postgresql import postgresql, postgresql_url
from tests.reading import Reader
from tests.syncing import House, Store, store_played

__all__ = ["postgresql", "postgresql_url"]

SEEDS = range(1, 21)
_DAYS = 3
_SETTINGS = {"STORELINK_HISTORY_DAYS": "3"}
"""A short history, so that many publishers can be compared. Of two days, some hours of the day know
no analytics yet."""
_READ = ("first_time_downloads", "app_units", "session_seconds", "proceeds_usd")
"""What pages are read for, in turn."""
_ALWAYS = {
    "app_units", "first_time_downloads", "impressions", "sessions", "session_seconds",
    "subscription_renewals", "subscription_cancellations", "developer_proceeds", "crashes",
    "installations", "active_standard_price_subscriptions",
}  # fmt: skip
"""Figures that publishers have, and that are compared to the unit."""
_SILENT = 2
"""So many of them may have nothing on the few days that are compared: a small app does not crash
every day."""

_SETTLED = "settled_proceeds"
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
def test_every_figure_is_the_stores_though_processes_are_killed(house: House, seed: int) -> None:
    """Of every four publishers, one has the worker killed during its first sync, one the web server
    while its pages are read, and one goes on for some days."""
    chance = random.Random(seed)
    house.store.begin_anew(seed, apps=1 + (seed % 5 == 0))
    integration = house.connect()
    house.start_worker_if_none()
    try:
        _bring_in(house, integration, chance, seed=seed)
    finally:
        # All publishers have the same apps: the next would be taken for this one.
        house.ask("forget", integration)


def _bring_in(house: House, integration: int, chance: random.Random, *, seed: int) -> None:
    if seed % 4 == 1:
        run = _read_pages_meanwhile(house, integration, chance, metric=_READ[seed // 4 % 4])
    else:
        with house.killing(chance, times=int(seed % 4 == 3)):
            run = house.wait_for_run(integration)["run"]
    assert_true(house, integration)
    if seed % 4 == 2:
        _let_days_pass(house, integration, chance, after_run=run)


def _read_pages_meanwhile(
    house: House, integration: int, chance: random.Random, *, metric: str
) -> int:
    """The run, after its end. Every answer is a page, and every figure on it is the whole truth of
    its day: figures are missing until they have come in, and never wrong."""
    house.start_web_if_none()
    reader = Reader(house, metric)
    try:
        reader.sign_in()
        with reader.reading(), house.killing(chance, times=2, kill=house.kill_web):
            run: int = house.wait_for_run(integration)["run"]
    finally:
        reader.close()
    last = house.store.today()
    truth = _truth(house.store, last - timedelta(days=40), last)
    numbers = {store_id: pk for pk, store_id in house.ask("apps", integration).items()}
    of_metric = {
        (numbers[app], day): v for (name, app, day, _), v in truth.items() if name == metric
    }
    assert reader.troubles == []
    assert reader.told, f"no page showed a figure; {reader.page_count} were read"
    assert reader.wrong(of_metric) == []
    return run


def _let_days_pass(
    house: House, integration: int, chance: random.Random, *, after_run: int
) -> None:
    """Late days come in, recent ones are restated, and the worker is killed meanwhile."""
    house.store.post("clock", days=chance.choice([1, 2]))
    house.ask("sync", integration)
    with house.killing(chance, times=1):
        house.wait_for_run(integration, after_run=after_run)
    assert_true(house, integration)


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
            assert_true(house, integration)
        finally:
            house.end()


@pytest.mark.timeout(600)
def test_pre_orders_of_an_app_that_is_not_out_yet_are_the_stores(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with store_played() as store, _house(tmp_path_factory, store, _SETTINGS) as house:
        store.begin_anew(7, apps=6)
        integration = house.connect()
        house.wait_for_run(integration)
        assert_true(house, integration, surely={"pre_orders"})


@pytest.mark.timeout(600)
def test_settled_proceeds_are_what_the_store_says_in_each_currency(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """By a key that sees money alone, over a history that has one fiscal month which is paid."""
    settings = {"STORELINK_HISTORY_DAYS": "50"}
    with store_played() as store, _house(tmp_path_factory, store, settings) as house:
        store.begin_anew(5)
        integration = house.connect("FINANCE")
        house.wait_for_run(integration, outcomes=("done", "halted"))
        last = store.today()
        truth = _truth(store, last - timedelta(days=100), last)
        month = max(day for metric, _, day, _ in truth if metric == _SETTLED)
        wanted: dict[str, Decimal] = {}
        for (metric, _, day, currency), value in truth.items():
            if (metric, day) == (_SETTLED, month):
                wanted[currency] = wanted.get(currency, Decimal()) + value
        found = {currency: Decimal(v) for currency, v in house.ask("settled", integration).items()}
        assert set(wanted) > {"USD", "EUR"}
        assert found == wanted


@contextmanager
def _house(
    folders: pytest.TempPathFactory, store: Store, settings: Mapping[str, str]
) -> Iterator[House]:
    """A home of its own, with a worker."""
    house = House(folders.mktemp("truth") / "home", store, settings)
    house.settle_in()
    house.start_worker()
    try:
        yield house
    finally:
        house.end()


def assert_true(house: House, integration: int, surely: Collection[str] = ()) -> None:
    """Every figure that both know; `surely` are there."""
    wanted, found = _both(house, integration, day_count=_DAYS)
    metrics = set(house.ask("metrics", integration)) & {metric for metric, *_ in wanted}
    present = {metric for (metric, *_), value in wanted.items() if value}
    assert set(surely) <= metrics & present, "the store has nothing to compare"
    assert len(_ALWAYS - (metrics & present)) <= _SILENT, "the store has little to compare"
    assert _differences(wanted, found, metrics) == []


def _both(house: House, integration: int, *, day_count: int) -> tuple[Figures, Figures]:
    """What the store says of the last days, and what we say."""
    last = house.store.today()
    first = last - timedelta(days=day_count)
    return _truth(house.store, first, last), _found(house, integration, first, last)


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
