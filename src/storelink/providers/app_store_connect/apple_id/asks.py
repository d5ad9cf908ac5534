"""What a person is asked at each step of a sign-in. Drawn from the attempt alone: no request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from storelink.providers.app_store_connect.apple_id.attempt import (
    BY_DEVICES,
    CODE,
    OPEN,
    TEAM,
    Attempt,
)
from storelink.providers.app_store_connect.apple_id.factor import Phone
from storelink.providers.app_store_connect.apple_id.secret import KIND
from storelink.providers.contract import Action, Ask, CredentialKind, Field, FieldKind

SEND_AGAIN: Final = "send_text"
SEND_TO_PHONE: Final = "phone_"
SHOW_ON_DEVICES: Final = "devices"
TRY_AGAIN: Final = "again"

_SIGN_IN_PLACE, _CODE_PLACE, _TEAM_PLACE = 0, 1, 2

APPLE_ID: Final = CredentialKind(
    key=KIND,
    name="Apple ID",
    about="Email, password and a 6-digit code from Apple, again every 30 days.",
    steps=("Sign in", "Verify", "Choose team", "First sync"),
    instructions=(
        "Use an Apple ID that has a role in App Store Connect: Admin for everything, Finance or "
        "Sales for analytics, Customer Support to reply to reviews.",
        "Have the phone or a trusted device of that Apple ID at hand: Apple sends it a code.",
        "Two-factor authentication must be on.",
        "Apple asks for a new code every 30 days. An API key needs none.",
    ),
    verify_place=_CODE_PLACE,
    verify_soon_days=5,
)

_EMAIL: Final = Field(
    "email",
    "Apple ID email",
    "The email that you sign in to App Store Connect with.",
    example="name@example.com",
    kind=FieldKind.EMAIL,
)
_PASSWORD: Final = Field(
    "password",
    "Password",
    "Apple gets a proof that you know it, never the password itself.",
    example="••••••••••••",
    kind=FieldKind.PASSWORD,
    is_secret=True,
)
_KEEP: Final = Field(
    "keep_password",
    "Stay connected",
    "Keeps what proves your password, encrypted, so that Storelink can sign in again by itself "
    "for 30 days. Without it you type the password whenever Apple ends the session.",
    kind=FieldKind.TICK,
    is_required=False,
    is_ticked=True,
)


def ask(attempt: Attempt, errors: Mapping[str, str] | None = None) -> Ask:
    """The step that an attempt stands at."""
    if attempt.at == CODE:
        return _ask_code(attempt, errors or {})
    if attempt.at == TEAM:
        return _ask_team(attempt, errors or {})
    if attempt.at == OPEN:
        return _ask_to_open(attempt, errors or {})
    return _ask_sign_in(attempt, errors or {})


def masked(account: str) -> str:
    """An email that its owner knows again and nobody else learns."""
    name, _, host = account.partition("@")
    return f"{name[:1]}•••@{host}"


def phone_that_sent(attempt: Attempt) -> Phone | None:
    """The phone that the last code went to; None where it went to none."""
    is_phone = attempt.sent_by.lstrip("-").isdecimal()
    return attempt.factor.phone(int(attempt.sent_by)) if is_phone else None


def _ask_sign_in(attempt: Attempt, errors: Mapping[str, str]) -> Ask:
    hint = f"Signing in as {attempt.known.account}." if attempt.known else ""
    return Ask(
        step="sign_in",
        place=_SIGN_IN_PLACE,
        title="Sign in",
        fields=(_PASSWORD, _KEEP) if attempt.known else (_EMAIL, _PASSWORD, _KEEP),
        hint=hint,
        errors=errors,
        state=attempt.to_state(),
    )


def _ask_code(attempt: Attempt, errors: Mapping[str, str]) -> Ask:
    length = attempt.factor.code_length
    code = Field(
        "code",
        "Verification code",
        f"{length} digits. The whole message can be pasted.",
        example="394821"[:length].ljust(length, "0"),
        kind=FieldKind.CODE,
    )
    return Ask(
        step="code",
        place=_CODE_PLACE,
        title="Enter the code from Apple",
        fields=(code,),
        hint=_hint(attempt),
        errors=errors,
        actions=() if attempt.is_paused else tuple(_actions(attempt)),
        state=attempt.to_state(),
        delegate=_delegate(attempt),
    )


def _hint(attempt: Attempt) -> str:
    phone = phone_that_sent(attempt)
    if attempt.sent_by == BY_DEVICES:
        return f"We asked Apple to show a code on the trusted devices of {attempt.account}."
    if phone is not None:
        return f"Apple sends a code to {phone.number} by {_means(phone)}."
    if attempt.is_paused:
        return "Apple sends no further codes for now."
    return "Choose where Apple should send a code."


def newly_sent(attempt: Attempt) -> str:
    """What a person is told who asked for another code."""
    phone = phone_that_sent(attempt)
    if phone is None:
        return "A new code was asked for on the trusted devices. Earlier codes no longer work."
    what = "new call goes" if phone.mode == "voice" else "new text goes"
    return f"A {what} to {phone.number}. Earlier codes no longer work."


def _means(phone: Phone) -> str:
    return "a call" if phone.mode == "voice" else "text"


def _delegate(attempt: Attempt) -> str:
    phone = phone_that_sent(attempt)
    if phone is not None:
        return f"Apple sent a code to {phone.ending}."
    if attempt.sent_by == BY_DEVICES:
        return "Apple shows a code on the trusted devices of this Apple ID."
    return ""


def _actions(attempt: Attempt) -> Iterator[Action]:
    used = phone_that_sent(attempt)
    if used is not None:
        again = "Call again" if used.mode == "voice" else "Send a new text"
        yield Action(SEND_AGAIN, again, wait_seconds=30)
    for phone in attempt.factor.phones:
        if phone != used:
            yield Action(f"{SEND_TO_PHONE}{phone.id}", f"{phone.verb} {phone.number}")
    if attempt.factor.has_devices:
        is_shown = attempt.sent_by == BY_DEVICES
        label = "Show a new code on trusted devices" if is_shown else "Send to trusted devices"
        yield Action(SHOW_ON_DEVICES, label)


def _ask_to_open(attempt: Attempt, errors: Mapping[str, str]) -> Ask:
    return Ask(
        step="open",
        place=_CODE_PLACE,
        title="Open App Store Connect",
        fields=(),
        hint="Apple accepted the sign-in. Nothing has to be typed again.",
        errors=errors,
        actions=(Action(TRY_AGAIN, "Try again"),),
        state=attempt.to_state(),
    )


def _ask_team(attempt: Attempt, errors: Mapping[str, str]) -> Ask:
    team = Field(
        "team",
        "Team",
        "Each team becomes its own integration. Connect again to add another.",
        kind=FieldKind.CHOICE,
        choices=tuple((each.id, each.name) for each in attempt.teams),
    )
    return Ask(
        step="team",
        place=_TEAM_PLACE,
        title="Which team?",
        fields=(team,),
        hint=f"This Apple ID belongs to {len(attempt.teams)} teams.",
        errors=errors,
        state=attempt.to_state(),
    )
