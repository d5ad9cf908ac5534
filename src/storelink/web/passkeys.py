"""Passkeys: made so that one signs in by itself."""

from __future__ import annotations

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # the library has no types
    """The library's; what it calls passwordless is what people expect of a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("passwordless")
        if field is not None:
            field.initial = True
            field.label = "Sign in with it alone"
            field.help_text = (
                "It then takes the place of e-mail and password. Take the tick away for a security "
                "key that has no PIN: such a key confirms a sign-in with the password."
            )
