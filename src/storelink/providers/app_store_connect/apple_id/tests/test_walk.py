"""The whole way in, against the simulator."""

from datetime import UTC, datetime, timedelta

import pytest

from storelink.providers.app_store_connect.apple_id import conversation
from storelink.providers.app_store_connect.apple_id.secret import web_secret_of
from storelink.providers.app_store_connect.apple_id.tests.person import KIND, TEAM, Person
from storelink.providers.contract import Ask, Connected


def test_the_first_step_asks_for_email_password_and_whether_to_stay(play):
    step = play.provider.connect(KIND, None, {}, play.http)
    assert [f.name for f in step.fields] == ["email", "password", "keep_password"]
    assert not step.fields[2].is_required
    assert play.calls == []


def test_password_code_and_team_lead_in(person):
    step = person.come_in()
    assert step.name == TEAM
    assert step.public_id == "m.okafor@brightside.example"
    assert step.facts["apple_id"] == "m•••@brightside.example"
    assert step.facts["roles"] == ["Account Holder", "Admin"]
    assert step.facts["team"] == TEAM
    assert step.facts["renews_itself"] is True, "stays connected unless unticked"
    assert step.valid_until - datetime.now(UTC) > timedelta(days=29, hours=23)
    assert person.passwords_tried() == 1


def test_who_takes_the_tick_away_keeps_nothing(person):
    step = person.come_in(keep_password="")
    assert step.facts["renews_itself"] is False
    assert web_secret_of(step.secret).digest == ""


def test_the_steps_have_their_names(person):
    person.sign_in()
    person.answer(code=person.code())
    person.choose()
    assert [s.step for s in person.steps if isinstance(s, Ask)] == ["code", "team"]


@pytest.mark.parametrize(
    "apple_id",
    [
        "t.nakata@brightside.example",  # a password beyond ASCII
        "z.novak@tideline.example",  # a salt that begins with a zero byte
    ],
)
def test_unusual_accounts_come_in_too(play, apple_id):
    person = Person(play, apple_id)
    person.sign_in()
    assert isinstance(person.answer(code=person.code()), Ask | Connected)


def test_an_email_in_other_letters_is_the_same(person):
    person.answer(email="  M.Okafor@Brightside.Example ", password=person.password)
    assert person.asked().step == "code"


def test_the_same_team_is_the_same_account_always(person):
    first = person.come_in()
    person.steps.clear()
    assert person.come_in().account_id == first.account_id


def test_each_team_is_an_account_of_its_own(person):
    first = person.come_in()
    person.steps.clear()
    person.sign_in()
    person.answer(code=person.code())
    names = [name for _, name in person.asked().fields[0].choices]
    assert len(names) == 3
    other = person.choose("Mira Okafor")
    assert getattr(other, "account_id", "") != first.account_id


def test_a_team_that_was_not_offered_is_not_taken(person):
    person.sign_in()
    person.answer(code=person.code())
    calls = len(person.play.calls)
    step = person.answer(team="00000000-0000-0000-0000-000000000000")
    assert step.errors == {"team": conversation.NO_CHOICE}
    assert len(person.play.calls) == calls


@pytest.mark.parametrize("ignored", ["", "team_switch_ignored"])
def test_either_way_to_switch_teams_will_do(person, ignored):
    if ignored:
        person.play.simulator.play(ignored)
    person.sign_in()
    person.answer(code=person.code())
    assert person.choose().name == TEAM


# --- the code


def test_devices_are_asked_to_show_a_code_once(person):
    person.sign_in()
    assert [message["kind"] for message in person.messages()] == ["push"]
    assert "trusted devices" in person.asked().hint


def test_a_whole_message_can_be_pasted(person):
    person.sign_in()
    person.answer(code=f"Your Apple Account code is: {person.code()}. Don’t share it.")
    assert person.asked().step == "team"


def test_a_wrong_code_is_said_and_the_password_is_not_tried_again(person):
    person.sign_in()
    step = person.answer(code=person.wrong_code())
    assert "That code isn’t right" in step.errors["code"]
    person.answer(code=person.code())
    assert person.asked().step == "team"
    assert person.passwords_tried() == 1


def test_what_holds_no_code_is_said_without_asking_apple(person):
    person.sign_in()
    calls = len(person.play.calls)
    assert "6 digits" in person.answer(code="abc").errors["code"]
    assert len(person.play.calls) == calls


def test_a_text_goes_to_the_number_that_was_chosen(person):
    person.sign_in()
    person.answer(action="phone_2")
    assert person.messages()[-1]["phone_id"] == 2
    assert "•••• 02" in person.asked().delegate
    person.answer(code=person.code())
    assert person.asked().step == "team"


def test_a_new_text_goes_to_the_same_number_and_ends_the_old_code(person):
    person.sign_in()
    person.answer(action="phone_1")
    old = person.code()
    person.answer(action="send_text")
    assert [m["phone_id"] for m in person.messages()[-2:]] == [1, 1]
    if old != person.code():
        assert person.answer(code=old).errors
    person.answer(code=person.code())
    assert person.asked().step == "team"


def test_devices_can_be_asked_again(person):
    person.sign_in()
    person.answer(action="phone_1")
    person.answer(action="devices")
    assert person.messages()[-1]["kind"] == "push"
    person.answer(code=person.code())
    assert person.asked().step == "team"


@pytest.mark.parametrize("action", ["phone_9", "phone_x", "telegraph", "send_text"])
def test_what_was_not_offered_is_not_done(person, action):
    person.sign_in()
    calls = len(person.play.calls)
    assert person.answer(action=action).errors == {"": conversation.NO_ACTION}
    assert len(person.play.calls) == calls


def test_one_phone_without_devices_gets_its_text_by_itself(play):
    person = Person(play, "a.serra@brightside.example")
    person.sign_in()
    assert len(person.messages()) == 1
    assert "PUT" not in {path.split()[0] for path in person.paths()}
    assert isinstance(person.answer(code=person.code()), Ask | Connected)
    assert not getattr(person.step, "errors", {})


def test_several_phones_without_devices_wait_for_a_choice(play):
    person = Person(play, "j.lindqvist@brightside.example")
    person.sign_in()
    assert person.messages() == []
    assert person.asked().delegate == ""
    assert person.answer(code="123456").errors == {"code": conversation.NOT_ASKED}
    person.answer(action="phone_2")
    assert "call" in person.asked().hint
    assert isinstance(person.answer(code=person.code()), Ask | Connected)
    assert not getattr(person.step, "errors", {})


def test_a_second_tab_goes_on_with_the_same_attempt(person):
    person.sign_in()
    state = person.asked().state
    again = person.play.provider.connect(KIND, state, {}, person.play.http)
    assert again == person.asked()
    step = person.play.provider.connect(
        KIND, again.state, {"code": person.code()}, person.play.http
    )
    assert step.step == "team"
    assert person.passwords_tried() == 1


def test_asking_again_sends_nothing_at_any_step(person):
    person.sign_in()
    person.answer(code=person.code())
    calls = len(person.play.calls)
    for step in person.steps:
        assert person.play.provider.connect(KIND, step.state, {}, person.play.http) == step
    assert len(person.play.calls) == calls


# --- what is typed wrongly


@pytest.mark.parametrize("email", ["", "mira", "a@b@c", "a b@c.example", "x" * 300 + "@c.example"])
def test_what_is_no_email_is_said_without_asking_apple(play, email):
    step = play.provider.connect(KIND, None, {"email": email, "password": "x"}, play.http)
    assert step.errors == {"email": conversation.BAD_EMAIL}
    assert play.calls == []


@pytest.mark.parametrize(
    ("password", "sentence"), [("", conversation.NOT_GIVEN), ("x" * 2000, conversation.TOO_LONG)]
)
def test_what_is_no_password_is_said_without_asking_apple(play, password, sentence):
    answers = {"email": "a@b.example", "password": password}
    step = play.provider.connect(KIND, None, answers, play.http)
    assert step.errors == {"password": sentence}
    assert play.calls == []
