"""What people on Google Play rated and wrote: mostly stars without words, some edited later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from random import Random

from storelink_simulator.cast import App
from storelink_simulator.drawing import draw, stream
from storelink_simulator.google.play.dimensions import version_code
from storelink_simulator.google.play.figures import Figures
from storelink_simulator.google.play.months import days_between
from storelink_simulator.google.play.review_ids import day_and_number, review_id
from storelink_simulator.places import PLACES
from storelink_simulator.review_words import ANSWERS, NICKNAMES, words_for
from storelink_simulator.versions import app_version

_PER_INSTALL = 0.012
_WITH_WORDS = 0.14
_STARS = (1, 1, 2, 3, 4, 4, 5, 5, 5, 5, 5)
_EDITED = 0.12
_WITH_TITLE = 0.05
_VERSION_KNOWN = 0.6
_PLACES = PLACES[:20]
_LANGUAGES = {"DE": "de", "FR": "fr", "BR": "pt", "PT": "pt", "JP": "ja", "ES": "es", "NL": "nl"}
LATEST_EDIT = timedelta(days=20)
DEVICES = (
    ("panther", "Google", "Pixel 7"), ("shiba", "Google", "Pixel 8"),
    ("tokay", "Google", "Pixel 9"), ("a15", "Samsung", "Galaxy A15"),
    ("e3q", "Samsung", "Galaxy S24 Ultra"), ("spes", "Redmi", "Redmi Note 11"),
    ("TECNO-BD2", "Tecno", "POP 5"), ("OP5961L1", "OnePlus", "OnePlus 12R"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """What a review says from a moment on. Words may be empty: stars alone."""

    at: datetime
    stars: int
    text: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the publisher wrote back."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class PlayReview:
    """One rating, with or without words, and everything that happened to it."""

    id: str
    app: App
    states: tuple[Words, ...]
    """As submitted, and as edited later."""
    author: str
    language: str
    country: str
    device: tuple[str, str, str]
    os_version: int
    version: str
    """The app's version name; often empty."""
    reply: Reply | None = None

    @property
    def submitted_at(self) -> datetime:
        """When it was first written."""
        return self.states[0].at

    def state_at(self, now: datetime) -> Words | None:
        """What it says by now; None before it was written."""
        return next((one for one in reversed(self.states) if one.at <= now), None)

    @property
    def version_code(self) -> str:
        """The number of the app's version, empty where it is not known."""
        return version_code(self.version) if self.version else ""


class PlayReviews:
    """The ratings of a world, remembered for a while."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures
        self._seed = figures.world.seed
        self.on = lru_cache(maxsize=4096)(self._compute)

    def between(self, app: App, first: date, last: date) -> Iterator[PlayReview]:
        """All that were submitted from one day to another, in the order of days."""
        for day in days_between(max(first, app.launched_on), last):
            yield from self.on(app, day)

    def by_id(self, app: App, identifier: str) -> PlayReview | None:
        """The review of an id, if it is one of the app's with words."""
        found = day_and_number(self._seed, app.bundle_id, identifier)
        if found is None:
            return None
        day, number = found
        if not app.launched_on <= day <= date(2100, 1, 1):
            return None
        reviews = self.on(app, day)
        review = reviews[number] if number < len(reviews) else None
        return review if review is not None and review.states[-1].text else None

    def _compute(self, app: App, day: date) -> tuple[PlayReview, ...]:
        expected = self._figures.of(app, day).user_installs * _PER_INSTALL
        count = int(expected + draw(self._seed, "ratings", app.bundle_id, day))
        return tuple(self._review(app, day, number) for number in range(count))

    def _review(self, app: App, day: date, number: int) -> PlayReview:
        chance = stream(self._seed, "play review", app.bundle_id, day, number)
        place = chance.choice(_PLACES)
        submitted = datetime.combine(day, time(0), tzinfo=UTC) + timedelta(
            milliseconds=chance.randrange(86_400_000)
        )
        states = _states(chance, place.code, submitted)
        version = app_version(app, day, chance.randrange(3)) or ""
        return PlayReview(
            review_id(self._seed, app.bundle_id, day, number),
            app,
            states,
            f"{chance.choice(NICKNAMES)} {chance.randrange(90)}",
            _LANGUAGES.get(place.code, "en"),
            place.code,
            chance.choice(DEVICES),
            11 + chance.randrange(max(1, day.year - 2020)),
            version if chance.random() < _VERSION_KNOWN else "",
            _reply(chance, states),
        )


def _states(chance: Random, country: str, submitted: datetime) -> tuple[Words, ...]:
    stars = chance.choice(_STARS)
    if chance.random() >= _WITH_WORDS:
        return (Words(submitted, stars, ""),)
    title, text = words_for(country, stars, chance.random())
    kept_title = title if chance.random() < _WITH_TITLE else ""
    first = Words(submitted, stars, text, kept_title)
    if chance.random() >= _EDITED:
        return (first,)
    later, other = submitted + LATEST_EDIT * chance.random(), chance.choice(_STARS)
    _, changed = words_for(country, other, chance.random())
    return (first, Words(later, other, f"Edit: {changed}", kept_title))


def _reply(chance: Random, states: tuple[Words, ...]) -> Reply | None:
    first = states[0]
    if not first.text or chance.random() > (0.5 if first.stars <= 3 else 0.15):
        return None
    waited = timedelta(hours=3 + 60 * chance.random())
    mood = "low" if first.stars <= 3 else "high"
    return Reply(first.at + waited, chance.choice(ANSWERS[mood]))
