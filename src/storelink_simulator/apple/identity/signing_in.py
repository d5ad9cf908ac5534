"""The password step: init, the page with the hashcash challenge, complete."""

from __future__ import annotations

import base64
import binascii
import secrets
from typing import Any

from werkzeug.wrappers import Response

from storelink_simulator.apple.identity import answers, srp
from storelink_simulator.apple.identity.accounts import Account
from storelink_simulator.apple.identity.answers import bad_request, page, told
from storelink_simulator.apple.identity.attempts import Handshake, new_handshake_name
from storelink_simulator.apple.identity.book import canonical
from storelink_simulator.apple.identity.hashcash import WorkRefused
from storelink_simulator.apple.identity.office import ICLOUD_KEY, Office
from storelink_simulator.apple.identity.outcomes import Outcomes
from storelink_simulator.apple.visit import Visit

_LONGEST_NAME = 256


class SigningIn:
    """The doors of the password step."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._outcomes = Outcomes(office)

    def page(self, visit: Visit) -> Response:
        """`GET /signin` and `GET /authorize/signin`: a page, and the challenge in two headers."""
        response = page("Sign In")
        if not visit.plays("no_hashcash"):
            response.headers["X-Apple-HC-Bits"] = str(self._office.challenges.bits)
            response.headers["X-Apple-HC-Challenge"] = self._office.challenges.give(visit.now)
        return response

    def federate(self, visit: Visit) -> Response:
        """`POST /federate`: says where an address signs in."""
        account = self._office.book.find(_name(visit.body()))
        if account is not None:
            visit.is_by(account.apple_id)
            if account.is_federated or visit.is_under("federated_account"):
                return told(
                    {
                        "federated": True,
                        "showFederatedIdpConfirmation": True,
                        "federatedIdpRequest": {
                            "idPUrl": "https://idp.bigcorp.example/authorize",
                            "httpMethod": "GET",
                            "requestParams": {"client_id": "apple"},
                        },
                        "federatedAuthIntro": {"orgName": "Big Corp", "orgType": "CORPORATION"},
                    }
                )
        return told({"authType": "hsa2"})

    def init(self, visit: Visit) -> Response:
        """`POST /signin/init`: salt, iterations and B; the same shape for a name of nobody's."""
        body = visit.body()
        name = canonical(_name(body))
        visit.is_by(name)
        offered, sent = body.get("protocols"), _bytes(body, "a")
        if not isinstance(offered, list):
            raise bad_request("protocols is missing.")
        if refused := visit.plays("init_refused"):
            return _init_refused(refused.text("code"))
        found = self._office.book.find(name)
        account = found or self._office.book.nobody(name)
        if account.protocol not in offered:
            raise bad_request("None of the protocols is supported.")
        try:
            public = srp.read_public(sent)
        except srp.BadNumber as error:
            raise bad_request("a is no public number.") from error
        exchange = srp.begin(name, account.salt, account.verifier(), public)
        ticket = new_handshake_name()
        self._office.handshakes.put(ticket, Handshake(found, exchange), visit.now)
        response = told(
            {
                "iteration": account.iterations,
                "salt": base64.b64encode(account.salt).decode(),
                "protocol": account.protocol,
                "b": base64.b64encode(exchange.public_bytes()).decode(),
                "c": ticket,
            }
        )
        response.headers["scnt"] = secrets.token_hex(24)
        return response

    def complete(self, visit: Visit, widget_key: str) -> Response:
        """`POST /signin/complete`: both proofs, and what follows from them."""
        body = visit.body()
        visit.is_by(canonical(_name(body)))
        if limited := visit.plays("rate_limited"):
            raise answers.rate_limited(limited.integer("retry_after"))
        self._check_work(visit, widget_key)
        account = self._proven(visit, body)
        return self._outcomes.of_password(visit, account, widget_key, body)

    def retired(self, visit: Visit) -> Response:
        """`POST /signin`, the plain password of before October 2024: 503."""
        del visit
        return page("503 Service Temporarily Unavailable", status=503)

    def _check_work(self, visit: Visit, widget_key: str) -> None:
        if widget_key == ICLOUD_KEY or visit.is_under("no_hashcash"):
            return
        try:
            self._office.challenges.check(visit.request.headers.get("X-Apple-HC"), visit.now)
        except WorkRefused as refused:
            visit.says(f"hashcash refused: {refused}")
            raise answers.locked() from refused

    def _proven(self, visit: Visit, body: dict[str, Any]) -> Account:
        """The account whose password was right. Raises Refusal; the log says what was wrong."""
        handshake = self._office.handshakes.take(_text(body, "c"), visit.now)
        first, second = _bytes(body, "m1"), _bytes(body, "m2")
        if handshake is None or handshake.exchange.name != visit.scene.key_id:
            visit.says("c refused: not given, used before, too old, or of another name")
            raise answers.wrong_password()
        account = handshake.account
        if account is None:
            visit.says("nobody has this Apple ID")
            raise answers.wrong_password()
        standing = self._office.book.standing(account)
        if standing.is_locked(visit.now) or visit.plays("account_locked"):
            raise answers.locked()
        verdict = handshake.exchange.judge(first, second)
        if verdict is not srp.Verdict.RIGHT:
            visit.says(verdict.value)
            is_second = verdict is srp.Verdict.WRONG_SECOND_PROOF
            if is_second and not visit.plays("second_proof_checked"):
                return account
            standing.wrong_password(visit.now)
            raise answers.wrong_password()
        standing.wrong_passwords = 0
        return account


def _init_refused(code: str) -> Response:
    """200, but with errors and nothing to go on with."""
    title = "Your request could not be completed."
    entry = {
        "code": code,
        "title": title,
        "message": "Try again later.",
        "suppressDismissal": False,
    }
    return told({"serviceErrors": [entry], "iteration": 0, "hasError": True})


def _name(body: dict[str, Any]) -> str:
    name = body.get("accountName")
    if not isinstance(name, str) or not 0 < len(name) <= _LONGEST_NAME:
        raise bad_request("accountName is missing.")
    return name


def _text(body: dict[str, Any], name: str) -> str | None:
    value = body.get(name)
    return value if isinstance(value, str) else None


def _bytes(body: dict[str, Any], name: str) -> bytes:
    try:
        return base64.b64decode(_text(body, name) or "", validate=True)
    except (binascii.Error, ValueError) as error:
        raise bad_request(f"{name} is not base64.") from error
