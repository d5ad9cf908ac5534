import json

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storelink.providers.app_store_connect.apple_id import meanings
from storelink.providers.app_store_connect.apple_id.factor import (
    Phone,
    asks_questions,
    factor_from,
    factor_of,
    is_two_step,
    wants_security_key,
)
from storelink.providers.app_store_connect.apple_id.said import said_of

STATE = {
    "trustedPhoneNumbers": [
        {"id": 1, "numberWithDialCode": "+1 (•••) •••-••01", "pushMode": "sms", "nonFTEU": False},
        {"id": 2, "numberWithDialCode": "+44 ••••\u00a0••••02", "pushMode": "voice"},
    ],
    "securityCode": {"length": 6},
    "noTrustedDevices": True,
}


def said(status=200, body=None, **headers):
    content = body if isinstance(body, bytes) else json.dumps(body or {}).encode()
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return said_of(httpx.Response(status, content=content, headers=names))


@pytest.mark.parametrize(
    "body",
    [
        {"serviceErrors": [{"code": "-20101", "message": "No."}]},
        {"service_errors": [{"code": -20101, "title": "No."}]},
        {"serviceErrors": [], "service_errors": [{"code": "-20101", "message": "No."}]},
        {"phoneNumberVerification": {"serviceErrors": [{"code": -20101, "message": "No."}]}},
    ],
)
def test_errors_are_read_in_each_spelling(body):
    heard = said(401, body)
    assert heard.codes == ("-20101",)
    assert heard.message == "No."


def test_json_is_told_by_what_it_holds():
    heard = said(200, {"iteration": 1}, Content_Type="text/html")
    assert heard.is_json
    page = said(200, b"<html>Busy</html>", Content_Type="application/json")
    assert not page.is_json
    assert page.body == {}


PHONE = {"id": 7, "numberWithDialCode": "+1 (•••) •••-••07", "pushMode": "sms"}


def nested(state, *names):
    for name in reversed(names):
        state = {name: state}
    return state


@pytest.mark.parametrize(
    "body",
    [
        {"phoneNumber": PHONE, "noTrustedDevices": True},
        {"phoneNumber": {**PHONE, "id": "7"}},
        {"trustedPhoneNumbers": [], "phoneNumber": PHONE},
        {"trustedPhoneNumbers": [{}], "trustedPhoneNumber": None, "phoneNumber": PHONE},
        nested({"phoneNumber": PHONE}, "phoneNumberVerification"),
        nested({"trustedPhoneNumber": PHONE}, "direct", "twoSV", "phoneNumberVerification"),
        nested({"trustedPhoneNumbers": [PHONE]}, "direct", "twoSV", "bridgeInitiateData",
               "phoneNumberVerification"),
        {"securityQuestions": {"questions": [{}]}, "phoneNumber": PHONE},
    ],
)  # fmt: skip
def test_a_phone_is_found_wherever_it_stands(body):
    assert [phone.id for phone in factor_of(body).phones] == [7]
    assert not asks_questions(body)


def test_whether_there_are_devices_is_read_beside_the_phones():
    assert not factor_of(nested({**STATE}, "direct", "twoSV", "anything")).has_devices
    assert not factor_of({"direct": {"hasTrustedDevices": False, "x": dict(STATE)}}).has_devices
    assert factor_of({"phoneNumber": PHONE}).has_devices


@pytest.mark.parametrize("depth", [0, 1, 3])
def test_questions_in_place_of_a_second_factor_are_none(depth):
    state = {"securityQuestions": {"questions": [{"id": 1}]}, "crResetEnabled": False}
    assert asks_questions(nested(state, *"abc"[:depth]))


def test_an_answer_of_any_shape_is_searched_in_bounds():
    deep = nested({"phoneNumber": PHONE}, *["x"] * 900)
    wide = {str(n): {str(m): {} for m in range(100)} for n in range(1000)}
    for body in (deep, wide, {"a": {"phoneNumber": [PHONE]}, "b": {"phoneNumber": 3}}):
        assert len(factor_of(body).phones) <= 1


@pytest.mark.parametrize(
    ("sent_by", "phone", "words"),
    [
        ("devices", None, "trusted devices"),
        ("1", Phone(1, "+1", "sms"), "newest text"),
        ("1", Phone(1, "+1", "voice"), "newest call"),
        ("", None, "newest one"),
    ],
)
def test_a_wrong_code_is_told_as_it_was_sent(sent_by, phone, words):
    meaning = meanings.wrong_code(sent_by, phone)
    assert words in meaning.sentence
    assert (meaning.reason, meaning.field) == ("code_refused", "code")


@pytest.mark.parametrize(("status", "real"), [(200, "401"), (409, "403")])
def test_a_header_can_know_better_than_the_first_line(status, real):
    assert said(status, {}, X_Apple_I_Rscd=real).status == int(real)


def test_a_message_is_one_harmless_line():
    errors = [{"code": "-1", "message": "<b>No</b>\n\n<script>x</script> " + "y" * 900}]
    heard = said(401, {"serviceErrors": errors})
    assert "<" not in heard.message
    assert "\n" not in heard.message
    assert len(heard.message) <= 300


def test_nothing_is_shown():
    body = {"securityCode": {"code": "394821"}}
    heard = said(400, body, scnt="SECRET", Set_Cookie="myacinfo=SECRET")
    assert "SECRET" not in repr(heard)
    assert "394821" not in repr(heard)


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(
        st.sampled_from(["serviceErrors", "code", "phoneNumberVerification", "trustedPhoneNumbers",
                         "securityCode", "id", "length", "trustedPhoneNumber", "fsaChallenge"]),
        inner),
    max_leaves=20,
))  # fmt: skip
def test_whatever_apple_sends_is_taken_without_a_fall(body):
    heard = said(409, json.dumps(body).encode())
    factor = factor_of(heard.body)
    assert factor_from(json.loads(json.dumps(factor.to_json()))) == factor
    assert meanings.of_code(heard) is not None
    assert wants_security_key(heard.body) in {True, False}


@pytest.mark.parametrize("body", [STATE, {"phoneNumberVerification": STATE}])
def test_the_second_factor_is_read_plain_or_wrapped(body):
    factor = factor_of(body)
    assert [(p.id, p.number, p.verb, p.ending) for p in factor.phones] == [
        (1, "+1 (•••) •••-••01", "Text", "•••• 01"),
        (2, "+44 •••• ••••02", "Call", "•••• 02"),
    ]
    assert not factor.has_devices
    assert factor.phones[0].to_request() == {
        "phoneNumber": {"id": 1, "nonFTEU": False}, "mode": "sms",
    }  # fmt: skip
    assert factor.phones[1].to_request() == {"phoneNumber": {"id": 2}, "mode": "voice"}


def test_one_number_can_stand_alone():
    factor = factor_of({"trustedPhoneNumber": {"id": 7, "obfuscatedNumber": "••• 42"}})
    assert [phone.id for phone in factor.phones] == [7]
    assert factor.has_devices


def test_what_no_code_opens_is_told_apart():
    assert wants_security_key({"fsaChallenge": {"challenge": "x"}})
    assert is_two_step({"trustedDevices": [{"id": "x"}]})
    assert not is_two_step(STATE)


@pytest.mark.parametrize(
    ("status", "body", "meaning"),
    [
        (200, {"authType": "hsa2"}, None),
        (409, {"authType": "hsa2"}, None),
        (409, {"authType": "hsa"}, meanings.NO_TWO_FACTOR),
        (412, {"authType": "hsa2"}, meanings.TO_ACCEPT),
        (412, {"authType": "sa"}, meanings.NO_TWO_FACTOR),
        (412, {"authType": "non-sa"}, meanings.NO_TWO_FACTOR),
        (401, {"serviceErrors": [{"code": "-20101", "message": "No"}]}, meanings.WRONG_PASSWORD),
        (401, {}, meanings.WRONG_PASSWORD),
        (403, {"serviceErrors": [{"code": "-20209", "message": "No"}]}, meanings.LOCKED),
    ],
)
def test_the_answer_to_a_password_has_its_sentence(status, body, meaning):
    assert meanings.of_sign_in(said(status, body)) == meaning


def test_an_account_without_app_store_connect_is_told_by_its_cookie():
    heard = said(403, {"serviceErrors": [{"code": "-1"}]}, Set_Cookie="itctx=x; Path=/")
    assert meanings.of_sign_in(heard) == meanings.NO_TEAM


def test_what_nobody_knows_is_told_in_apples_own_words():
    heard = said(403, {"serviceErrors": [{"code": "-99", "message": "Ask your mother."}]})
    assert "Apple says: “Ask your mother.”" in meanings.of_sign_in(heard).sentence
    assert "(-99)" in meanings.of_sign_in(heard).sentence


@pytest.mark.parametrize(
    ("status", "body", "meaning"),
    [
        (204, None, None),
        (200, STATE, None),
        (409, {"securityCode": {"valid": True}}, None),
        (409, {"securityCode": {}}, meanings.WRONG_CODE),
        (400, {"service_errors": [{"code": "-21669", "message": "No"}]}, meanings.WRONG_CODE),
        (401, {"service_errors": [{"code": -21669, "message": "No"}]}, meanings.WRONG_CODE),
        (400, {"service_errors": [{"code": "-21669", "message": "It has expired."}]},
         meanings.OLD_CODE),
        (400, {"service_errors": [{"code": "-22982", "message": "No"}]}, meanings.PAUSED),
        (423, {}, meanings.PAUSED),
        (400, {"securityCode": {"tooManyCodesValidated": True},
               "serviceErrors": [{"code": "-21669"}]}, meanings.PAUSED),
        (400, {"securityCode": {"securityCodeLocked": True}}, meanings.PAUSED),
        (412, {}, meanings.TO_ACCEPT),
    ],
)  # fmt: skip
def test_the_answer_to_a_code_has_its_sentence(status, body, meaning):
    assert meanings.of_code(said(status, body)) == meaning


def test_a_new_session_says_that_a_code_was_right():
    assert meanings.of_code(said(409, {}, X_Apple_Session_Token="x")) is None


@pytest.mark.parametrize(
    ("status", "body", "meaning"),
    [
        (200, STATE, None),
        (201, STATE, None),
        (202, {}, None),
        (423, {"securityCode": {"tooManyCodesSent": True}}, meanings.SENDING_PAUSED),
        (500, {"serviceErrors": [{"code": "-28248"}]}, meanings.NUMBER),
    ],
)
def test_the_answer_to_asking_for_a_code_has_its_sentence(status, body, meaning):
    assert meanings.of_sending(said(status, body)) == meaning
