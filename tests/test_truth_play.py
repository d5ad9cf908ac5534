"""Google Play Console: after a sync, every figure equals the store's truth, to the unit, though
months are written anew and the worker is killed at random moments."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

import pytest

from tests.syncing import House, store_played

CONSOLE = "google_play"
SEEDS = (1, 2)
_DAYS = 20
_COMPARED = {
    "user_installs": "daily_user_installs",
    "device_installs": "daily_device_installs",
    "install_events": "install_events",
    "uninstall_events": "uninstall_events",
    "app_crashes": "daily_crashes",
    "app_anrs": "daily_anrs",
    "store_listing_visitors": "store_listing_visitors",
    "store_listing_acquisitions": "store_listing_acquisitions",
    "new_subscriptions": "new_subscriptions",
}
"""Our metric → the name by which the store's truth goes."""

Figures: TypeAlias = Mapping[tuple[str, str, str], Decimal]
"""(metric, app, day) → value."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    home = tmp_path_factory.mktemp("truth-play") / "home"
    with store_played() as store:
        found = House(home, store, {"STORELINK_HISTORY_DAYS": "31"})
        found.settle_in()
        found.start_worker()
        try:
            yield found
        finally:
            found.end()


def _connect(house: House) -> int:
    told = house.store.get("credentials")["credentials"]
    fields = next(one for one in told if "buckets" in one)
    return int(house.ask("connect", CONSOLE, fields))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", SEEDS)
def test_every_figure_is_the_stores_though_months_are_rewritten(house: House, seed: int) -> None:
    chance = random.Random(seed)
    house.store.begin_anew(seed, apps=1)
    integration = _connect(house)
    with house.killing(chance, times=seed % 2):
        run = house.wait_for_run(integration)["run"]
    _assert_true(house, integration)
    house.store.post("google-rewrites", month=f"{house.store.today():%Y-%m}", factor=1.3)
    house.ask("sync", integration)
    with house.killing(chance, times=1):
        house.wait_for_run(integration, after_run=run)
    _assert_true(house, integration)
    house.ask("forget", integration)


def _assert_true(house: House, integration: int) -> None:
    last = house.store.today()
    first = last - timedelta(days=_DAYS)
    wanted, found = _truth(house, first, last), _found(house, integration, first, last)
    assert {metric for (metric, *_), value in wanted.items() if value} >= set(_COMPARED) - {
        "new_subscriptions"
    }
    wrong = [
        f"{key}: the store says {wanted.get(key)}, we say {found.get(key)}"
        for key in sorted(wanted.keys() | found.keys())
        if (wanted.get(key) or 0) != (found.get(key) or 0)
    ]
    assert wrong[:20] == []


def _truth(house: House, first: date, last: date) -> Figures:
    found: dict[tuple[str, str, str], Decimal] = {}
    for metric, theirs in _COMPARED.items():
        facts: list[dict[str, Any]] = house.store.get(
            f"google-truth?metric={theirs}&from={first}&to={last}"
        )["facts"]
        for fact in facts:
            key = (metric, fact["app"], fact["date"])
            found[key] = found.get(key, Decimal()) + Decimal(str(fact["value"]))
    return found


def _found(house: House, integration: int, first: date, last: date) -> Figures:
    return {
        (metric, app, day): Decimal(value)
        for metric, app, day, value, _ in house.ask("facts", integration, str(first), str(last))
        if metric in _COMPARED
    }
