"""Going on with a sign-in, against the simulator."""

import json
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from storelink.domain.errors import Busy, NeedsVerification
from storelink.providers.app_store_connect.apple_id.cookies import TRUST_PREFIX, Jar
from storelink.providers.app_store_connect.apple_id.secret import web_secret_of
from storelink.providers.contract import Connected


@pytest.fixture
def kept(person):
    """The secret of somebody who said to stay connected."""
    return person.come_in(keep_password="on").secret


@pytest.fixture
def unkept(person):
    return person.come_in(keep_password="").secret


def end_session(person):
    person.play.simulator.play("web_session_over")


def ends_in(secret, days):
    """The same secret, its trust ending so soon."""
    plain = web_secret_of(secret)
    end = (datetime.now(UTC) + timedelta(days=days)).isoformat()
    cookies = [
        replace(c, expires_at=end) if c.name.startswith(TRUST_PREFIX) else c
        for c in plain.jar.cookies
    ]
    return replace(plain, jar=Jar(tuple(cookies))).to_secret()


def test_a_session_that_lives_is_connected_as_it_is(person, kept):
    tried = person.passwords_tried()
    step = person.verify(kept)
    assert isinstance(step, Connected)
    assert person.passwords_tried() == tried


def test_one_that_ended_is_renewed_without_a_code(person, kept):
    end_session(person)
    codes = len(person.messages())
    step = person.verify(kept)
    assert isinstance(step, Connected)
    assert step.account_id == web_secret_of(kept).team
    assert len(person.messages()) == codes
    assert step.facts["renews_itself"] is True
    assert person.play.provider.open(step.secret, person.play.client()).check()


def test_what_was_renewed_ends_no_later_than_apples_trust(person, kept):
    until = web_secret_of(kept).jar.trusted_until()
    end_session(person)
    assert abs(person.verify(kept).valid_until - until) < timedelta(minutes=5)


def test_trust_that_apple_forgot_leads_to_the_code(person, kept):
    end_session(person)
    person.play.simulator.play("trust_forgotten")
    tried = person.passwords_tried()
    assert person.verify(kept).step == "code"
    assert person.passwords_tried() == tried + 1
    person.answer(code=person.code())
    assert person.connected().account_id == web_secret_of(kept).team


def test_after_thirty_days_a_code_is_wanted(person, kept):
    person.play.simulator.post("clock", days=31)
    assert person.verify(kept).step == "code"
    person.answer(code=person.code())
    assert person.connected().valid_until - datetime.now(UTC) > timedelta(days=29)


def test_shortly_before_the_end_a_living_session_is_verified_anew(person, kept):
    step = person.verify(ends_in(kept, days=3))
    assert step.step == "code"
    person.answer(code=person.code())
    assert person.connected().valid_until - datetime.now(UTC) > timedelta(days=29)


def test_shortly_before_the_end_a_dead_session_is_renewed_by_itself(person, kept):
    secret = ends_in(kept, days=3)
    end_session(person)
    assert isinstance(person.verify(secret), Connected)


def test_without_the_password_it_is_asked_for_and_nothing_is_tried(person, unkept):
    end_session(person)
    tried = person.passwords_tried()
    step = person.verify(unkept)
    assert [f.name for f in step.fields] == ["password", "keep_password"]
    assert person.apple_id in step.hint
    assert person.passwords_tried() == tried
    codes = len(person.messages())
    person.answer(password=person.password)
    assert person.connected().account_id == web_secret_of(unkept).team
    assert len(person.messages()) == codes


def test_a_wrong_password_does_not_cost_apples_trust(person, unkept):
    end_session(person)
    person.verify(unkept)
    person.answer(password="not it")
    assert person.asked().errors
    person.answer(password=person.password)
    assert isinstance(person.step, Connected)


def test_without_the_password_the_end_of_trust_takes_a_code_too(person, unkept):
    person.verify(ends_in(unkept, days=3))
    person.answer(password=person.password)
    assert person.asked().step == "code"
    person.answer(code=person.code())
    assert person.connected().valid_until - datetime.now(UTC) > timedelta(days=29)


def test_the_team_is_not_asked_for_again(person, unkept):
    end_session(person)
    person.verify(unkept)
    person.answer(password=person.password)
    assert isinstance(person.step, Connected)


def test_a_changed_password_is_tried_once_and_asked_for(person, kept):
    stale = replace(web_secret_of(kept), digest="ab" * 32).to_secret()
    end_session(person)
    tried = person.passwords_tried()
    step = person.verify(stale)
    assert step.step == "sign_in"
    assert "Apple didn’t accept" in step.errors[""]
    assert person.passwords_tried() == tried + 1


def test_another_apple_id_is_refused_without_asking_apple(person, unkept):
    end_session(person)
    person.verify(unkept)
    calls = len(person.play.calls)
    person.answer(email="t.nakata@brightside.example", password="something")
    assert person.refused().reason == "another_account"
    assert len(person.play.calls) == calls


def test_another_person_behind_the_same_email_is_refused(person, unkept):
    other = replace(web_secret_of(unkept), person="1999999999").to_secret()
    end_session(person)
    person.verify(other)
    person.answer(password=person.password)
    assert person.refused().reason == "another_account"


def test_a_team_that_was_left_is_refused(person, unkept):
    other = replace(web_secret_of(unkept), team="00000000-0000-0000-0000-000000000000")
    end_session(person)
    person.verify(other.to_secret())
    person.answer(password=person.password)
    assert person.refused().reason == "another_team"


def test_an_agreement_to_accept_is_no_matter_of_signing_in(person, kept):
    person.play.simulator.play("agreement_missing")
    assert isinstance(person.verify(kept), Connected)


def test_apple_failing_is_busy_and_no_attempt(person, kept):
    person.play.simulator.play("server_error_html")
    tried = person.passwords_tried()
    with pytest.raises(Busy):
        person.verify(kept)
    assert person.passwords_tried() == tried


# --- what is kept


def test_the_password_is_kept_only_where_that_was_said(kept):
    assert web_secret_of(kept).digest


def test_the_password_itself_is_kept_nowhere(person, kept):
    assert person.password not in kept.decode()
    for step in person.steps:
        if hasattr(step, "state"):
            assert person.password not in json.dumps(dict(step.state), ensure_ascii=False)


def test_without_the_tick_nothing_of_the_password_is_kept(person, unkept):
    assert web_secret_of(unkept).digest == ""
    for step in person.steps:
        if hasattr(step, "state"):
            assert step.state["digest"] == ""


def test_nothing_that_opens_shows_in_what_things_say_of_themselves(person, kept):
    plain = web_secret_of(kept)
    session = person.play.provider.open(kept, person.play.http)
    shown = repr([plain, session, person.steps, person.play.http, person.play.calls])
    secrets = [c.value for c in plain.jar.cookies if len(c.value) > 8] + [plain.digest]
    assert len(secrets) > 3
    assert [secret for secret in secrets if secret in shown] == []


def test_nothing_that_opens_is_written_to_any_log(person, caplog):
    for name in ("", "httpx", "storelink"):
        caplog.set_level(logging.DEBUG, logger=name)
    secret = web_secret_of(person.come_in(keep_password="on").secret)
    end_session(person)
    person.verify(secret.to_secret())
    codes = [str(message["code"]) for message in person.messages()]
    opening = [c.value for c in secret.jar.cookies if len(c.value) > 8]
    assert caplog.text
    for told in (person.password, secret.digest, secret.account, *codes, *opening):
        assert told not in caplog.text


def test_errors_tell_nothing_that_opens(person, kept):
    end_session(person)
    session = person.play.provider.open(kept, person.play.http)
    with pytest.raises(NeedsVerification) as caught:
        session.check()
    told = f"{caught.value.detail} {caught.value.sentence} {caught.value!r}"
    assert all(c.value not in told for c in web_secret_of(kept).jar.cookies if len(c.value) > 8)


def test_a_session_over_says_what_to_do(person, kept):
    end_session(person)
    with pytest.raises(NeedsVerification, match="Verify it again"):
        person.play.provider.open(kept, person.play.http).apps()
