"""Put reviews into the rows: new ones, changed ones, and what another source knows of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db import transaction

from storelink.domain.errors import StoreError
from storelink.domain.review import OddReview, is_too_long, storable
from storelink.domain.review import Review as Told
from storelink.products.models import App
from storelink.reviews.models import Edition, Review

_AT_ONCE = 500
_SAID = ("stars", "title", "text", "written_at")
"""What a later edition of a review replaces, together."""
_ABOUT = ("author", "territory", "language", "app_version", "device")
"""What one source tells and another leaves out."""
_REPLY = ("reply_text", "replied_at", "reply_state", "store_reply_id")


@dataclass(frozen=True, slots=True)
class Kept:
    """How many came in."""

    new: int = 0
    changed: int = 0
    odd: int = 0
    """Left out, or too long and cut."""

    def __add__(self, other: Kept) -> Kept:
        return Kept(self.new + other.new, self.changed + other.changed, self.odd + other.odd)


@dataclass(frozen=True, slots=True)
class KeptInPart:
    """What was kept, and what ended it."""

    kept: Kept
    trouble: StoreError | None = None


def keep(app: App, reviews: Iterable[Told | OddReview]) -> Kept:
    """Safe to repeat, in any order: an older edition never replaces a newer one, and a source that
    leaves something out takes nothing away. Raises what the source raises, once what came before
    is kept."""
    came = keep_what_comes(app, reviews)
    if came.trouble is not None:
        raise came.trouble
    return came.kept


def keep_what_comes(app: App, reviews: Iterable[Told | OddReview]) -> KeptInPart:
    """The same, and the error of the source beside it."""
    kept, rest = Kept(), iter(reviews)
    trouble: StoreError | None = None
    while trouble is None:
        batch: list[Told | OddReview] = []
        try:
            for one in islice(rest, _AT_ONCE):
                batch.append(one)  # noqa: PERF402 - what came before an error stays
        except StoreError as error:
            trouble = error
        if not batch:
            break
        kept += _keep_batch(app, batch)
    return KeptInPart(kept, trouble)


def _keep_batch(app: App, batch: Sequence[Told | OddReview]) -> Kept:
    told = [storable(one) if isinstance(one, Told) else one for one in batch]
    good = {one.id: one for one in reversed(told) if isinstance(one, Told)}
    odd = len(told) - sum(isinstance(one, Told) for one in told)
    odd += sum(isinstance(one, Told) and is_too_long(one) for one in batch)
    with transaction.atomic():
        return _keep(app, good.values()) + Kept(odd=odd)


def _keep(app: App, batch: Iterable[Told]) -> Kept:
    told = list(batch)
    known = _known(app, [one.id for one in told])
    fresh = [one for one in told if one.id not in known]
    Review.objects.bulk_create([_row(app, one) for one in fresh], ignore_conflicts=True)
    changed = sum(_bring_up_to_date(known[one.id], one) for one in told if one.id in known)
    return Kept(len(fresh), changed)


def _known(app: App, ids: Sequence[str]) -> Mapping[str, Review]:
    rows = Review.objects.select_for_update().filter(app=app, store_id__in=ids)
    return {row.store_id: row for row in rows}


def _row(app: App, one: Told) -> Review:
    fields = {name: getattr(one, name) for name in (*_SAID, *_ABOUT, *_REPLY)}
    return Review(app=app, store_id=one.id, **fields)


def _bring_up_to_date(row: Review, told: Told) -> bool:
    """Whether anything of the review itself was changed by its author."""
    before = {name: getattr(row, name) for name in (*_SAID, *_ABOUT, *_REPLY)}
    is_newer = told.written_at > row.written_at
    is_edited = is_newer and (told.stars, told.title, told.text) != (row.stars, row.title, row.text)
    if is_edited:
        Edition.objects.get_or_create(
            review=row, written_at=row.written_at,
            defaults={"stars": row.stars, "title": row.title, "text": row.text},
        )  # fmt: skip
    if is_newer:
        _take(row, told, _SAID)
    _fill(row, told, is_newer=is_newer)
    _take_reply(row, told)
    if {name: getattr(row, name) for name in before} != before:
        row.save()
    return is_edited


def _take(row: Review, told: Told, names: Iterable[str]) -> None:
    for name in names:
        setattr(row, name, getattr(told, name))


def _fill(row: Review, told: Told, *, is_newer: bool) -> None:
    for name in _ABOUT:
        value = getattr(told, name)
        if value and (is_newer or not getattr(row, name)):
            setattr(row, name, value)


def _take_reply(row: Review, told: Told) -> None:
    """The newest reply; a source without replies takes none away."""
    if not told.reply_text:
        return
    if row.replied_at is None or told.replied_at is None or told.replied_at >= row.replied_at:
        _take(row, told, _REPLY)
