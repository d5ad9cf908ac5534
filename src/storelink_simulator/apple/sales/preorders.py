"""PRE_ORDER: ordered and cancelled before the launch, in the period and since the beginning."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from storelink_simulator.apple.reports.pools import Combo, Shape
from storelink_simulator.apple.reports.rows import Row
from storelink_simulator.apple.sales.ledger import Ledger
from storelink_simulator.apple.sales.summary import PLATFORM, american, days_between
from storelink_simulator.cast import App
from storelink_simulator.world import COMPANY, World

_SHAPE = Shape(18, by_system=False, by_version=False, by_source=False)


def preorder_rows(world: World, ledger: Ledger, first: date, last: date) -> list[Row]:
    """The rows of a period: a row per app, country and device with anything in the period."""
    rows: list[Row] = []
    for app in world.own_apps:
        if app.preorder_from is None or not _overlaps(app, first, last):
            continue
        now = _counted(world, ledger, app, (first, last))
        ever = _counted(world, ledger, app, (app.preorder_from, last))
        rows.extend(
            _row(app, combo, (first, last), (*counts, *ever[combo]))
            for combo, counts in now.items()
        )
    return rows


def _overlaps(app: App, first: date, last: date) -> bool:
    return first < app.launched_on and last >= app.seen_from


def _counted(
    world: World, ledger: Ledger, app: App, period: tuple[date, date]
) -> dict[Combo, tuple[int, int]]:
    ordered: Counter[Combo] = Counter()
    cancelled: Counter[Combo] = Counter()
    for day in days_between(*period):
        volume = world.volumes.of(app, day)
        for combo, count in ledger.shared(app, volume.pre_orders, day, ("pre-orders", _SHAPE)):
            ordered[combo] += count
        lost = volume.pre_orders_cancelled
        for combo, count in ledger.shared(app, lost, day, ("pre-orders", _SHAPE)):
            cancelled[combo] += count
    return {combo: (count, cancelled[combo]) for combo, count in ordered.items() if count}


def _row(
    app: App, combo: Combo, period: tuple[date, date], counts: tuple[int, int, int, int]
) -> Row:
    ordered, cancelled, ever, ever_cancelled = counts
    return {
        "Provider": "APPLE",
        "Provider Country": "US",
        "SKU": app.sku,
        "Developer": COMPANY,
        "Title": app.name,
        "Pre-Order Start Date": american(app.seen_from),
        "Pre-Order End Date": american(app.launched_on - timedelta(days=1)),
        "Ordered": ordered,
        "Canceled": cancelled,
        "Cumulative Ordered": ever,
        "Cumulative Canceled": ever_cancelled,
        "Start Date": american(period[0]),
        "End Date": american(period[1]),
        "Country Code": combo.place.code,
        "Apple Identifier": app.apple_id,
        "Device": combo.device,
        "Supported Platforms": PLATFORM[combo.device],
        "Category": app.category,
        "Client": " ",
    }
