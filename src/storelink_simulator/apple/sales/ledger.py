"""What the sales files count on a day (Pacific), before it is written in any of them.

A line is one article in one country on one device at one price. The day's units of an article are
told first and split exactly, so that they can be told without the lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from storelink_simulator.apple.reports.pools import Combo, Shape, pool_of
from storelink_simulator.cast import App, Product
from storelink_simulator.drawing import draw, split, stream
from storelink_simulator.places import Place, price_in, proceeds_of
from storelink_simulator.purchases import sold_on
from storelink_simulator.versions import app_version
from storelink_simulator.world import World

KEPT = Decimal("0.85")
_APP_SHAPE = Shape(34, by_system=False, by_source=False)
_FEW_SHAPE = Shape(16, by_system=False, by_source=False)
_SOLD_SHAPE = Shape(18, by_system=False, by_version=False, by_source=False)
_REFUND_SHAPE = Shape(3, by_system=False, by_version=False, by_source=False)


@dataclass(frozen=True, slots=True)
class Article:
    """A kind of line: what was sold and how. `sign` is -1 for refunds, 0 for partial credits."""

    name: str
    units: int
    shape: Shape
    type_on_phone: str
    type_on_desktop: str
    product: Product | None = None
    price_usd: Decimal = Decimal(0)
    sign: int = 1
    subscription: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """Some units of an article. Money is per unit, in the place's currency."""

    app: App
    article: Article
    place: Place
    device: str
    version: str
    units: int
    price: Decimal
    proceeds: Decimal

    @property
    def type_id(self) -> str:
        """Apple's product type identifier."""
        is_desktop = self.device == "Desktop"
        return self.article.type_on_desktop if is_desktop else self.article.type_on_phone


class Ledger:
    """The articles and lines of any app and day."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._pool = lru_cache(maxsize=1024)(self._draw_pool)
        self.lines = lru_cache(maxsize=256)(self._lines)

    def articles(self, app: App, day: date) -> list[Article]:
        """Everything that was counted for an app on a day, with its units."""
        if self._world.volumes.is_shut(day):
            return []
        return [one for one in (*self._moved(app, day), *self._sold(app, day)) if one.units]

    def shared(
        self, app: App, total: int, day: date, where: tuple[str, Shape]
    ) -> list[tuple[Combo, int]]:
        """A day's total over the pool of a name: always the same places, in the same order."""
        name, shape = where
        pool = self._pool(app, name, shape)
        rng = stream(self._world.seed, "shared", name, app.apple_id, day)
        counts = split(total, [combo.weight * (0.6 + 0.8 * rng.random()) for combo in pool])
        return list(zip(pool, counts, strict=True))

    def _moved(self, app: App, day: date) -> list[Article]:
        volume = self._world.volumes.of(app, day)
        near = 0.97 + 0.06 * draw(self._world.seed, app.apple_id, day, "pacific")
        updates = volume.manual_updates + volume.auto_updates
        first, again = volume.first_time_downloads, volume.redownloads
        return [
            Article("first", round(first * near), _APP_SHAPE, "1F", "F1", price_usd=app.price_usd),
            Article("again", round(again * near), _FEW_SHAPE, "3F", "F3"),
            Article("update", round(updates * near), _APP_SHAPE, "7F", "F7"),
        ]

    def _sold(self, app: App, day: date) -> list[Article]:
        found = []
        for one in sold_on(self._world, app, day):
            price = one.price_usd if one.product else app.price_usd
            if one.product:
                found.extend(self._bought(app, one.product, one.units, day))
            found.append(_given_back(one.product, "refund", one.refunds, price))
            if one.refunds > 2:
                found.append(_given_back(one.product, "credit", 1, price))
        return found

    def _bought(self, app: App, product: Product, units: int, day: date) -> list[Article]:
        kinds, price, name = _types_of(product), product.price_usd, product.apple_id
        if product.kind != "IAY":
            return [Article(name, units, _SOLD_SHAPE, *kinds, product, price)]
        state = self._world.subscriptions.of(app, product, day)
        new = state.started + state.reactivated
        return [
            Article(f"{name}/new", new, _SOLD_SHAPE, *kinds, product, price, 1, "New"),
            Article(
                f"{name}/renewal", state.renewed, _SOLD_SHAPE, *kinds, product, price, 1, "Renewal"
            ),
        ]

    def _draw_pool(self, app: App, name: str, shape: Shape) -> tuple[Combo, ...]:
        size = self._world.settings.size
        return pool_of(app, shape, size, self._world.seed, "sales", name)

    def _lines(self, app: App, day: date) -> tuple[Line, ...]:
        return tuple(
            line for article in self.articles(app, day) for line in self._split(app, article, day)
        )

    def _split(self, app: App, article: Article, day: date) -> list[Line]:
        pool = self._pool(app, article.name, article.shape)
        newest = max(0, (day - app.launched_on).days) // app.release_every_days
        rng = stream(self._world.seed, "sales", article.name, app.apple_id, day)
        weights = [
            combo.weight * (0.5 + rng.random()) if combo.version_rank <= newest else 0.0
            for combo in pool
        ]
        counts = split(article.units, weights)
        return [
            _line(app, article, combo, count, day=day)
            for combo, count in zip(pool, counts, strict=True)
            if count
        ]


def _given_back(product: Product | None, how: str, units: int, price: Decimal) -> Article:
    """Units of a refund, or of a partial credit: that one changes money and counts no unit."""
    name = product.apple_id if product else "app"
    sign = -1 if how == "refund" else 0
    kinds = _types_of(product)
    return Article(f"{name}/{how}", units, _REFUND_SHAPE, *kinds, product, price, sign)


def _types_of(product: Product | None) -> tuple[str, str]:
    if product is None:
        return "1F", "F1"
    return product.kind, "FI1" if product.kind == "IA1" else f"{product.kind}-M"


def _line(app: App, article: Article, combo: Combo, count: int, *, day: date) -> Line:
    price = price_in(combo.place, article.price_usd)
    proceeds = proceeds_of(combo.place, price, KEPT)
    version = "" if article.product else app_version(app, day, combo.version_rank) or ""
    return Line(
        app, article, combo.place, combo.device, version,
        article.sign * count, price if article.sign > 0 else -price, proceeds,
    )  # fmt: skip
