"""Sessions end: idle ones first, and every one some day. No waiting: the session's own times."""

import time

import pytest

DAY = 24 * 3600


@pytest.fixture
def browser(alice, as_):
    one = as_(alice)
    one.get("/settings/account/")
    return one


def away(browser, began_days_ago, seen_days_ago):
    """As if the session had begun, and been used last, so long ago."""
    session, now = browser.session, time.time()
    session["began_at"], session["seen_at"] = now - began_days_ago * DAY, now - seen_days_ago * DAY
    session.save()
    return browser.get("/settings/account/")


def test_a_session_in_use_goes_on_and_is_prolonged(browser):
    answer = away(browser, 13, 13)
    assert answer.status_code == 200
    assert answer.cookies["session"]["max-age"] == 14 * DAY
    assert browser.session["seen_at"] > time.time() - 60


def test_one_that_was_idle_for_two_weeks_is_over(browser):
    assert away(browser, 15, 14.1).headers["Location"].startswith("/accounts/login/")
    assert "_auth_user_id" not in browser.session


def test_after_thirty_days_it_is_over_however_much_it_was_used(browser):
    assert away(browser, 29.9, 0.1).status_code == 200
    assert away(browser, 30.1, 0.1).headers["Location"].startswith("/accounts/login/")


def test_both_are_settings(browser, settings):
    settings.SESSION_COOKIE_AGE, settings.SESSION_MOST_SECONDS = DAY, 2 * DAY
    assert away(browser, 1.5, 0.5).status_code == 200
    assert away(browser, 1.5, 1.1).status_code == 302


def test_it_is_not_written_with_every_request(browser):
    before = browser.session["seen_at"]
    assert "session" not in browser.get("/settings/account/").cookies
    assert browser.session["seen_at"] == before
