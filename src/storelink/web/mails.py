"""The words of the mails about a person's own account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_FOOT = "\n\nStorelink at {address}\n"
_NOTHING = "If it wasn’t you, do nothing: without this link nobody gets in."
_CHANGED = (
    "{what}\n\nIt was done on {when} UTC, from {ip}, with {browser}. If it wasn’t you, set a new "
    "password at once ({address}/accounts/password/reset/), and tell the person who runs this "
    "server."
)
_LETTERS: Mapping[str, tuple[str, str]] = {
    "account/email/email_confirmation": (
        "Confirm your e-mail address",
        "{user} uses this address for an account here. Open the link to confirm that it is "
        f"yours:\n\n{{activate_url}}\n\n{_NOTHING}",
    ),
    "account/email/password_reset_key": (
        "Set a new password",
        "A new password was asked for, for the account with this address. Open the link to set "
        f"it; it works once:\n\n{{password_reset_url}}\n\n{_NOTHING}",
    ),
    "account/email/unknown_account": (
        "No account with this address",
        "A new password was asked for, but there is no account with this address ({email}). "
        "You may have used another address, or have been invited at another one.",
    ),
    "account/email/account_already_exists": (
        "You have an account already",
        "Somebody wanted to make an account with this address, which has one already. If it was "
        "you, sign in, or set a new password:\n\n{password_reset_url}",
    ),
}
_LETTERS_OF_SIGNING_UP = "account/email/email_confirmation_signup"
_CHANGES: Mapping[str, tuple[str, str]] = {
    "account/email/email_changed": (
        "Your e-mail address was changed",
        "The e-mail address of your account was changed from {from_email} to {to_email}.",
    ),
    "account/email/email_confirm": (
        "Your e-mail address is confirmed", "The e-mail address of your account was confirmed.",
    ),
    "account/email/email_deleted": (
        "An e-mail address was removed", "{deleted_email} was removed from your account.",
    ),
    "account/email/password_changed": (
        "Your password was changed", "The password of your account was changed.",
    ),
    "account/email/password_reset": (
        "Your password was set", "A new password of your account was set by a link in a mail.",
    ),
    "account/email/password_set": (
        "A password was set", "Your account has a password now.",
    ),
    "mfa/email/totp_activated": (
        "Authenticator app added", "An authenticator app was added to your account.",
    ),
    "mfa/email/totp_deactivated": (
        "Authenticator app removed", "The authenticator app was removed from your account.",
    ),
    "mfa/email/recovery_codes_generated": (
        "New recovery codes", "New recovery codes were made. Earlier ones no longer work.",
    ),
    "mfa/email/webauthn_added": ("Passkey added", "A passkey was added to your account."),
    "mfa/email/webauthn_removed": (
        "Passkey removed", "A passkey was removed from your account.",
    ),
    "socialaccount/email/account_connected": (
        "Single sign-on added", "Your account can be opened by single sign-on now.",
    ),
    "socialaccount/email/account_disconnected": (
        "Single sign-on removed", "Your account is no longer opened by single sign-on.",
    ),
}  # fmt: skip


def letter(kind: str, given: Mapping[str, Any], address: str) -> tuple[str, str] | None:
    """Subject and text of one of the sign-in library's mails; None for one that is not sent here.
    `given` is what the library says about it, `address` where this server is."""
    name = kind.removesuffix("_signup") if kind == _LETTERS_OF_SIGNING_UP else kind
    if name in _CHANGES:
        subject, what = _CHANGES[name]
        text = _CHANGED.replace("{what}", what)
    elif name in _LETTERS:
        subject, text = _LETTERS[name]
    else:
        return None
    return subject, (text + _FOOT).format_map(_words(given, address))


def _words(given: Mapping[str, Any], address: str) -> dict[str, str]:
    """Only single lines: what others chose must not look like the mail's own words."""
    words = {name: " ".join(str(value).split())[:500] for name, value in given.items()}
    when = given.get("timestamp")
    words["when"] = f"{when:%d %b %Y, %H:%M}" if when else ""
    words["browser"] = words.get("user_agent") or "an unknown browser"
    return {**_EMPTY, **words, "address": address}


_EMPTY = dict.fromkeys(
    ("user", "email", "ip", "activate_url", "password_reset_url", "from_email", "to_email",
     "deleted_email"), "",
)  # fmt: skip
