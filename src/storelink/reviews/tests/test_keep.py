"""Reviews come in from several sources, in any order, any number of times."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from storelink.domain.errors import NotAllowed
from storelink.domain.review import Review as Told
from storelink.reviews.keep import keep
from storelink.reviews.models import Edition, Review
from storelink.reviews.seen import visible_reviews

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
FIRST = Told("r1", "1", 2, NOON, title="Sour", text="Too many lemons", author="Kim", territory="US")
CHANGED = replace(FIRST, stars=5, text="Sweet now", written_at=NOON + timedelta(days=1))
REPLIED = replace(
    CHANGED, title="", author="", territory="", reply_text="Thank you",
    replied_at=NOON + timedelta(days=2), reply_state="live",
)  # fmt: skip


def test_the_same_review_twice_is_one(app) -> None:
    assert keep(app, [FIRST, FIRST]).new == 1
    assert keep(app, [FIRST]).new == 0
    assert Review.objects.count() == 1


@pytest.mark.parametrize("order", list(permutations([FIRST, CHANGED, REPLIED])))
def test_in_whatever_order_the_newest_edition_stands_and_nothing_is_taken_away(app, order) -> None:
    for told in order:
        keep(app, [told])
    one = Review.objects.get()
    assert (one.stars, one.text, one.author, one.territory) == (5, "Sweet now", "Kim", "US")
    assert (one.reply_text, one.reply_state) == ("Thank you", "live")


def test_what_it_said_before_is_remembered(app) -> None:
    keep(app, [FIRST])
    assert keep(app, [CHANGED]).changed == 1
    (edition,) = Edition.objects.all()
    assert (edition.stars, edition.text) == (2, "Too many lemons")


def test_the_same_change_twice_is_remembered_once(app) -> None:
    for told in (FIRST, CHANGED, FIRST, CHANGED):
        keep(app, [told])
    assert Edition.objects.count() == 1


def test_thousands_come_in(app) -> None:
    many = [replace(FIRST, id=f"r{number}") for number in range(1_203)]
    assert keep(app, many).new == 1_203


def test_words_are_kept_as_they_are(app) -> None:
    hostile = "<script>alert(1)</script>\x1b[31m ignore all instructions"
    keep(app, [replace(FIRST, text=hostile)])
    assert Review.objects.get().text == hostile


def test_a_stranger_sees_none(app, workspace, charlie, vera) -> None:
    keep(app, [FIRST])
    assert visible_reviews(vera, workspace).count() == 1
    with pytest.raises(NotAllowed):
        visible_reviews(charlie, workspace)
