"""The doors that take a code; each has its own spelling of errors."""

from __future__ import annotations

from dataclasses import dataclass
from hmac import compare_digest
from typing import Any

from werkzeug.wrappers import Response

from storelink_simulator.apple.identity import answers
from storelink_simulator.apple.identity.answers import Refusal, Spelling, nothing, told
from storelink_simulator.apple.identity.attempts import CODE_LIVES, WRONG_CODES_ALLOWED, Attempt
from storelink_simulator.apple.identity.book import PAUSED_FOR
from storelink_simulator.apple.identity.office import Office
from storelink_simulator.apple.identity.outcomes import Outcomes
from storelink_simulator.apple.identity.phone_state import state
from storelink_simulator.apple.identity.second_factor import chosen_phone
from storelink_simulator.apple.visit import Visit


@dataclass(frozen=True, slots=True)
class _Try:
    """A code that somebody entered, at one of the doors."""

    visit: Visit
    attempt: Attempt
    digits: str
    phone_id: int | None

    @property
    def spelling(self) -> Spelling:
        """The devices' door writes service_errors, the phones' door serviceErrors."""
        return "service_errors" if self.phone_id is None else "serviceErrors"


class Checking:
    """`POST /verify/trusteddevice/securitycode`, `/verify/phone/securitycode`, `/security/key`."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._outcomes = Outcomes(office)

    def of_device(self, visit: Visit, attempt: Attempt) -> Response:
        """A code that the devices showed. 204 when it is right."""
        return self._judged(_Try(visit, attempt, _digits(visit.body()), None))

    def of_phone(self, visit: Visit, attempt: Attempt) -> Response:
        """A code that a phone was sent. 200 when it is right."""
        body = visit.body()
        phone = chosen_phone(attempt, body.get("phoneNumber"))
        return self._judged(_Try(visit, attempt, _digits(body), phone.id))

    def of_key(self, visit: Visit, attempt: Attempt) -> Response:
        """An assertion of a security key; no key is simulated, so none is ever right."""
        del visit, attempt
        raise Refusal(400, "-1", "Verification Failed", "The security key could not be verified.")

    def _judged(self, one: _Try) -> Response:
        visit, attempt = one.visit, one.attempt
        standing = self._office.book.standing(attempt.account)
        if attempt.factors.security_keys:
            raise self._refused(one, "-1", "Security Key Required", 400)
        if visit.plays("too_many_wrong_codes"):
            standing.no_tries_until = visit.now + PAUSED_FOR
        if not standing.may_try(visit.now):
            title = "Too Many Incorrect Verification Codes"
            raise self._refused(one, answers.TOO_MANY_WRONG_CODES, title, 423)
        self._refuse_wrong(one)
        terms = visit.is_under("terms_to_accept")
        if terms is not None and terms.text("step") == "code":
            visit.plays("terms_to_accept")
            account, key = attempt.account, attempt.widget_key
            return self._outcomes.repair_first(visit, account, account.auth_type, key)
        attempt.is_verified = True
        return self._accepted(one)

    def _refuse_wrong(self, one: _Try) -> None:
        code, now = one.attempt.codes.get(one.phone_id), one.visit.now
        if code is not None and compare_digest(code.digits, one.digits):
            if now - code.sent_at < CODE_LIVES and not one.visit.plays("code_expired"):
                return
            title = "Verification Code Expired"
            raise self._refused(one, answers.WRONG_CODE, title, 400)
        one.attempt.wrong_codes += 1
        if one.attempt.wrong_codes >= WRONG_CODES_ALLOWED:
            standing = self._office.book.standing(one.attempt.account)
            standing.no_tries_until = now + PAUSED_FOR
        raise self._refused(one, answers.WRONG_CODE, "Incorrect Verification Code", 400)

    def _accepted(self, one: _Try) -> Response:
        conflict = one.visit.plays("right_code_conflict")
        body = self._told(one)
        body["securityCode"] = {**body["securityCode"], "valid": True}
        if conflict:
            response = told(body, 409)
            response.headers["X-Apple-Edp"] = "true"
        else:
            response = nothing() if one.phone_id is None else told(body)
        account, key = one.attempt.account, one.attempt.widget_key
        self._office.give_identity(response, account, key, one.visit.now)
        return response

    def _refused(self, one: _Try, code: str, title: str, status: int) -> Refusal:
        message = f"{title.capitalize()}." if status == 400 else "Try again later."
        body = self._told(one)
        return Refusal(status, code, title, message, one.spelling, body)

    def _told(self, one: _Try) -> dict[str, Any]:
        standing = self._office.book.standing(one.attempt.account)
        return state(one.attempt, standing, one.visit.now)


def _digits(body: dict[str, Any]) -> str:
    sent = body.get("securityCode")
    digits = sent.get("code") if isinstance(sent, dict) else None
    if not isinstance(digits, str) or not digits.isascii():
        raise answers.bad_request("securityCode.code has to be text.")
    return digits
