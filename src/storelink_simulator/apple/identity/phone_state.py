"""The state of a second factor as the service tells it: phones, devices, flags; JSON or a page."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from werkzeug.wrappers import Request, Response

from storelink_simulator.apple.identity.accounts import Phone
from storelink_simulator.apple.identity.answers import page, told
from storelink_simulator.apple.identity.attempts import Attempt
from storelink_simulator.apple.identity.book import Standing


def state(attempt: Attempt, standing: Standing, now: datetime) -> dict[str, Any]:
    """The body of `GET /auth` and of most answers about codes."""
    factors = attempt.factors
    numbers = [_described(phone) for phone in factors.phones]
    found: dict[str, Any] = {
        "trustedPhoneNumbers": numbers,
        "securityCode": _flags(standing, now),
        "mode": factors.phones[0].mode if factors.phones else "sms",
        "type": "verification",
        "authenticationType": attempt.account.auth_type,
        "hsa2Account": True,
        "restrictedAccount": False,
        "managedAccount": False,
        "supportsRecovery": True,
        "autoVerified": False,
        "showAutoVerificationUI": False,
        "hideSendSMSCodeOption": False,
    }
    if numbers:
        short = {name: numbers[0][name] for name in ("id", "numberWithDialCode", "pushMode")}
        found |= {"trustedPhoneNumber": short, "phoneNumber": short}
    if factors.devices:
        found["trustedDeviceCount"] = len(factors.devices)
    else:
        found["noTrustedDevices"] = True
    if factors.security_keys:
        found |= _security_keys(attempt)
    return found


def as_asked(request: Request, document: Mapping[str, Any], status: int) -> Response:
    """The state as JSON, or inside the page for who prefers HTML: there in both its places."""
    best = request.accept_mimetypes.best_match(["application/json", "text/html"])
    if best != "text/html":
        return told(document, status)
    direct = {
        "authUserType": document.get("authenticationType"),
        "hasTrustedDevices": "noTrustedDevices" not in document,
        "twoSV": {
            "phoneNumberVerification": document,
            "bridgeInitiateData": {"phoneNumberVerification": document},
        },
    }
    boot = json.dumps({"direct": direct}, ensure_ascii=False).replace("</", "<\\/")
    script = f'<script type="application/json" class="boot_args">\n{boot}\n</script>'
    return page("Sign In", script, status)


def _flags(standing: Standing, now: datetime) -> dict[str, Any]:
    may_try = standing.may_try(now)
    return {
        "length": 6,
        "tooManyCodesSent": not standing.may_send(now),
        "tooManyCodesValidated": not may_try,
        "securityCodeLocked": not may_try,
        "securityCodeCooldown": not (may_try and standing.may_send(now)),
    }


def _described(phone: Phone) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": phone.id,
        "numberWithDialCode": phone.masked,
        "obfuscatedNumber": phone.masked_without_code,
        "lastTwoDigits": phone.last_two,
        "pushMode": phone.mode,
    }
    if phone.mode == "sms":
        found["nonFTEU"] = False
    return found


def _security_keys(attempt: Attempt) -> dict[str, Any]:
    names = attempt.factors.security_keys
    handles = [_opaque(attempt.account.apple_id, name) for name in names]
    challenge = {
        "challenge": _opaque(attempt.session_id),
        "keyHandles": handles,
        "allowedCredentials": ",".join(handles),
        "rpId": "apple.com",
    }
    return {"fsaChallenge": challenge, "keyNames": list(names)}


def _opaque(*words: str) -> str:
    return urlsafe_b64encode(sha256(" ".join(words).encode()).digest()).decode().rstrip("=")
