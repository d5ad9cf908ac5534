"""The password step: one attempt, by proof, and what Apple answers to it."""

from __future__ import annotations

from typing import Final

from storelink.domain.errors import Unexpected
from storelink.providers.app_store_connect.apple_id import meanings
from storelink.providers.app_store_connect.apple_id.attempt import BY_DEVICES, CODE
from storelink.providers.app_store_connect.apple_id.factor import (
    Phone,
    already_used,
    asks_questions,
    factor_of,
    is_two_step,
    wants_security_key,
)
from storelink.providers.app_store_connect.apple_id.meanings import Declined, Meaning
from storelink.providers.app_store_connect.apple_id.said import Said
from storelink.providers.app_store_connect.apple_id.srp import Proofs, WrongValue, new_secret, prove
from storelink.providers.app_store_connect.apple_id.talk import Talk

_SENT_BY_ITSELF: Final = 201
_MOST_BEGINNINGS: Final = 3
"""Of an exchange, before the password is tried: only short numbers make it begin anew."""


def sign_in(talk: Talk, digest: bytes) -> bool:
    """Prove the password, once. True: signed in; False: Apple wants a code.

    Declined where Apple does not let the account in; Busy and Unexpected as they come.
    """
    account = talk.attempt.account
    if talk.identity.company_directory(account):
        raise Declined(meanings.FEDERATED)
    ticket, proofs = _exchange(talk, digest)
    said = talk.identity.complete(account, ticket, proofs, talk.identity.work())
    meaning = meanings.of_sign_in(said)
    if meaning is not None:
        raise Declined(meaning)
    return said.status != 409


def _exchange(talk: Talk, digest: bytes) -> tuple[str, Proofs]:
    """What the one attempt is made with."""
    account = talk.attempt.account
    for _ in range(_MOST_BEGINNINGS):
        secret = new_secret()
        said, offer, ticket = talk.identity.begin(account, secret.public)
        if offer is None:
            raise Declined(_not_begun(said))
        try:
            proofs = prove(account, digest, secret, offer)
        except WrongValue as why:
            raise _unsafe(str(why)) from None
        if not proofs.is_short:
            break
    return ticket, proofs


def _not_begun(said: Said) -> Meaning:
    return meanings.of_sign_in(said) or meanings.of_codes(said)


def _unsafe(why: str) -> Unexpected:
    return Unexpected(
        "Apple’s sign-in sent something that Storelink does not go on with. Nothing was tried "
        "with your password.",
        detail=f"POST /appleauth/auth/signin/init: {why}",
        reason="answer_unknown",
    )


def meet_second_factor(talk: Talk) -> Meaning | None:
    """Learn where Apple can send a code, and have it sent where that is clear.

    The attempt then stands at the code; what comes back is what went wrong on the way there.
    Where devices can show one, they are asked to: since 2026 they do not do it by themselves.
    Where there is one number and no device, or Apple says so, it has sent a text already.
    """
    talk.jar.forget_trust()  # Apple has just shown that it does not hold
    said = talk.identity.second_factor()
    trouble = meanings.of_sending(said)
    if wants_security_key(said.body):
        raise Declined(meanings.SECURITY_KEY)
    if is_two_step(said.body) or asks_questions(said.body):
        raise Declined(meanings.NO_TWO_FACTOR)
    if trouble is not None and trouble not in {meanings.SENDING_PAUSED, meanings.NUMBER}:
        raise Declined(trouble)
    if meanings.is_locked_out(said):
        raise Declined(meanings.PAUSED)
    factor = factor_of(said.body)
    if not factor.phones and not factor.has_devices:
        raise Declined(meanings.NO_WAY)
    is_paused = trouble is meanings.SENDING_PAUSED
    talk.stands(at=CODE, factor=factor, sent_by="", is_paused=is_paused)
    if trouble is not None:
        return trouble
    if said.status == _SENT_BY_ITSELF or (len(factor.phones) == 1 and not factor.has_devices):
        talk.stands(sent_by=str(already_used(said.body, factor)))
    elif factor.has_devices:
        return show_on_devices(talk)
    return None


def show_on_devices(talk: Talk) -> Meaning | None:
    """Have a code shown on every trusted device. Earlier codes stop working."""
    return _asked(talk, talk.identity.push(), BY_DEVICES)


def send_to(talk: Talk, phone: Phone) -> Meaning | None:
    """Have a code sent to a number. Earlier codes stop working."""
    return _asked(talk, talk.identity.send(phone.to_request()), str(phone.id))


def _asked(talk: Talk, said: Said, sent_by: str) -> Meaning | None:
    """Note where the code went; or that it did not: what was sent before may still work."""
    meaning = meanings.of_sending(said)
    if meaning is None:
        talk.stands(sent_by=sent_by)
    else:
        is_paused = talk.attempt.is_paused or meaning is meanings.SENDING_PAUSED
        talk.stands(is_paused=is_paused)
    return meaning
