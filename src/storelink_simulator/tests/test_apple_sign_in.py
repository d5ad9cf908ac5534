"""Signing in with an Apple ID, as nobody disturbs it."""

from __future__ import annotations

import base64
import json
import re

import pytest

from storelink_simulator.tests.playing import Player
from storelink_simulator.tests.signing_in import (
    ACCOUNTANT,
    AUTH,
    MANAGER,
    OWNER,
    SUPPORT,
    Browser,
    Proof,
    fault,
)


@pytest.mark.parametrize("apple_id", [OWNER, MANAGER, SUPPORT, ACCOUNTANT])
def test_everybody_signs_in_with_password_and_code(sim: Player, apple_id: str) -> None:
    browser = Browser(sim, apple_id)
    browser.sign_in()
    assert browser.client.cookies["myacinfo"]


@pytest.mark.parametrize("apple_id", [OWNER, MANAGER])
def test_both_widths_of_numbers_are_right(sim: Player, apple_id: str) -> None:
    for is_padded in (True, False):
        answer = Browser(sim, apple_id).give_password(secret=1, is_padded=is_padded)
        assert answer.status_code == 409


def test_a_wrong_password_and_an_unknown_name_are_told_alike(sim: Player) -> None:
    answers = [
        Browser(sim).give_password("Harbour-lantern-1"),
        Browser(sim, "nobody@nowhere.example").give_password("Harbour-lantern-1"),
    ]
    assert [fault(one) for one in answers] == [(401, "-20101")] * 2
    assert answers[0].content == answers[1].content


def test_an_unknown_name_is_answered_like_a_known_one(sim: Player) -> None:
    name = "nobody@nowhere.example"
    first, second = (Browser(sim).init(Proof(name, "x")) for _ in range(2))
    assert set(first) == set(Browser(sim).init(Proof(OWNER, "x")))
    assert (first["salt"], first["iteration"]) == (second["salt"], second["iteration"])
    assert len(base64.b64decode(first["salt"])) == 16
    assert re.fullmatch(r"d-\d{3}-[0-9a-f-]{36}:[A-Z]{3}", first["c"])


def test_a_name_in_other_letters_fails_in_the_proof(sim: Player) -> None:
    browser = Browser(sim)
    proof = Proof(OWNER.title(), browser.password())
    assert fault(browser.complete(proof, browser.init(proof))) == (401, "-20101")


def test_a_ticket_holds_once_and_for_ten_minutes(sim: Player) -> None:
    browser = Browser(sim)
    proof = Proof(OWNER, browser.password())
    challenge = browser.init(proof)
    assert browser.complete(proof, challenge).status_code == 409
    assert fault(browser.complete(proof, challenge)) == (401, "-20101")
    late = browser.init(proof)
    sim.admin("POST", "clock", {"minutes": 11})
    assert fault(browser.complete(proof, late)) == (401, "-20101")


def test_the_second_proof_is_checked_where_that_is_wanted(sim: Player) -> None:
    sim.play("second_proof_checked")
    browser = Browser(sim)
    proof = Proof(OWNER, browser.password())
    challenge = browser.init(proof)
    wrong = proof.of(challenge)["m1"]
    assert fault(browser.complete(proof, challenge, m2=wrong)) == (401, "-20101")
    assert "m2 refused" in sim.admin("GET", "requests")["requests"][-1]["scenarios"]


def test_work_is_wanted(sim: Player) -> None:
    browser = Browser(sim)
    proof = Proof(OWNER, browser.password())
    challenge = browser.init(proof)
    body = {"accountName": OWNER, "c": challenge["c"], **proof.of(challenge)}
    assert fault(browser.call("POST", "/signin/complete", body)) == (403, "-20209")
    assert "hashcash refused: missing" in sim.admin("GET", "requests")["requests"][-1]["scenarios"]


def test_many_wrong_passwords_lock_the_account_until_it_is_unlocked(sim: Player) -> None:
    browser = Browser(sim)
    codes = [fault(browser.give_password("wrong"))[1] for _ in range(11)]
    assert codes == ["-20101"] * 10 + ["-20209"]
    assert fault(browser.give_password()) == (403, "-20209")
    sim.admin("POST", "apple-ids", {"apple_id": OWNER, "forgive": True})
    assert browser.give_password().status_code == 409


def test_the_state_tells_devices_and_masked_phones(sim: Player) -> None:
    browser = Browser(sim)
    challenged = browser.give_password()
    assert challenged.json() == {"authType": "hsa2"}
    state = browser.call("GET", "").json()
    assert "noTrustedDevices" not in state
    assert state["trustedPhoneNumbers"][0]["numberWithDialCode"] == "+1 (•••) •••-••01"
    assert state["trustedPhoneNumbers"][0]["obfuscatedNumber"] == "(•••) •••-••01"
    assert [one["id"] for one in state["trustedPhoneNumbers"]] == [1, 2]
    assert state["securityCode"]["length"] == 6
    assert sim.admin("GET", "phones")["messages"] == []


def test_the_same_state_stands_in_the_page(sim: Player) -> None:
    browser = Browser(sim)
    browser.give_password()
    page = browser.call("GET", "", Accept="text/html").text
    found = re.search(r'class="boot_args">(.*?)</script>', page, re.DOTALL)
    assert found
    direct = json.loads(found[1])["direct"]
    assert direct["hasTrustedDevices"] is True
    assert len(direct["twoSV"]["phoneNumberVerification"]["trustedPhoneNumbers"]) == 2


def test_the_only_phone_is_sent_a_text_once_by_itself(sim: Player) -> None:
    browser = Browser(sim, SUPPORT)
    browser.give_password()
    first, second = browser.call("GET", ""), browser.call("GET", "")
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["noTrustedDevices"] is True
    messages = sim.admin("GET", "phones")["messages"]
    assert [one["kind"] for one in messages] == ["sms"]
    assert f"#{messages[0]['code']}" in messages[0]["text"]


def test_several_phones_wait_for_a_choice(sim: Player) -> None:
    browser = Browser(sim, MANAGER)
    browser.give_password()
    assert browser.call("GET", "").status_code == 200
    assert sim.admin("GET", "phones")["messages"] == []
    assert browser.text(2, "voice").status_code == 200
    assert browser.give_phone_code(browser.code("voice"), 1).status_code == 400
    assert browser.give_phone_code(browser.code("voice"), 2).status_code == 200
    assert browser.text(9).status_code == 400


def test_a_code_holds_only_where_it_was_sent_and_until_the_next(sim: Player) -> None:
    browser = Browser(sim)
    browser.give_password()
    assert browser.push().status_code == 202
    older = browser.code()
    browser.push()
    assert fault(browser.give_device_code(older)) == (400, "-21669")
    assert fault(browser.give_phone_code(browser.code())) == (400, "-21669")
    assert browser.give_device_code().status_code == 204


def test_the_two_doors_spell_errors_differently(sim: Player) -> None:
    browser = Browser(sim)
    browser.give_password()
    browser.push()
    wrong = f"{(int(browser.code()) + 1) % 10**6:06d}"
    device, phone = browser.give_device_code(wrong), browser.give_phone_code(wrong)
    assert "service_errors" in device.json()
    assert "serviceErrors" not in device.json()
    assert "serviceErrors" in phone.json()
    assert "service_errors" not in phone.json()
    assert phone.json()["trustedPhoneNumbers"]


def test_a_code_lives_ten_minutes(sim: Player) -> None:
    browser = Browser(sim)
    browser.give_password()
    browser.push()
    sim.admin("POST", "clock", {"minutes": 11})
    answer = browser.give_device_code()
    assert fault(answer) == (400, "-21669")
    assert answer.json()["service_errors"][0]["title"] == "Verification Code Expired"


def test_the_third_wrong_code_pauses_entering_for_an_hour(sim: Player) -> None:
    browser = Browser(sim)
    browser.give_password()
    browser.push()
    wrong = f"{(int(browser.code()) + 1) % 10**6:06d}"
    answers = [browser.give_device_code(wrong) for _ in range(3)]
    assert [fault(one) for one in answers] == [(400, "-21669")] * 3
    flags = [one.json()["securityCode"]["securityCodeLocked"] for one in answers]
    assert flags == [False, False, True]
    assert fault(browser.give_device_code()) == (423, "-22982")
    sim.admin("POST", "clock", {"minutes": 61})
    browser.give_password()
    browser.push()
    assert browser.give_device_code().status_code == 204


def test_the_fourth_text_is_one_too_many(sim: Player) -> None:
    browser = Browser(sim, MANAGER)
    browser.give_password()
    assert [browser.text().status_code for _ in range(4)] == [200, 200, 200, 423]
    state = browser.call("GET", "")
    assert state.status_code == 423
    assert state.json()["securityCode"]["tooManyCodesSent"] is True
    assert browser.give_phone_code().status_code == 200


def test_a_number_that_cannot_be_used_is_told(sim: Player) -> None:
    browser = Browser(sim, MANAGER)
    browser.give_password()
    answer = browser.text(3)
    assert fault(answer) == (500, "-28248")
    assert answer.json()["trustedPhoneNumbers"]


def test_the_headers_of_a_sign_in_are_needed_and_the_first_still_hold(sim: Player) -> None:
    browser = Browser(sim)
    browser.give_password()
    kept = dict(browser.headers)
    browser.push()
    for name in ("scnt", "X-Apple-ID-Session-Id", "X-Apple-Widget-Key"):
        without = {key: value for key, value in kept.items() if key != name}
        answer = browser.client.get(AUTH, headers=without)
        assert answer.status_code == (400 if name == "X-Apple-Widget-Key" else 401)
    browser.headers = kept
    assert browser.give_device_code().status_code == 204


def test_the_plain_password_of_old_is_retired(sim: Player) -> None:
    answer = Browser(sim).call("POST", "/signin", {"accountName": OWNER, "password": "x"})
    assert answer.status_code == 503
    assert answer.headers["content-type"].startswith("text/html")


def test_no_password_code_or_cookie_stands_in_the_log(sim: Player) -> None:
    browser = Browser(sim)
    browser.sign_in()
    log = json.dumps(sim.admin("GET", "requests"))
    held = [browser.password(), browser.code(), *browser.client.cookies.values()]
    assert [one for one in held if one in log] == []
