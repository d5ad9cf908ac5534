"""The process's vault, from the settings."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from allauth.mfa.models import Authenticator
from django.conf import settings

from storelink.integrations.models import ConnectAttempt, Credential
from storelink.vault.source import key_source
from storelink.vault.vault import Vault


@cache
def vault() -> Vault:
    """Opens and seals. VaultError where there is no usable key: whoever starts, stops then.

    A key is made at first start only, never where something is sealed already.
    """
    named = os.environ.get("STORELINK_VAULT_KEY_FILE", "")
    source = key_source(
        key_file=Path(named) if named else None,
        key=os.environ.get("STORELINK_VAULT_KEY", ""),
        folder=settings.HOME,
        may_make_key=not _is_anything_sealed(),
    )
    return Vault(source)


def _is_anything_sealed() -> bool:
    return (
        Credential.objects.exclude(sealed="").exists()
        or ConnectAttempt.objects.exclude(sealed_state="").exists()
        or Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).exists()
    )
