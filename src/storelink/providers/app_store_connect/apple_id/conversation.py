"""Connecting with an Apple ID, step by step: sign in, code, team.

An attempt stands at one step; each step takes an answer and ends at another attempt, at Connected
or at Refused. One answer makes at most one attempt with a password or a code, and nothing is tried
again by itself: wrong ones lock accounts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from storelink.domain.errors import Busy, NotReady, Unexpected
from storelink.providers.app_store_connect.apple_id import meanings
from storelink.providers.app_store_connect.apple_id.asks import (
    SEND_AGAIN,
    SEND_TO_PHONE,
    SHOW_ON_DEVICES,
    ask,
    newly_sent,
    phone_that_sent,
)
from storelink.providers.app_store_connect.apple_id.attempt import (
    CODE,
    OPEN,
    SIGN_IN,
    TEAM,
    Attempt,
    Link,
    attempt_of,
)
from storelink.providers.app_store_connect.apple_id.codes import code_in
from storelink.providers.app_store_connect.apple_id.cookies import Jar, jar_of
from storelink.providers.app_store_connect.apple_id.finishing import finish, finish_with
from storelink.providers.app_store_connect.apple_id.meanings import Declined, Meaning
from storelink.providers.app_store_connect.apple_id.signing import (
    meet_second_factor,
    send_to,
    show_on_devices,
    sign_in,
)
from storelink.providers.app_store_connect.apple_id.srp import digest as digest_of
from storelink.providers.app_store_connect.apple_id.talk import Talk, talk_anew, talk_of
from storelink.providers.contract import Ask, Json, Refused, Step
from storelink.providers.http import PoliteClient

_EMAIL: Final = re.compile(r"[^@\s]{1,120}@[^@\s]{1,120}")
_MOST_PASSWORD: Final = 1000
_TICKED: Final = frozenset({"on", "true", "1", "yes"})

BAD_EMAIL: Final = "Give the email of your Apple ID, such as name@example.com."
NOT_GIVEN: Final = "Give the password of this Apple ID."
TOO_LONG: Final = "No Apple ID has a password that long. Copy it again."
NO_CODE: Final = "There is no code with {length} digits in this. Type the newest code from Apple."
NOT_ASKED: Final = "Apple has not sent a code yet. Choose above where it should go."
NO_ACTION: Final = "Apple doesn’t offer that for this Apple ID. Choose one of the ways shown."
NO_CHOICE: Final = "Choose one of the teams."


def connect_by_apple_id(
    state: Mapping[str, Json] | None, answer: Mapping[str, str], http: PoliteClient
) -> Step:
    """One step of connecting; see `providers.contract.Connect`."""
    attempt = attempt_of(state)
    given = {name: value for name, value in answer.items() if name != "return_to"}
    if not given:
        return ask(attempt)
    return _STEPS[attempt.at](attempt, given, http)


def take_password(attempt: Attempt, answer: Mapping[str, str], http: PoliteClient) -> Step:
    """Check what was typed, then sign in."""
    known = attempt.known
    account = answer.get("email", "").strip().lower() or (known.account if known else "")
    if known is not None and account != known.account:
        return _refused(meanings.OTHER_ACCOUNT)
    password = answer.get("password", "")
    errors = _typed_wrongly(account, password)
    if errors:
        return ask(attempt, errors)
    digest = digest_of(password)
    keeps = answer.get("keep_password", "on").strip().lower() in _TICKED
    fresh = replace(attempt, account=account, digest=digest.hex() if keeps else "")
    return signed_in_as(fresh, digest, jar_of(list(attempt.link.cookies)), http)


def signed_in_as(attempt: Attempt, digest: bytes, jar: Jar, http: PoliteClient) -> Step:
    """Sign in as the machine that the jar says we are, and go on as far as it goes."""
    talk = talk_anew(attempt, jar, http)
    try:
        if sign_in(talk, digest):
            return _finished(talk)
        trouble = meet_second_factor(talk)
    except Declined as declined:
        return _declined(talk, declined.meaning)
    return ask(talk.attempt, _errors(trouble))


def _take_code(attempt: Attempt, answer: Mapping[str, str], http: PoliteClient) -> Step:
    talk = talk_of(attempt, http)
    try:
        if answer.get("action"):
            return _sent(talk, answer["action"])
        return _submitted(talk, answer.get("code", ""))
    except Declined as declined:
        return _declined(talk, declined.meaning)


def _sent(talk: Talk, action: str) -> Ask:
    """Have another code sent, where a person pressed for it."""
    attempt = talk.attempt
    if action not in {offered.key for offered in ask(attempt).actions}:
        return ask(attempt, {"": NO_ACTION})
    if action == SHOW_ON_DEVICES:
        return _sent_anew(talk, show_on_devices(talk))
    phone = phone_that_sent(attempt)
    if action != SEND_AGAIN:
        phone = attempt.factor.phone(int(action.removeprefix(SEND_TO_PHONE)))
    if phone is None:
        return ask(attempt, {"": NO_ACTION})
    return _sent_anew(talk, send_to(talk, phone))


def _sent_anew(talk: Talk, trouble: Meaning | None) -> Ask:
    """What happened is said: the page would look as before."""
    step = ask(talk.attempt, _errors(trouble))
    return step if trouble else replace(step, notice=newly_sent(talk.attempt))


def _submitted(talk: Talk, typed: str) -> Step:
    """Try the code that was typed, once."""
    attempt = talk.attempt
    length = attempt.factor.code_length
    code = code_in(typed, length)
    if not attempt.sent_by and not attempt.is_paused:
        return ask(attempt, {"code": NOT_ASKED})
    if not code:
        return ask(attempt, {"code": NO_CODE.format(length=length)})
    phone = phone_that_sent(attempt)
    identity = talk.identity
    if phone is None:
        said = identity.submit_shown(code)
    else:
        said = identity.submit_sent(code, phone.to_request())
    meaning = meanings.of_code(said)
    talk.stands()
    if meaning is meanings.WRONG_CODE:
        meaning = meanings.wrong_code(attempt.sent_by, phone)
    if meaning is not None:
        raise Declined(meaning)
    return _finished(talk)


def _finished(talk: Talk) -> Step:
    """Past the last proof. Where Apple is busy now, that proof must not be asked for again."""
    talk.stands(at=OPEN)
    try:
        return _open(talk)
    except (Busy, NotReady, Unexpected) as trouble:
        return ask(talk.stands(), {"": trouble.sentence})


def _open(talk: Talk) -> Step:
    """Have this machine trusted, where it is not yet, and open App Store Connect. Where Apple does
    not want to trust it, the session merely ends sooner, and says so."""
    if talk.jar.trusted_until() is None:
        talk.identity.trust()
        talk.stands()
    return finish(talk)


def _try_again(attempt: Attempt, _: Mapping[str, str], http: PoliteClient) -> Step:
    talk = talk_of(attempt, http)
    try:
        return _open(talk)
    except Declined as declined:
        return _declined(talk, declined.meaning)


def _take_team(attempt: Attempt, answer: Mapping[str, str], http: PoliteClient) -> Step:
    choice = next((team for team in attempt.teams if team.id == answer.get("team")), None)
    if choice is None:
        return ask(attempt, {"team": NO_CHOICE})
    talk = talk_of(attempt, http)
    try:
        return finish_with(talk, choice)
    except Declined as declined:
        return _declined(talk, declined.meaning)
    except NotReady as trouble:
        return ask(talk.stands(), {"": trouble.sentence})


_STEPS: Final[Mapping[str, Callable[[Attempt, Mapping[str, str], PoliteClient], Step]]] = {
    SIGN_IN: take_password,
    CODE: _take_code,
    OPEN: _try_again,
    TEAM: _take_team,
}


def _declined(talk: Talk, meaning: Meaning) -> Step:
    """The end, or the step where a person can do better.

    Past the code there is nothing that could be typed again: such a sign-in begins anew.
    """
    if meaning.ends:
        return _refused(meaning)
    attempt = talk.attempt
    is_spent = attempt.at == OPEN or meaning == meanings.TO_ACCEPT
    if is_spent or attempt.at == SIGN_IN:
        link = Link(cookies=tuple(talk.jar.of_trust().to_json()))
        attempt = Attempt(account=attempt.account, known=attempt.known, link=link)
    return ask(attempt, {meaning.field: meaning.sentence})


def _refused(meaning: Meaning) -> Refused:
    return Refused(meaning.sentence, meaning.reason)


def _errors(meaning: Meaning | None) -> dict[str, str]:
    return {meaning.field: meaning.sentence} if meaning else {}


def _typed_wrongly(account: str, password: str) -> dict[str, str]:
    errors: dict[str, str] = {}
    if not _EMAIL.fullmatch(account):
        errors["email"] = BAD_EMAIL
    if not password:
        errors["password"] = NOT_GIVEN
    elif len(password) > _MOST_PASSWORD:
        errors["password"] = TOO_LONG
    return errors
