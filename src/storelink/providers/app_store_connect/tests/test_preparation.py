"""An Admin key that is used once: what it does at Apple's, and which keys will not do."""

import os
import subprocess

import pytest

from storelink.domain.errors import BadInput, NeedsPermission
from storelink.providers.app_store_connect.preparation import (
    PREPARATION,
    by_hand,
    prepare_once,
    token,
)
from storelink.providers.app_store_connect.refusals import IDS_UNKNOWN
from storelink.providers.app_store_connect.tests.stage import admin, key_of, report, session_of
from storelink.providers.preparation import Came


@pytest.fixture
def sales(play):
    """A session with a key that may read, but not ask; nobody has asked for any app yet."""
    play.simulator.begin_anew(requests="none", snapshots="none")
    return session_of(play, "SALES")


@pytest.fixture
def unasked(sales):
    """An app that waits for somebody who may ask."""
    app = sales.apps()[0].id
    with pytest.raises(NeedsPermission) as refused:
        sales.prepare(report("app_downloads_standard"), app)
    assert refused.value.reason == PREPARATION.reason
    return app


def came(play, answers, apps):
    return [(one.app, one.came) for one in prepare_once(answers, play.client(), apps)]


def test_after_an_admin_key_was_used_once_the_smaller_key_is_enough(play, sales, unasked):
    assert came(play, admin(play.simulator), [unasked]) == [(unasked, Came.MADE)]
    sales.prepare(report("app_downloads_standard"), unasked)
    assert came(play, admin(play.simulator), [unasked]) == [(unasked, Came.ALREADY)]


@pytest.mark.parametrize("role", ["SALES", "FINANCE"])
def test_a_smaller_key_will_not_do_and_asks_for_nothing(role, play, unasked):
    with pytest.raises(BadInput, match="isn’t an Admin key"):
        prepare_once(key_of(play.simulator, role), play.client(), [unasked])


def test_a_key_that_apple_does_not_know_is_said(play, unasked):
    answers = {**admin(play.simulator), "key_id": "ZZZZZZZZZZ"}
    with pytest.raises(BadInput) as refused:
        prepare_once(answers, play.client(), [unasked])
    assert refused.value.sentence == IDS_UNKNOWN


def test_what_is_typed_wrongly_is_said_at_its_field_and_nothing_is_sent(play):
    answers = {**admin(play.simulator), "private_key": "no key"}
    with pytest.raises(BadInput) as refused:
        prepare_once(answers, play.client(), ["1"])
    assert refused.value.field == "private_key"


def test_a_key_of_another_team_is_refused_before_anything_is_asked_for(play):
    with pytest.raises(BadInput, match="another team"):
        prepare_once(admin(play.simulator), play.client(), ["999999999"])


def test_an_app_that_the_key_does_not_see_is_told_and_the_others_go_on(play, unasked):
    told = came(play, admin(play.simulator), ["999999999", unasked])
    assert told == [("999999999", Came.REFUSED), (unasked, Came.MADE)]


def test_the_calls_by_hand_do_the_same(play, sales, unasked):
    """Run as they are copied, by a shell."""
    calls = by_hand([unasked], play.client().endpoints)
    given = {"TOKEN": token(admin(play.simulator)), "PATH": os.defpath}
    made = subprocess.run(
        ["sh", "-e", "-c", calls], env=given, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stdout + made.stderr
    sales.prepare(report("app_downloads_standard"), unasked)


def test_an_id_can_not_leave_its_place_in_the_calls(play):
    calls = by_hand(["1; touch /tmp/gone", "$(id)"], play.client().endpoints)
    assert calls.splitlines()[0] == "for app in '1; touch /tmp/gone' '$(id)'; do"
