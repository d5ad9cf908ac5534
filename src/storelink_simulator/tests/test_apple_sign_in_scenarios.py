"""Every trouble of signing in with an Apple ID."""

from __future__ import annotations

import pytest

from storelink_simulator.tests.playing import Player
from storelink_simulator.tests.signing_in import (
    MANAGER,
    MARKETER,
    OWNER,
    Browser,
    Proof,
    entered,
    fault,
    session,
)

PLAIN = "o.brandt@tideline.example"
COMPANY = "k.ito@bigcorp.example"


def challenged(sim: Player, apple_id: str = OWNER) -> Browser:
    browser = Browser(sim, apple_id)
    assert browser.give_password().status_code == 409
    return browser


def pushed(sim: Player) -> Browser:
    browser = challenged(sim)
    browser.push()
    return browser


def test_a_locked_account(sim: Player) -> None:
    sim.play("account_locked", key=OWNER)
    assert fault(Browser(sim).give_password()) == (403, "-20209")
    assert Browser(sim, MANAGER).give_password().status_code == 409


@pytest.mark.parametrize("code", ["-22421", "-900007"])
def test_an_init_without_a_salt(sim: Player, code: str) -> None:
    sim.play("init_refused", options={"code": code})
    found = Browser(sim).init(Proof(OWNER, "x"))
    assert found["serviceErrors"][0]["code"] == code
    assert "salt" not in found


def test_a_federated_account(sim: Player) -> None:
    for browser in (Browser(sim, COMPANY), Browser(sim)):
        body = {"accountName": browser.apple_id, "rememberMe": False}
        assert browser.call("POST", "/federate", body).json()["federated"] is True
        assert fault(browser.give_password()) == (401, "-20101")
        sim.play("federated_account")
    sim.admin("DELETE", "scenarios")
    body = {"accountName": OWNER, "rememberMe": False}
    assert Browser(sim).call("POST", "/federate", body).json() == {"authType": "hsa2"}


def test_an_account_without_app_store_connect(sim: Player) -> None:
    sim.play("no_app_store_connect")
    answer = Browser(sim).give_password()
    assert answer.status_code == 403
    assert "itctx" in answer.headers["set-cookie"]


def test_an_account_without_two_factors(sim: Player) -> None:
    for apple_id in (PLAIN, OWNER):
        browser = Browser(sim, apple_id)
        answer = browser.give_password()
        assert (answer.status_code, answer.json()) == (412, {"authType": "sa"})
        assert "widgetKey=" in answer.headers["Location"]
        assert answer.headers["X-Apple-Repair-Session-Token"]
        assert browser.call("GET", "").status_code == 412
        assert browser.call("POST", "/repair/complete", {}).status_code == 204
        assert session(browser).status_code == 200
        sim.play("two_factor_not_configured")


@pytest.mark.parametrize("step", ["password", "code"])
def test_terms_that_have_to_be_accepted(sim: Player, step: str) -> None:
    sim.play("terms_to_accept", options={"step": step})
    browser = Browser(sim)
    answer = browser.give_password()
    if step == "code":
        assert answer.status_code == 409
        browser.push()
        answer = browser.give_device_code()
    assert (answer.status_code, answer.json()) == (412, {"authType": "hsa2"})
    assert browser.call("POST", "/repair/complete", {}).status_code == 412
    assert session(browser).status_code == 401
    sim.admin("DELETE", "scenarios")
    browser.sign_in()


def test_the_old_two_steps(sim: Player) -> None:
    sim.play("two_step_account")
    browser = Browser(sim)
    answer = browser.give_password()
    assert (answer.status_code, answer.json()) == (409, {"authType": "hsa"})
    state = browser.call("GET", "").json()
    assert state["trustedDevices"]
    assert state["securityCode"]["length"] == 4


def test_security_keys_by_nature_and_by_scenario(sim: Player) -> None:
    for apple_id in (MARKETER, OWNER):
        browser = challenged(sim, apple_id)
        state = browser.call("GET", "").json()
        assert set(state["fsaChallenge"]) == {
            "challenge",
            "keyHandles",
            "allowedCredentials",
            "rpId",
        }
        assert state["keyNames"]
        assert browser.push().status_code == 400
        assert browser.text().status_code == 400
        assert browser.give_device_code("123456").status_code == 400
        assert browser.call("POST", "/verify/security/key", {}).status_code == 400
        sim.play("security_key")


def test_a_single_phone(sim: Player) -> None:
    sim.play("single_phone")
    browser = challenged(sim)
    state = browser.call("GET", "")
    assert state.status_code == 201
    assert state.json()["noTrustedDevices"] is True
    assert len(state.json()["trustedPhoneNumbers"]) == 1
    assert browser.give_phone_code().status_code == 200


def test_a_number_that_cannot_be_used(sim: Player) -> None:
    sim.play("number_unusable", count=1)
    browser = challenged(sim)
    answers = [browser.text(), browser.text()]
    assert fault(answers[0]) == (500, "-28248")
    assert answers[1].status_code == 200


def test_too_many_codes_sent(sim: Player) -> None:
    sim.play("too_many_codes_sent")
    browser = challenged(sim)
    answers = [browser.text(), browser.call("GET", "")]
    assert [one.status_code for one in answers] == [423, 423]
    assert answers[0].json()["securityCode"]["tooManyCodesSent"] is True
    sim.admin("POST", "clock", {"minutes": 61})
    assert challenged(sim).text().status_code == 200


def test_a_code_that_has_expired(sim: Player) -> None:
    sim.play("code_expired")
    browser = pushed(sim)
    assert fault(browser.give_device_code()) == (400, "-21669")
    assert browser.give_device_code().status_code == 204


def test_too_many_wrong_codes(sim: Player) -> None:
    sim.play("too_many_wrong_codes")
    browser = pushed(sim)
    answer = browser.give_device_code()
    assert fault(answer) == (423, "-22982")
    flags = answer.json()["securityCode"]
    assert flags["tooManyCodesValidated"]
    assert flags["securityCodeLocked"]


def test_a_right_code_answered_with_409(sim: Player) -> None:
    sim.play("right_code_conflict")
    for way in ("device", "phone"):
        browser = pushed(sim)
        browser.text()
        answer = browser.give_device_code() if way == "device" else browser.give_phone_code()
        assert answer.status_code == 409
        assert answer.json()["securityCode"]["valid"] is True
        assert answer.json()["authenticationType"] == "hsa2"
        assert answer.headers["X-Apple-Edp"] == "true"
        assert answer.headers["X-Apple-Session-Token"]
        assert browser.call("GET", "/2sv/trust").status_code == 204
        assert session(browser).status_code == 200


def test_a_wrong_code_stays_wrong_under_409(sim: Player) -> None:
    sim.play("right_code_conflict")
    browser = pushed(sim)
    wrong = f"{(int(browser.code()) + 1) % 10**6:06d}"
    assert fault(browser.give_device_code(wrong)) == (400, "-21669")


def test_devices_that_show_a_code_by_themselves(sim: Player) -> None:
    sim.play("push_by_itself")
    assert challenged(sim).give_device_code().status_code == 204


def test_trust_that_was_forgotten(sim: Player) -> None:
    browser = entered(sim)
    sim.play("trust_forgotten")
    browser.sign_in()
    assert browser.give_password().status_code == 200


def test_trust_that_has_to_be_quoted(sim: Player) -> None:
    browser = entered(sim)
    sim.play("unquoted_trust_refused")
    assert browser.give_password().status_code == 409
    name, value = next((k, v) for k, v in browser.client.cookies.items() if k.startswith("DES"))
    later = Browser(sim)
    later.client.headers["Cookie"] = f'{name}={value}; {name}="{value}"'
    assert later.give_password().status_code == 200


def test_a_status_that_stands_in_a_header(sim: Player) -> None:
    sim.play("status_in_header", options={"status": "403"})
    browser = Browser(sim)
    answer = browser.give_password()
    assert (answer.status_code, answer.headers["X-Apple-I-Rscd"]) == (200, "403")
    assert session(browser).status_code == 401


def test_no_work_is_wanted(sim: Player) -> None:
    sim.play("no_hashcash")
    browser = Browser(sim)
    page = browser.call("GET", f"/signin?widgetKey={browser.headers['X-Apple-Widget-Key']}")
    assert "X-Apple-HC-Bits" not in page.headers
    proof = Proof(OWNER, browser.password())
    body = {"accountName": OWNER, "rememberMe": False}
    challenge = browser.init(proof)
    body |= {"c": challenge["c"], **proof.of(challenge)}
    assert browser.call("POST", "/signin/complete", body).status_code == 409


def test_a_second_proof_that_nobody_minds(sim: Player) -> None:
    browser = Browser(sim)
    proof = Proof(OWNER, browser.password())
    challenge = browser.init(proof)
    m1 = proof.of(challenge)["m1"]
    assert browser.complete(proof, challenge, m2=m1).status_code == 409
    assert fault(browser.give_password("wrong")) == (401, "-20101")


def test_both_spellings_at_once(sim: Player) -> None:
    sim.play("both_error_spellings")
    answer = pushed(sim).give_device_code("0")
    assert answer.json()["serviceErrors"] == answer.json()["service_errors"]


def test_a_label_without_a_body(sim: Player) -> None:
    browser = challenged(sim)
    sim.play("content_type_refused")
    label = {"Content-Type": "application/json"}
    path = "/verify/trusteddevice/securitycode"
    assert browser.call("PUT", path, **label).status_code == 415
    assert browser.call("PUT", path).status_code == 202
    assert browser.call("PUT", path, {}).status_code == 202


def test_a_state_of_another_shape(sim: Player) -> None:
    browser = challenged(sim)
    sim.play("state_wrapped")
    sim.play("state_without_list")
    state = browser.call("GET", "").json()
    assert set(state) == {"phoneNumberVerification"}
    inside = state["phoneNumberVerification"]
    assert inside["trustedPhoneNumber"]["id"] == 1
    assert "trustedPhoneNumbers" not in inside


def test_a_state_that_lies_deeper(sim: Player) -> None:
    sim.play("nested_phone_state")
    state = challenged(sim, MANAGER).call("GET", "").json()
    assert list(state) == ["direct"]
    inside = state["direct"]["twoSV"]["bridgeInitiateData"]["phoneNumberVerification"]
    assert len(inside["trustedPhoneNumbers"]) == 3


def test_a_state_with_nothing_but_one_phone(sim: Player) -> None:
    sim.play("state_phone_number_only")
    state = challenged(sim, MANAGER).call("GET", "").json()
    assert state["phoneNumber"]["id"] == 1
    assert not {"trustedPhoneNumber", "trustedPhoneNumbers"} & set(state)


def test_security_questions_in_place_of_a_second_factor(sim: Player) -> None:
    sim.play("security_questions_only", key=OWNER)
    state = challenged(sim).call("GET", "").json()
    assert set(state) == {"securityQuestions", "crResetEnabled"}
    assert "trustedPhoneNumbers" in challenged(sim, MANAGER).call("GET", "").json()
