"""What Google says of rights, where it says it; a probe never sends a reply to find out."""

import pytest

from storelink.domain.report import Family
from storelink.providers.contract import Light, StoreApp
from storelink.providers.google_play.tests.desk import BUCKET
from storelink.providers.google_play.tests.files import APP, EMAIL

NEWER = "pubsite_prod_7240857512658717113"
LEMON = StoreApp(APP, "Lemon Stand")


@pytest.fixture
def newer(desk):
    """The same account with a bucket that bears the developer's number."""
    desk.buckets[NEWER] = desk.buckets[BUCKET]
    return desk


def user(*account, email=EMAIL, partial=False, grants=()):
    return {
        "email": email,
        "partial": partial,
        "developerAccountPermissions": [f"{word}_GLOBAL" for word in account],
        "grants": [{"packageName": p, "appLevelPermissions": list(w)} for p, w in grants],
    }


def replies(capabilities):
    return next(each for each in capabilities if each.family is Family.REPLIES)


def of_account(desk, buckets=(NEWER,)):
    return replies(desk.session(buckets).check().capabilities)


@pytest.mark.parametrize("right", ["CAN_REPLY_TO_REVIEWS", "CAN_MANAGE_PERMISSIONS"])
def test_whoever_may_reply_is_green(newer, right):
    newer.users = [user(email="x@example.org"), user("CAN_VIEW_NON_FINANCIAL_DATA", right)]
    assert of_account(newer).light is Light.GREEN


def test_who_may_not_reply_is_told_what_is_missing_and_where(newer):
    newer.users = [user("CAN_VIEW_NON_FINANCIAL_DATA")]
    found = of_account(newer)
    assert (found.light, found.missing) == (Light.RED, "Reply to reviews")
    assert EMAIL in found.where


def test_a_right_for_one_app_is_green_there_and_in_part_for_the_account(newer):
    newer.users = [user("CAN_VIEW_NON_FINANCIAL_DATA", grants=[(APP, ["CAN_REPLY_TO_REVIEWS"])])]
    assert of_account(newer).light is Light.AMBER
    session = newer.session((NEWER,))
    assert replies(session.check_app(LEMON)).light is Light.GREEN
    assert replies(session.check_app(StoreApp("com.other", "Other"))).light is Light.RED


def test_the_rights_are_the_roles_in_the_consoles_words(newer):
    newer.users = [user("CAN_VIEW_NON_FINANCIAL_DATA", "CAN_REPLY_TO_REVIEWS", "CAN_EDIT_GAMES")]
    assert newer.session((NEWER,)).check().roles == (
        "View app information and download bulk reports (read-only)", "Reply to reviews",
    )  # fmt: skip


@pytest.mark.parametrize("users", [None, [], [user(partial=True)], [{"email": 7}, "x"]])
def test_where_google_does_not_tell_it_stays_not_known(newer, users):
    newer.users = users
    assert of_account(newer).light is Light.AMBER


def test_the_number_of_an_older_bucket_is_nobodys_and_is_not_asked_for(desk):
    desk.users = [user("CAN_REPLY_TO_REVIEWS")]
    assert of_account(desk, (BUCKET,)).light is Light.AMBER
    assert not [path for path in desk.paths() if path.endswith("/users")]


def test_nothing_is_ever_sent_to_find_out(newer):
    newer.session((NEWER,)).check()
    assert {r.method for r in newer.asked if r.url.path != "/token"} == {"GET"}
