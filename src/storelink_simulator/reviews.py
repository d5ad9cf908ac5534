"""What customers wrote about the invented apps, and what the publisher answered.

A day's reviews are drawn from the day alone; their ids can be told back into app, day and number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from storelink_simulator.cast import App
from storelink_simulator.drawing import draw, number_of, pick
from storelink_simulator.places import PLACES, Place
from storelink_simulator.review_words import ANSWERS, NICKNAMES, words_for
from storelink_simulator.world import HISTORY_STARTS_ON, World

_REVIEW_END, _ANSWER_END = "00000000", "00000001"
_PER_DOWNLOAD = 0.0016
_STARS = (1, 1, 2, 3, 4, 4, 5, 5, 5, 5)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the publisher wrote under a review."""

    id: str
    body: str
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class Review:
    """One review with text. Times are UTC."""

    id: str
    rating: int
    title: str
    body: str
    nickname: str
    created_at: datetime
    place: Place
    answer: Answer | None

    def answer_at(self, now: datetime) -> Answer | None:
        """The answer, once it has been written."""
        return self.answer if self.answer and self.answer.modified_at <= now else None


def answer_id(review: Review) -> str:
    """The id that the answer to a review has."""
    return f"{review.id.removesuffix(_REVIEW_END)}{_ANSWER_END}"


class Reviews:
    """The reviews of a world."""

    def __init__(self, world: World, replies: Mapping[str, Answer | None] | None = None) -> None:
        """`replies`: by the id of a review what was answered since; None where it was deleted."""
        self._world = world
        self._replies = replies if replies is not None else {}
        self._until = lru_cache(maxsize=64)(self._all_until)

    def of(self, app: App, now: datetime) -> list[Review]:
        """All reviews written by now, newest first."""
        written = (one for one in self._until(app, now.date()) if one.created_at <= now)
        return [self._as_answered(one) for one in written]

    def _as_answered(self, review: Review) -> Review:
        if review.id not in self._replies:
            return review
        return replace(review, answer=self._replies[review.id])

    def by_id(self, identifier: str, now: datetime) -> tuple[App, Review] | None:
        """One review and its app."""
        for place, app in enumerate(self._world.own_apps):
            if identifier.startswith(f"{place:08x}-"):
                found = (one for one in self.of(app, now) if one.id == identifier)
                review = next(found, None)
                return (app, review) if review else None
        return None

    def by_answer(self, identifier: str, now: datetime) -> tuple[App, Review] | None:
        """The review that an answer belongs to, and its app."""
        if not identifier.endswith(_ANSWER_END):
            return None
        found = self.by_id(f"{identifier.removesuffix(_ANSWER_END)}{_REVIEW_END}", now)
        return found if found and found[1].answer_at(now) else None

    def _all_until(self, app: App, today: date) -> tuple[Review, ...]:
        first = max(app.launched_on, HISTORY_STARTS_ON)
        days = (first + timedelta(days=n) for n in range((today - first).days + 1))
        found = [review for day in days for review in self._on(app, day)]
        return tuple(sorted(found, key=lambda one: (one.created_at, one.id), reverse=True))

    def _on(self, app: App, day: date) -> list[Review]:
        seed = self._world.seed
        expected = self._world.volumes.of(app, day).first_time_downloads * _PER_DOWNLOAD
        count = int(expected + draw(seed, app.apple_id, day, "reviews"))
        return [self._review(app, day, number) for number in range(count)]

    def _review(self, app: App, day: date, number: int) -> Review:
        words = (self._world.seed, "review", app.apple_id, day, number)
        place = pick(PLACES[:24], *words, "place")
        rating = pick(_STARS, *words, "stars")
        title, body = words_for(place.code, rating, draw(*words, "text"))
        seconds = number_of(*words, "second") % 86_400
        created = datetime.combine(day, time(0), tzinfo=UTC) + timedelta(seconds=seconds)
        identifier = self._id(app, day, number)
        return Review(
            identifier,
            rating,
            title,
            body,
            f"{pick(NICKNAMES, *words, 'nick')}{number_of(*words, 'n') % 90}",
            created,
            place,
            self._answer(words, rating, created, identifier),
        )

    def _id(self, app: App, day: date, number: int) -> str:
        place = self._world.own_apps.index(app)
        mark = number_of(self._world.seed, "review id", app.apple_id, day, number) % 2**16
        text = f"{day.toordinal():06x}{number:02x}{mark:04x}0000"
        return f"{place:08x}-{text[:4]}-{text[4:8]}-{text[8:12]}-{text[12:]}{_REVIEW_END}"

    def _answer(
        self, words: tuple[object, ...], rating: int, created: datetime, review_id: str
    ) -> Answer | None:
        if draw(*words, "answered") > (0.5 if rating <= 3 else 0.15):
            return None
        waited = timedelta(hours=3 + 60 * draw(*words, "answered after"))
        body = pick(ANSWERS["low" if rating <= 3 else "high"], *words, "answer text")
        return Answer(f"{review_id.removesuffix(_REVIEW_END)}{_ANSWER_END}", body, created + waited)
