"""What the sign-in library asks about the second step: secrets go to the vault."""

from __future__ import annotations

from allauth.mfa.adapter import DefaultMFAAdapter

from storelink.integrations.second_step import open_text, seal_text


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # the library has no types
    """Seeds of authenticator apps and recovery codes are stored sealed."""

    def encrypt(self, text: str) -> str:
        return seal_text(text)

    def decrypt(self, encrypted_text: str) -> str:
        return open_text(encrypted_text)
