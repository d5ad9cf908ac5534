from datetime import UTC, datetime, timedelta

import pytest

from storelink.domain.errors import NeedsPermission
from storelink.providers.app_store_connect.reviews import LOOKBACK
from storelink.providers.app_store_connect.tests.stage import key_of


def secret_of(play, role="ADMIN"):
    answers = key_of(play.simulator, role)
    return play.provider.connect("api_key", {}, answers, play.http).secret


@pytest.fixture
def app(play):
    return play.session().apps()[0]


def read(play, app, since=None, role="ADMIN"):
    return list(play.provider.reviews(secret_of(play, role), play.http, app, since))


def test_every_review_comes_newest_first(play, app):
    found = read(play, app)
    assert found
    assert found == sorted(found, key=lambda review: review.written_at, reverse=True)
    assert len({review.id for review in found}) == len(found)
    for review in found:
        assert review.app == app.id
        assert review.written_at.tzinfo
        assert len(review.territory) == 2


def test_replies_come_with_their_review(play, app):
    replied = [review for review in read(play, app) if review.reply_text]
    assert replied
    for review in replied:
        assert review.reply_state in {"live", "waiting"}
        assert review.replied_at is not None
        assert review.store_reply_id


def test_reading_ends_a_week_before_what_is_known(play, app):
    everything = read(play, app)
    since = everything[len(everything) // 2].written_at
    found = read(play, app, since)
    assert found == [r for r in everything if r.written_at >= since - LOOKBACK]
    assert len(found) < len(everything)


def test_nothing_is_asked_beyond_what_is_wanted(play, app):
    before = len(play.calls)
    reviews = play.provider.reviews(secret_of(play), play.http, app, datetime.now(UTC))
    taken = len(play.calls)
    assert taken > before
    list(reviews)
    assert [call.path for call in play.calls[taken:]] == [f"/v1/apps/{app.id}/customerReviews"]


def test_a_role_that_may_not_is_told_which_may(play, app):
    secret = secret_of(play, "FINANCE")
    with pytest.raises(NeedsPermission, match="Customer Support"):
        list(play.provider.reviews(secret, play.http, app, datetime.now(UTC) - timedelta(days=1)))
