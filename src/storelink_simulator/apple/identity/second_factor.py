"""The second factor: its state, codes on request, the two doors that check them, trust."""

from __future__ import annotations

from werkzeug.wrappers import Response

from storelink_simulator.apple.identity import answers, cookies
from storelink_simulator.apple.identity.accounts import Mode, Phone
from storelink_simulator.apple.identity.answers import Refusal, bad_request, nothing, told
from storelink_simulator.apple.identity.attempts import TEXTS_ALLOWED, Attempt
from storelink_simulator.apple.identity.book import PAUSED_FOR
from storelink_simulator.apple.identity.office import Office
from storelink_simulator.apple.identity.phone_state import as_asked, state
from storelink_simulator.apple.visit import Visit

_QUESTIONS = {
    "securityQuestions": {
        "questions": [
            {"id": 1, "question": "An invented question?", "number": 1, "userDefined": False},
            {"id": 2, "question": "Another one?", "number": 2, "userDefined": False},
        ]
    },
    "crResetEnabled": False,
}


class Sending:
    """`GET /auth`, and the ways to have a code sent."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def state(self, visit: Visit, attempt: Attempt) -> Response:
        """`GET /auth`: 201 where the only phone has just been sent a text, else 200."""
        if visit.is_under("two_step_account"):
            return told(_two_step(attempt))
        if visit.is_under("security_questions_only"):
            return told(_QUESTIONS)
        self._refuse_when_paused(visit, attempt)
        status = 200
        if attempt.factors.sends_by_itself and not attempt.has_sent_by_itself:
            self._text(visit, attempt, attempt.factors.phones[0], None)
            attempt.has_sent_by_itself = True
            status = 201
        told_state = self._told(visit, attempt)
        if visit.plays("state_without_list"):
            del told_state["trustedPhoneNumbers"]
        if visit.plays("state_phone_number_only"):
            told_state.pop("trustedPhoneNumbers", None)
            told_state.pop("trustedPhoneNumber", None)
        if visit.plays("state_wrapped"):
            told_state = {"phoneNumberVerification": told_state}
        if visit.plays("nested_phone_state"):
            nested = {"bridgeInitiateData": {"phoneNumberVerification": told_state}}
            return told({"direct": {"twoSV": nested}}, status)
        return as_asked(visit.request, told_state, status)

    def push(self, visit: Visit, attempt: Attempt) -> Response:
        """`PUT /verify/trusteddevice[/securitycode]`: the devices show a new code. 202."""
        if attempt.factors.security_keys:
            raise _wants_key()
        if not attempt.factors.devices:
            raise bad_request("There is no trusted device.")
        self._office.push(attempt, visit.now)
        return told(self._told(visit, attempt), 202)

    def text(self, visit: Visit, attempt: Attempt) -> Response:
        """`PUT /verify/phone`: a text or a call to one number. 200, 423 or 500."""
        body = visit.body()
        phone = chosen_phone(attempt, body.get("phoneNumber"))
        if attempt.factors.security_keys:
            raise _wants_key()
        self._refuse_when_paused(visit, attempt)
        self._text(visit, attempt, phone, body.get("mode"))
        return told(self._told(visit, attempt))

    def _text(self, visit: Visit, attempt: Attempt, phone: Phone, mode: object) -> None:
        if phone.is_unusable or visit.plays("number_unusable"):
            raise Refusal(
                500,
                answers.NO_CODES_TO_NUMBER,
                "Verification Codes Can’t Be Sent",
                "Verification codes can’t be sent to this phone number at this time. Please try "
                "again later.",
                state=self._told(visit, attempt),
            )
        if attempt.texts_sent >= TEXTS_ALLOWED or visit.plays("too_many_codes_sent"):
            standing = self._office.book.standing(attempt.account)
            standing.no_texts_until = visit.now + PAUSED_FOR
            self._refuse_when_paused(visit, attempt)
        wanted: Mode = phone.mode if mode not in ("sms", "voice") else mode
        self._office.text(attempt, phone.id, wanted, visit.now)

    def _refuse_when_paused(self, visit: Visit, attempt: Attempt) -> None:
        """423 while no codes are sent. Public sources name no code for it."""
        if self._office.book.standing(attempt.account).may_send(visit.now):
            return
        raise Refusal(
            423,
            "-1",
            "Too Many Verification Codes Have Been Sent",
            "Enter the last code you received, use one of your devices, or try again later.",
            state=self._told(visit, attempt),
        )

    def _told(self, visit: Visit, attempt: Attempt) -> dict[str, object]:
        return state(attempt, self._office.book.standing(attempt.account), visit.now)


class Trusting:
    """What may follow a right code: to be remembered, or not."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def trust(self, visit: Visit, attempt: Attempt) -> Response:
        """`GET /2sv/trust`: this client is remembered for 30 days. 204."""
        response = self._renewed(visit, attempt)
        token = self._office.remember(attempt, visit.now)
        settings, suffix = self._office.simulation.settings, cookies.suffix_of(attempt.account)
        cookies.put(response, cookies.TRUST, token, settings, suffix=suffix)
        response.headers["X-Apple-TwoSV-Trust-Token"] = token
        return response

    def forgo(self, visit: Visit, attempt: Attempt) -> Response:
        """`GET /2sv/donttrust`: signed in, but not remembered. 204."""
        return self._renewed(visit, attempt)

    def _renewed(self, visit: Visit, attempt: Attempt) -> Response:
        if not attempt.is_verified:
            raise answers.no_attempt()
        response = nothing()
        self._office.give_identity(response, attempt.account, attempt.widget_key, visit.now)
        return response


def chosen_phone(attempt: Attempt, sent: object) -> Phone:
    """The phone that a body names by its id. Raises Refusal (400)."""
    phone = attempt.factors.phone(sent.get("id")) if isinstance(sent, dict) else None
    if phone is None:
        raise bad_request("There is no such trusted phone number.")
    return phone


def _wants_key() -> Refusal:
    return Refusal(
        400, "-1", "Security Key Required", "Use your security key to sign in to this account."
    )


def _two_step(attempt: Attempt) -> dict[str, object]:
    """The state of the two-step scheme of before 2015: devices, four digits."""
    device = {"id": "SIM0001", "name": "iPhone", "type": "sms", "lastTwoDigits": "01"}
    return {
        "trustedDevices": [device],
        "securityCode": {"length": 4},
        "authenticationType": "hsa",
        "hsa2Account": False,
        "accountLocked": False,
        "recoveryKeyLocked": False,
        "appleID": attempt.account.apple_id,
    }
