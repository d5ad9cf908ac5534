"""The truth about statistics: what the editions that are out tell of each day; no file is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from storelink_simulator.cast import App
from storelink_simulator.drawing import split
from storelink_simulator.google.files.family import Leaf
from storelink_simulator.google.files.reviews import total_average
from storelink_simulator.google.files.store_performance import counted
from storelink_simulator.google.files.subscriptions import counts_of, subscription_products
from storelink_simulator.google.play.dimensions import values
from storelink_simulator.google.play.editions import (
    CRASHES,
    INSTALLS,
    RATINGS,
    REVIEWS,
    STORE_PERFORMANCE,
    SUBSCRIPTIONS,
    Edition,
    Kind,
)
from storelink_simulator.google.play.months import days_between, months_between
from storelink_simulator.google.play.play import Play
from storelink_simulator.google.truth.metrics import TRAFFIC, PlayMetric, PlayQuestion
from storelink_simulator.truth.facts import Fact
from storelink_simulator.world import HISTORY_STARTS_ON

_LEVEL = "active_devices"


@dataclass(frozen=True, slots=True)
class Told:
    """One day of an app, in the edition that tells it."""

    app: App
    day: date
    edition: Edition

    def fact(self, metric: PlayMetric, value: int | Decimal, by: dict[str, str]) -> Fact:
        """A fact of the day."""
        return Fact(metric.name, self.app.bundle_id, self.day, value, by)


@dataclass(frozen=True, slots=True)
class Statistics:
    """Answers questions about what files count."""

    play: Play
    question: PlayQuestion

    def facts(self, app: App) -> Iterator[Fact]:
        """All facts about an app."""
        for told in self._told(app, INSTALLS):
            yield from self._counts(told, self.question.of("installs"))
        for told in self._told(app, CRASHES):
            yield from self._counts(told, self.question.of("crashes"))
        for told in self._told(app, RATINGS):
            yield from self._ratings(told)
        for told in self._told(app, STORE_PERFORMANCE):
            yield from self._performance(told)
        for told in self._told(app, SUBSCRIPTIONS):
            yield from self._subscriptions(told)
        for told in self._told(app, REVIEWS):
            yield from self._reviews(told)

    def _told(self, app: App, kind: Kind) -> Iterator[Told]:
        """The days that are out, if anything of the kind is asked for."""
        asked = self.question
        if not any(metric.source == kind.name for metric in asked.metrics):
            return
        first = max(asked.first, app.launched_on, HISTORY_STARTS_ON)
        for month in months_between(first, min(asked.last, asked.now.date())):
            edition = self.play.schedule.edition(kind, app.bundle_id, month, asked.now)
            if edition is not None:
                last = min(asked.last, edition.last_told)
                for day in days_between(max(first, month), last):
                    yield Told(app, day, edition)

    def _counts(self, told: Told, metrics: list[PlayMetric]) -> Iterator[Fact]:
        figure = self.play.figures.of(told.app, told.day)
        totals = {
            metric: getattr(figure, metric.figure)
            if metric.figure == _LEVEL
            else told.edition.count(getattr(figure, metric.figure), told.day)
            for metric in metrics
        }
        if not any(totals.values()) and not figure.active_devices:
            return
        for metric, total in totals.items():
            if not self.question.by:
                yield told.fact(metric, total, {})
                continue
            weighted = values(self.play.figures.world, told.app, told.day, "country")
            shares = split(total, [weight for _, weight in weighted])
            for (country, _), share in zip(weighted, shares, strict=True):
                yield told.fact(metric, share, {"country": country})

    def _ratings(self, told: Told) -> Iterator[Fact]:
        given = [one.states[0].stars for one in self.play.reviews.on(told.app, told.day)]
        for metric in self.question.of("ratings"):
            if metric.figure == "total":
                average = total_average(self.play.figures, told.app, told.day)
                yield told.fact(metric, Decimal(average), {})
            elif given:
                yield told.fact(metric, Decimal(str(round(sum(given) / len(given), 2))), {})

    def _performance(self, told: Told) -> Iterator[Fact]:
        metrics, by = self.question.of("store_performance"), self.question.by
        if "country" in by and len(by) > 1:
            return
        names = ("country",) if by == ("country",) else TRAFFIC
        dimension = "country" if by == ("country",) else "traffic_source"
        found = counted(self.play.figures, Leaf(told.app, told.edition, dimension), told.day)
        for metric in metrics:
            sums: dict[tuple[str, ...], int] = {}
            for one in found:
                group = dict(zip(names, one.group, strict=True))
                key = tuple(group[name] for name in by)
                sums[key] = sums.get(key, 0) + getattr(one, metric.figure)
            for key, value in sums.items():
                yield told.fact(metric, value, dict(zip(by, key, strict=True)))

    def _subscriptions(self, told: Told) -> Iterator[Fact]:
        found = {
            product.sku: counts_of(self.play.figures, told.app, product, told.day)
            for product in subscription_products(told.app)
        }
        if not any(one.new or one.cancelled or one.active for one in found.values()):
            return
        for metric in self.question.of("subscriptions"):
            if not self.question.by:
                total = sum(getattr(one, metric.figure) for one in found.values())
                yield told.fact(metric, total, {})
                continue
            for sku, one in found.items():
                yield told.fact(metric, getattr(one, metric.figure), {"product": sku})

    def _reviews(self, told: Told) -> Iterator[Fact]:
        found = self.play.reviews.on(told.app, told.day)
        texts = sum(1 for one in found if one.states[0].text)
        for metric in self.question.of("reviews"):
            yield told.fact(metric, texts if metric.figure == "text" else len(found), {})
