"""Each trouble of a sign-in has its sentence, and nothing is tried again by itself."""

from datetime import UTC, datetime, timedelta

import pytest

from storelink.domain.errors import Busy, Unexpected
from storelink.providers.app_store_connect.apple_id import meanings
from storelink.providers.app_store_connect.apple_id.identity import APPLE_IS_BUSY
from storelink.providers.app_store_connect.apple_id.tests.person import KIND, TEAM, Person


def trouble(person, name, **how):
    person.play.simulator.play(name, **how)


def trouble_at(person, name, where):
    person.play.simulator._admin("POST", "scenarios", json={"name": name, "path": where})


def test_a_wrong_password_is_tried_once_and_asked_for_again(person):
    step = person.sign_in("not it")
    assert step.step == "sign_in"
    assert step.errors == {"": meanings.WRONG_PASSWORD.sentence}
    assert person.passwords_tried() == 1
    person.sign_in()
    assert person.asked().step == "code"
    assert person.passwords_tried() == 2


def test_an_email_that_apple_does_not_know_looks_the_same(play):
    stranger = Person(play, "nobody@nowhere.example")
    step = stranger.answer(email=stranger.apple_id, password="something")
    assert step.errors == {"": meanings.WRONG_PASSWORD.sentence}


@pytest.mark.parametrize(
    ("scenario", "how", "meaning"),
    [
        ("account_locked", {}, meanings.LOCKED),
        ("two_factor_not_configured", {}, meanings.NO_TWO_FACTOR),
        ("two_step_account", {}, meanings.NO_TWO_FACTOR),
        ("security_questions_only", {}, meanings.NO_TWO_FACTOR),
        ("no_app_store_connect", {}, meanings.NO_TEAM),
        ("security_key", {}, meanings.SECURITY_KEY),
        ("federated_account", {}, meanings.FEDERATED),
    ],
)
def test_what_no_typing_would_help_ends_the_attempt(person, scenario, how, meaning):
    trouble(person, scenario, **how)
    person.sign_in()
    refused = person.refused()
    assert (refused.reason, refused.sentence) == (meaning.reason, meaning.sentence)
    assert person.passwords_tried() <= 1


@pytest.mark.parametrize(
    ("apple_id", "meaning"),
    [
        ("o.brandt@tideline.example", meanings.NO_TWO_FACTOR),
        ("p.dubois@brightside.example", meanings.SECURITY_KEY),
        ("k.ito@bigcorp.example", meanings.FEDERATED),
    ],
)
def test_accounts_that_are_so_by_nature_are_told_the_same(play, apple_id, meaning):
    person = Person(play, apple_id)
    person.sign_in()
    assert person.refused().reason == meaning.reason


def test_a_company_account_has_no_password_tried_on_it(play):
    person = Person(play, "k.ito@bigcorp.example")
    person.sign_in()
    assert person.passwords_tried() == 0


def test_somebody_without_a_team_is_told_whom_to_ask(play):
    person = Person(play, "r.halloran@tideline.example")
    person.sign_in()
    person.answer(code=person.code())
    assert person.refused().reason == "no_team"


def test_terms_to_accept_before_the_code_are_said_and_the_step_stays(person):
    trouble(person, "terms_to_accept", options={"step": "password"})
    step = person.sign_in()
    assert step.step == "sign_in"
    assert step.errors == {"": meanings.TO_ACCEPT.sentence}


def test_terms_to_accept_after_the_code_begin_anew_for_the_code_is_spent(person):
    person.sign_in()
    trouble(person, "terms_to_accept", options={"step": "code"})
    step = person.answer(code=person.code())
    assert step.step == "sign_in"
    assert step.errors == {"": meanings.TO_ACCEPT.sentence}
    person.play.simulator.begin_anew()
    person.sign_in()
    assert person.asked().step == "code"


def test_an_agreement_of_the_team_leaves_the_choice_of_teams(person):
    person.sign_in()
    person.answer(code=person.code())
    trouble(person, "agreement_missing")
    step = person.choose()
    assert step.step == "team"
    assert "Account Holder" in step.errors[""]


# --- codes


def test_an_expired_code_is_said_with_what_helps(person):
    person.sign_in()
    trouble(person, "code_expired")
    step = person.answer(code=person.code())
    assert step.step == "code"
    assert set(step.errors) == {"code"}
    assert step.actions


def test_wrong_codes_in_a_row_end_in_a_pause(person):
    person.sign_in()
    trouble(person, "too_many_wrong_codes")
    person.answer(code=person.wrong_code())
    assert person.refused().reason == "codes_paused"


def test_wrong_codes_alone_lead_to_the_pause_too(person):
    person.sign_in()
    for _ in range(12):
        if person.answer(code=person.wrong_code()).__class__.__name__ == "Refused":
            break
    assert person.refused().sentence == meanings.PAUSED.sentence
    assert person.passwords_tried() == 1


def test_where_no_more_codes_are_sent_the_last_one_still_works(person):
    person.sign_in()
    trouble(person, "too_many_codes_sent")
    step = person.answer(action="phone_1")
    assert step.errors == {"": meanings.SENDING_PAUSED.sentence}
    assert step.actions == ()
    person.answer(code=person.code())
    assert person.asked().step == "team"


def test_asking_for_codes_without_end_is_paused_by_apple_and_not_provoked(person):
    person.sign_in()
    person.answer(action="phone_1")
    for _ in range(12):
        if not person.asked().actions:
            break
        person.answer(action="send_text")
    assert person.asked().actions == ()
    assert "paused codes" in person.asked().errors[""]


def test_a_number_that_cannot_be_used_leaves_the_other_ways(person):
    person.sign_in()
    trouble(person, "number_unusable")
    step = person.answer(action="phone_1")
    assert step.errors == {"": meanings.NUMBER.sentence}
    assert {action.key for action in step.actions} == {"phone_1", "phone_2", "devices"}
    person.answer(code=person.code())
    assert person.asked().step == "team"


def test_a_single_phone_by_scenario_gets_its_text_by_itself(person):
    trouble(person, "single_phone")
    person.sign_in()
    assert "•••• " in person.asked().delegate
    person.answer(code=person.code())
    assert person.asked().step == "team"


@pytest.mark.parametrize(
    "scenario",
    [
        "right_code_conflict",
        "both_error_spellings",
        "json_labelled_html",
        "no_hashcash",
        "unquoted_trust_refused",
        "old_widget_key_document",
        "widget_key_rotated",
    ],
)
def test_ways_that_apple_was_seen_to_behave_are_no_trouble(person, scenario):
    trouble(person, scenario)
    person.sign_in()
    if scenario != "right_code_conflict":
        assert "That code isn’t right" in person.answer(code=person.wrong_code()).errors["code"]
    person.answer(code=person.code())
    assert person.choose().name == TEAM


def test_devices_that_showed_a_code_by_themselves_are_no_trouble(person):
    trouble(person, "push_by_itself")
    person.sign_in()
    person.answer(code=person.code())
    assert person.asked().step == "team"


@pytest.mark.parametrize(("real", "reason"), [(401, "password_refused"), (403, "refused")])
def test_a_status_in_a_header_is_the_real_one(person, real, reason):
    trouble(person, "status_in_header", options={"status": real})
    step = person.sign_in()
    assert step.step == "sign_in"
    assert step.errors
    assert person.passwords_tried() == 1


# --- Apple itself


@pytest.mark.parametrize(
    ("scenario", "how"),
    [
        ("server_error_html", {}),
        ("rate_limited", {"options": {"retry_after": 60}}),
        ("connection_reset", {}),
        ("html_instead_of_json", {}),
        ("init_refused", {}),
    ],
)
def test_apple_failing_is_nobodys_fault(person, scenario, how):
    trouble(person, scenario, **how)
    with pytest.raises(Busy):
        person.sign_in()
    assert person.passwords_tried() <= 1


def test_a_failure_is_said_with_what_is_kept(person):
    trouble(person, "server_error_html")
    with pytest.raises(Busy) as caught:
        person.sign_in()
    assert caught.value.sentence == APPLE_IS_BUSY


@pytest.mark.parametrize("scenario", ["server_error_html", "connection_reset"])
def test_after_a_failure_the_code_step_goes_on_where_it_was(person, scenario):
    person.sign_in()
    trouble(person, scenario)
    with pytest.raises(Busy):
        person.answer(code=person.code())
    person.play.simulator._admin("DELETE", "scenarios")
    person.answer(code=person.code())
    assert person.asked().step == "team"


@pytest.mark.parametrize("where", ["/olympus", "/2sv/trust"])
def test_a_failure_after_the_last_proof_asks_for_nothing_again(person, where):
    person.sign_in()
    trouble_at(person, "server_error_html", where)
    step = person.answer(code=person.code())
    assert step.step == "open"
    assert step.fields == ()
    person.play.simulator._admin("DELETE", "scenarios")
    codes_tried = sum("securitycode" in path for path in person.paths())
    person.answer(action="again")
    assert person.asked().step == "team"
    assert sum("securitycode" in path for path in person.paths()) == codes_tried
    until = person.choose().valid_until
    assert until - datetime.now(UTC) > timedelta(days=29)


@pytest.mark.parametrize("where", ["/signin/init", "/signin/complete", "/appleauth/auth"])
def test_a_page_in_place_of_an_answer_is_no_answer(person, where):
    trouble_at(person, "html_instead_of_json", where)
    with pytest.raises(Busy):
        person.sign_in()
    assert person.messages() == []


def test_an_init_that_apple_refuses_otherwise_is_told_in_its_words(person):
    trouble(person, "init_refused", options={"code": "-900007"})
    step = person.sign_in()
    assert "-900007" in step.errors[""]
    assert person.passwords_tried() == 0


def test_a_state_of_nobodys_is_said_to_be_one(play):
    with pytest.raises(Unexpected, match="Start it again"):
        play.provider.connect(KIND, {"at": "code"}, {"code": "123456"}, play.http)
