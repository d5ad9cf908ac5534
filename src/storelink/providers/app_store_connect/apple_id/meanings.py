"""What Apple's refusals of a sign-in mean, and the sentence for each: one table.

Names and sentences are those of the design's table; codes stand where they are known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from storelink.providers.app_store_connect.apple_id.factor import Phone
from storelink.providers.app_store_connect.apple_id.identity import NUMBER_UNUSABLE
from storelink.providers.app_store_connect.apple_id.said import Said, mapping, unwrapped


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a refusal means."""

    reason: str
    sentence: str
    field: str = ""
    """The field that it belongs to; empty: the whole step."""
    ends: bool = False
    """True where nothing that is typed at this step would help."""


class Declined(Exception):
    """Apple does not go on, or we do not."""

    def __init__(self, meaning: Meaning) -> None:
        super().__init__(meaning.reason)
        self.meaning = meaning


WRONG_PASSWORD: Final = Meaning(
    "password_refused",
    "Apple didn’t accept this email and password. Check both, or try signing in at App Store "
    "Connect first. After several wrong tries Apple locks the account.",
)
LOCKED: Final = Meaning(
    "account_locked",
    "Apple has locked this account for safety. Unlock it at Apple, then come back. The place for "
    "it is iforgot.apple.com.",
    ends=True,
)
NO_TWO_FACTOR: Final = Meaning(
    "two_factor_not_set_up",
    "Turn on two-factor authentication first. Apple lets in only accounts that have it.",
    ends=True,
)
WRONG_CODE: Final = Meaning(
    "code_refused",
    "That code isn’t right. Check the newest text: an older code stops working as soon as a new "
    "one is sent.",
    "code",
)
_SHOWN_CODE: Final = Meaning(
    "code_refused",
    "That code isn’t right. Check the newest code on your trusted devices: an older one stops "
    "working as soon as a new one is shown.",
    "code",
)
_CALLED_CODE: Final = Meaning(
    "code_refused",
    "That code isn’t right. Use the code of the newest call: an older one stops working as soon "
    "as a new one is sent.",
    "code",
)
_SOME_CODE: Final = Meaning(
    "code_refused", "That code isn’t right. Use the newest one that Apple has sent you.", "code"
)
OLD_CODE: Final = Meaning(
    "code_expired", "That code has expired. We can ask Apple for another.", "code"
)
_PAUSED: Final = (
    "Apple has paused codes for now. Apple decides how long this lasts; an hour is common. Trying "
    "again sooner can make it longer."
)
PAUSED: Final = Meaning("codes_paused", _PAUSED, ends=True)
SENDING_PAUSED: Final = Meaning(
    "codes_paused", f"{_PAUSED} The last code that you received may still work."
)
NUMBER: Final = Meaning(
    "number_unusable",
    "Apple can’t send codes to this number right now. Try another number or your trusted devices.",
)
NO_WAY: Final = Meaning(
    "no_phone",
    "Apple has no phone number for this account. Add one at Apple, then check again.",
    ends=True,
)
TO_ACCEPT: Final = Meaning(
    "agreement_missing",
    "Apple wants you to confirm something first. Sign in at App Store Connect, accept it, then "
    "check again.",
)
NO_TEAM: Final = Meaning(
    "no_team",
    "This Apple ID isn’t in any App Store Connect team. Ask an Admin to invite it.",
    ends=True,
)
FEDERATED: Final = Meaning(
    "federated",
    "This address signs in through its company, so Apple takes no password for it here. Use an "
    "API key, or an Apple ID that has a password of its own.",
    ends=True,
)
SECURITY_KEY: Final = Meaning(
    "security_key",
    "This Apple ID asks for a security key, which only a browser can use. Use an API key, or an "
    "Apple ID that gets codes.",
    ends=True,
)
OTHER_ACCOUNT: Final = Meaning(
    "another_account",
    "This is another Apple ID than the one that is connected. Verify with that one, or connect "
    "this one as an account of its own.",
    ends=True,
)
OTHER_TEAM: Final = Meaning(
    "another_team",
    "This Apple ID no longer belongs to the team that is connected. Ask an Admin of the team to "
    "invite it again, or connect its other team as an account of its own.",
    ends=True,
)
NOT_OPENED: Final = Meaning(
    "not_opened",
    "Apple accepted the sign-in, but App Store Connect didn’t open. Sign in there once in a "
    "browser, then check again.",
)

_LOCKED, _LATE = "-20209", "-22982"
_WRONG_PASSWORDS: Final = ("-20101", "-20751")
_WRONG_CODE: Final = "-21669"
_WITHOUT_TWO_FACTOR: Final = frozenset({"sa", "non-sa", "hsa"})


def of_sign_in(said: Said) -> Meaning | None:
    """What the answer to the password means; None where it is in, or a code is wanted."""
    kind = said.auth_type.lower()
    if said.status == 409 or said.is_fine:
        return NO_TWO_FACTOR if kind in _WITHOUT_TWO_FACTOR and said.status == 409 else None
    if said.has_code(_LOCKED):
        return LOCKED
    if "itctx" in said.cookie_names():
        return NO_TEAM
    if said.status == 412:
        return NO_TWO_FACTOR if kind in _WITHOUT_TWO_FACTOR else TO_ACCEPT
    if said.has_code(*_WRONG_PASSWORDS) or (said.status == 401 and not said.message):
        return WRONG_PASSWORD
    return of_codes(said)


def of_code(said: Said) -> Meaning | None:
    """What the answer to a code means; None where it was accepted.

    Since 2026 a right code may be answered with a conflict that says so inside.
    """
    if said.is_fine or (said.status == 409 and _is_accepted(said)):
        return None
    if said.status == 412:
        return TO_ACCEPT
    if is_locked_out(said) or said.status == 423 or said.has_code(_LATE):
        return PAUSED
    if "expired" in f"{said.title} {said.message}".lower():
        return OLD_CODE
    if said.has_code(_WRONG_CODE) or said.status == 409:
        return WRONG_CODE
    return of_codes(said)


def wrong_code(sent_by: str, phone: Phone | None) -> Meaning:
    """The sentence for a wrong code that went this way."""
    if phone is not None:
        return _CALLED_CODE if phone.mode == "voice" else WRONG_CODE
    return _SHOWN_CODE if sent_by else _SOME_CODE


def of_sending(said: Said) -> Meaning | None:
    """What the answer to asking for a code means; None where one is on its way."""
    if said.has_code(NUMBER_UNUSABLE):
        return NUMBER
    if said.status == 423 or said.has_code(_LATE) or is_sending_paused(said):
        return SENDING_PAUSED
    return None if said.status in {200, 201, 202, 204, 412} else of_codes(said)


def of_codes(said: Said) -> Meaning:
    """For what no table knows: Apple's own words."""
    reason = said.codes[0] if said.codes else f"status {said.status}"
    if said.message:
        return Meaning("refused", f"Apple says: “{said.message}” ({reason})")
    return Meaning(
        "refused",
        f"Apple refused this and didn’t say why ({reason}). Try signing in at App Store Connect "
        "in a browser first.",
    )


def is_locked_out(said: Said) -> bool:
    """True where no code is taken any more."""
    code = mapping(unwrapped(said.body), "securityCode")
    return code.get("tooManyCodesValidated") is True or code.get("securityCodeLocked") is True


def is_sending_paused(said: Said) -> bool:
    """True where no further code is sent."""
    return mapping(unwrapped(said.body), "securityCode").get("tooManyCodesSent") is True


def _is_accepted(said: Said) -> bool:
    is_valid = mapping(unwrapped(said.body), "securityCode").get("valid") is True
    return is_valid or bool(said.headers.get("X-Apple-Session-Token"))
