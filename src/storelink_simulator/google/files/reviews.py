"""reviews/: one file an app and month of the last update, and stats/ratings."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import quote

from storelink_simulator.cast import App
from storelink_simulator.drawing import draw
from storelink_simulator.google.files.family import COLUMN, OVERVIEW, Leaf
from storelink_simulator.google.files.table import Cell, Table
from storelink_simulator.google.play.figures import Figures
from storelink_simulator.google.play.listing import console_number, developer_id
from storelink_simulator.google.play.months import next_month
from storelink_simulator.google.play.replies import Replies
from storelink_simulator.google.play.reviews import (
    LATEST_EDIT,
    PlayReview,
    PlayReviews,
    Reply,
    Words,
)

REVIEW_COLUMNS = (
    "Package Name",
    "App Version Code",
    "App Version Name",
    "Reviewer Language",
    "Device",
    "Review Submit Date and Time",
    "Review Submit Millis Since Epoch",
    "Review Last Update Date and Time",
    "Review Last Update Millis Since Epoch",
    "Star Rating",
    "Review Title",
    "Review Text",
    "Developer Reply Date and Time",
    "Developer Reply Millis Since Epoch",
    "Developer Reply Text",
    "Review Link",
)
_NOT_IN_OLD = (2, 13)
"""The version's name and the reply's milliseconds are missing in the form of 14 columns."""
_OLD_UNTIL = date(2024, 7, 1)
_UNKNOWN = {2024: "NA", 2025: ""}
"""What stands where nobody rated on a day; since 2026 it is 0.0."""
_OF_DIMENSION: dict[str, Callable[[PlayReview], str]] = {
    OVERVIEW: lambda _: "",
    "app_version": lambda review: review.version_code,
    "country": lambda review: review.country,
    "device": lambda review: review.device[0],
    "language": lambda review: review.language,
    "os_version": lambda review: f"Android {review.os_version}",
}


@dataclass(frozen=True, slots=True)
class ReviewFiles:
    """Writes the files of reviews and of ratings."""

    reviews: PlayReviews
    replies: Replies

    def table(self, figures: Figures, leaf: Leaf) -> Table:
        """The reviews whose last update falls into a month, and earlier states of edited ones."""
        rows = (self._row(figures, *found) for found in self._states(leaf))
        if leaf.edition.month >= _OLD_UNTIL:
            return Table(REVIEW_COLUMNS, rows)
        return Table([str(name) for name in _short(REVIEW_COLUMNS)], (_short(row) for row in rows))

    def ratings(self, figures: Figures, leaf: Leaf) -> Table:
        """One file of stats/ratings."""
        dimension = () if leaf.dimension == OVERVIEW else (COLUMN[leaf.dimension],)
        header = ("Date", "Package Name", *dimension, "Daily Average Rating")
        return Table((*header, "Total Average Rating"), self._ratings(figures, leaf))

    def _states(self, leaf: Leaf) -> Iterator[tuple[PlayReview, Words, Reply | None]]:
        """Per review the last state within the month, as the edition knows it."""
        starts_at = _midnight(leaf.edition.month)
        ends_at = min(_midnight(next_month(leaf.edition.month)), _midnight(leaf.edition.run_on))
        first = leaf.edition.month - LATEST_EDIT - timedelta(days=1)
        last = (ends_at - timedelta(seconds=1)).date()
        for review in self.reviews.between(leaf.app, first, last):
            mine = [state for state in review.states if starts_at <= state.at < ends_at]
            if mine:
                yield review, mine[-1], self._reply(leaf, review, mine[-1])

    def _reply(self, leaf: Leaf, review: PlayReview, state: Words) -> Reply | None:
        """The reply, in the file of the state under which it was written or of a later one."""
        reply = self.replies.of(review, leaf.edition.updated_at)
        is_last = state is review.states[-1]
        if reply is None or (not is_last and reply.at >= review.states[-1].at):
            return None
        return reply

    def _row(
        self, figures: Figures, review: PlayReview, state: Words, reply: Reply | None
    ) -> list[Cell]:
        return [
            review.app.bundle_id,
            review.version_code,
            review.version,
            review.language,
            review.device[0],
            *_moment(review.submitted_at),
            *_moment(state.at),
            state.stars,
            state.title,
            state.text,
            *(_moment(reply.at) if reply else ("", "")),
            reply.text if reply else "",
            _link(figures, review) if state.text else "",
        ]

    def _ratings(self, figures: Figures, leaf: Leaf) -> Iterator[list[Cell]]:
        group_of = _OF_DIMENSION[leaf.dimension]
        for day in leaf.days():
            stars: dict[str, list[int]] = defaultdict(list)
            if leaf.dimension == OVERVIEW:
                stars[""] = []
            for review in self.reviews.on(leaf.app, day):
                stars[group_of(review)].append(review.states[0].stars)
            for group, given in sorted(stars.items()):
                start: list[Cell] = [day.isoformat(), leaf.app.bundle_id]
                if leaf.dimension != OVERVIEW:
                    start.append(group)
                yield [*start, _mean(given, day), total_average(figures, leaf.app, day)]


def total_average(figures: Figures, app: App, day: date) -> str:
    """The all-time mean that the store shows on a day."""
    base = 3.9 + 0.7 * draw(figures.world.seed, "rating", app.bundle_id)
    return f"{base + 0.06 * math.sin(day.toordinal() / 60):.2f}"


def _mean(given: list[int], day: date) -> str:
    if not given:
        return _UNKNOWN.get(day.year, "0.0")
    return f"{round(sum(given) / len(given), 2)}"


def _short(row: list[Cell] | tuple[str, ...]) -> list[Cell]:
    return [cell for place, cell in enumerate(row) if place not in _NOT_IN_OLD]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=UTC)


def _moment(at: datetime) -> tuple[str, str]:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}", str(int(at.timestamp() * 1000))


def _link(figures: Figures, review: PlayReview) -> str:
    world = figures.world
    return (
        f"http://play.google.com/console/developers/{developer_id(world.seed)}/app/"
        f"{console_number(world, review.app)}/user-feedback/review-details?"
        f"reviewId={quote(review.id, safe='')}&corpus=PUBLIC_REVIEWS"
    )
