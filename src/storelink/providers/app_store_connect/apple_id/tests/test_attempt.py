import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storelink.domain.errors import Unexpected
from storelink.providers.app_store_connect.apple_id.asks import SEND_AGAIN, SHOW_ON_DEVICES, ask
from storelink.providers.app_store_connect.apple_id.attempt import (
    BY_DEVICES,
    CODE,
    OPEN,
    SIGN_IN,
    TEAM,
    Attempt,
    Choice,
    Known,
    Link,
    attempt_of,
)
from storelink.providers.app_store_connect.apple_id.conversation import connect_by_apple_id
from storelink.providers.app_store_connect.apple_id.factor import Factor, Phone
from storelink.providers.http import PoliteClient

words = st.text(max_size=30)
phones = st.builds(
    Phone, st.integers(0, 99), words, st.sampled_from(["sms", "voice"]), st.none() | st.booleans()
)
attempts = st.builds(
    Attempt,
    at=st.sampled_from([SIGN_IN, CODE, OPEN, TEAM]),
    account=words,
    digest=st.binary(max_size=32).map(bytes.hex),
    link=st.builds(Link, words, words, words, words),
    factor=st.builds(
        Factor,
        st.lists(phones, unique_by=lambda phone: phone.id, max_size=4).map(tuple),
        st.booleans(),
        st.integers(4, 8),
    ),
    sent_by=st.sampled_from(["", BY_DEVICES, "1", "2"]),
    is_paused=st.booleans(),
    teams=st.lists(st.builds(Choice, words, st.integers(), words), max_size=3).map(tuple),
    known=st.none() | st.builds(Known, words, words, words),
)
NOBODY = PoliteClient("app_store_connect", {})


@given(attempts)
def test_an_attempt_survives_json(attempt):
    assert attempt_of(json.loads(json.dumps(attempt.to_state()))) == attempt


@given(attempts)
def test_asking_again_asks_the_same_and_sends_nothing(attempt):
    first = ask(attempt)
    again = connect_by_apple_id(json.loads(json.dumps(dict(first.state))), {}, NOBODY)
    assert again == first


@given(attempts)
def test_what_somebody_else_is_shown_names_no_account(attempt):
    step = ask(attempt)
    if step.delegate and len(attempt.account) > 3:
        assert attempt.account not in step.delegate
    assert bool(step.delegate) <= (step.step == "code")


@given(attempts)
def test_nothing_is_shown_that_opens_anything(attempt):
    digest, scnt, session = "0123abcd" * 8, "SCNT-THAT-OPENS", "SESSION-THAT-OPENS"
    link = Link("KEY-THAT-OPENS", scnt, session, "", ({"value": "COOKIE-THAT-OPENS"},))
    full = replace(attempt, digest=digest, link=link)
    shown = repr(full) + repr(ask(full))
    assert digest not in shown
    assert "THAT-OPENS" not in shown


def at_code(**more):
    factor = Factor((Phone(1, "+1 ••01"), Phone(2, "+44 ••02", "voice")), has_devices=True)
    return Attempt(at=CODE, account="a@b.example", factor=factor, **more)


@pytest.mark.parametrize(
    ("sent_by", "actions"),
    [
        ("", {"phone_1", "phone_2", SHOW_ON_DEVICES}),
        (BY_DEVICES, {"phone_1", "phone_2", SHOW_ON_DEVICES}),
        ("1", {SEND_AGAIN, "phone_2", SHOW_ON_DEVICES}),
        ("2", {SEND_AGAIN, "phone_1", SHOW_ON_DEVICES}),
    ],
)
def test_every_way_to_get_a_code_is_offered(sent_by, actions):
    assert {action.key for action in ask(at_code(sent_by=sent_by)).actions} == actions


def test_where_apple_pauses_no_further_code_is_offered():
    step = ask(at_code(sent_by="1", is_paused=True))
    assert step.actions == ()
    assert [field.name for field in step.fields] == ["code"]


@pytest.mark.parametrize(
    ("sent_by", "words"), [("1", "•••• 01"), (BY_DEVICES, "trusted devices"), ("", "")]
)
def test_whoever_holds_the_phone_is_told_where_the_code_went(sent_by, words):
    assert words in ask(at_code(sent_by=sent_by)).delegate
    assert bool(ask(at_code(sent_by=sent_by)).delegate) == bool(words)


@pytest.mark.parametrize("state", [{"at": "code"}, {"at": 1, "link": []}, {"link": {}, "x": 1}])
def test_a_state_of_another_version_is_said_to_be_one(state):
    with pytest.raises(Unexpected, match="Start it again"):
        attempt_of(state)
