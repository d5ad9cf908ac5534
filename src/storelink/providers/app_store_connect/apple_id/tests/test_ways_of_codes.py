"""Where Apple can send a code, however it tells it; and what a person is told of it."""

import pytest

from storelink.providers.app_store_connect.apple_id.tests.person import Person
from storelink.providers.contract import Ask


@pytest.mark.parametrize("scenario", ["state_phone_number_only", "nested_phone_state"])
def test_the_phone_is_offered_and_its_text_lets_in(play, scenario):
    person = Person(play, "a.serra@brightside.example")
    play.simulator.play(scenario)
    step = person.sign_in()
    assert step.errors == {}
    offered = " ".join([step.hint, *(action.label for action in step.actions)])
    assert "••" in offered
    if not person.messages():
        person.answer(action=next(a.key for a in step.actions if a.label.startswith("Text")))
    assert person.asked().errors == {}
    person.answer(code=person.code())
    assert not (isinstance(person.step, Ask) and person.step.errors)


def test_another_push_is_confirmed_and_a_wrong_code_is_told_as_it_came(person):
    step = person.sign_in()
    assert step.notice == ""
    again = person.answer(action="devices")
    assert again.errors == {}
    assert "asked for on the trusted devices" in again.notice
    wrong = person.answer(code=person.wrong_code())
    assert "trusted devices" in wrong.errors["code"]
    assert "text" not in wrong.errors["code"]
    assert wrong.notice == ""


def test_a_text_is_confirmed_and_a_wrong_code_of_it_names_the_text(person):
    step = person.sign_in()
    text = next(action for action in step.actions if action.label.startswith("Text"))
    sent = person.answer(action=text.key)
    assert "new text" in sent.notice
    wrong = person.answer(code=person.wrong_code())
    assert "newest text" in wrong.errors["code"]
