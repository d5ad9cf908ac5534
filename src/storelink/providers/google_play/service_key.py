"""A service account's key file: what a person uploads, made sound before anything is sent.

The file decides where a signed assertion would be posted, so it is checked more strictly than
Google's own library does. Source: cloud.google.com/iam/docs/keys-create-delete
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from storelink.domain.errors import BadInput

TOKEN_URI: Final = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
_OLDER_TOKEN_URIS: Final = (
    "https://accounts.google.com/o/oauth2/token",
    "https://www.googleapis.com/oauth2/v4/token",
)
_MAX_CHARACTERS: Final = 20_000
_LEAST_BITS: Final = 2048
_EMAIL: Final = re.compile(r"[A-Za-z0-9._+-]{1,100}@[A-Za-z0-9.-]{1,200}")
_KEY_ID: Final = re.compile(r"[0-9A-Za-z_-]{1,100}")
NOT_A_KEY: Final = (
    "That isn’t a service account’s key. It is a file that ends in .json and says "
    "“type”: “service_account”. In Google Cloud, open the service account, Keys, Add key, JSON."
)


@dataclass(frozen=True, slots=True)
class ServiceKey:
    """A key of a service account. Never shows its private part."""

    email: str
    key_id: str
    private_key: str = field(repr=False)
    """PEM, PKCS #8."""
    project_id: str = ""
    token_uri: str = TOKEN_URI
    """The audience of what is signed; one of Google's, or the simulator's."""


def clean_service_key(pasted: str, own_token_uri: str) -> ServiceKey:
    """The key in an uploaded or pasted file. `own_token_uri` is where tokens are fetched here.

    BadInput, each with its own sentence, for what is no usable key of Google's.
    """
    text = pasted.strip().strip("\ufeff").strip()
    if not text:
        raise _bad("Choose the .json file, or paste what is in it.")
    said = _object(text)
    _check_kind(said)
    _check_destination(said, own_token_uri)
    email, key_id = _text(said, "client_email"), _text(said, "private_key_id")
    if not _EMAIL.fullmatch(email) or not _KEY_ID.fullmatch(key_id):
        raise _bad("The file lacks client_email or private_key_id. Choose it as Google made it.")
    return ServiceKey(
        email,
        key_id,
        _pem(_text(said, "private_key")),
        _text(said, "project_id")[:100],
        _text(said, "token_uri"),
    )


def _object(text: str) -> Mapping[str, Any]:
    if re.fullmatch(r"AIza[\w-]{20,60}", text):
        raise _bad("That is an API key, which opens no account. " + NOT_A_KEY)
    if "BEGIN" in text[:40]:
        raise _bad("That is only the private key. Choose the whole .json file that it stands in.")
    try:
        said = json.loads(text) if len(text) <= _MAX_CHARACTERS else None
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise _bad(NOT_A_KEY)
    return said


def _check_kind(said: Mapping[str, Any]) -> None:
    if "installed" in said or "web" in said:
        raise _bad(
            "That is an OAuth client’s file. Choose the way “Google sign-in” for it, or upload the "
            "key of a service account here."
        )
    if "project_info" in said:
        raise _bad("That is google-services.json, which belongs into an app. " + NOT_A_KEY)
    kind = said.get("type")
    if kind != "service_account":
        named = f" (it says “{kind[:40]}”)" if isinstance(kind, str) else ""
        raise _bad(f"That file is for another way of signing in{named}. {NOT_A_KEY}")


def _check_destination(said: Mapping[str, Any], own_token_uri: str) -> None:
    if _text(said, "token_uri") not in {TOKEN_URI, *_OLDER_TOKEN_URIS, own_token_uri}:
        raise _bad(
            "The file’s token_uri is not Google’s. It was not used: whoever changed it could read "
            "what Storelink signs. Create a new key at Google."
        )
    if said.get("universe_domain", "googleapis.com") != "googleapis.com":
        raise _bad("The file is for another cloud than Google’s public one (universe_domain).")


def _pem(text: str) -> str:
    try:
        key = load_pem_private_key(text.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise _bad(
            "The private key in the file is damaged. Choose the file as Google made it."
        ) from None
    if not isinstance(key, RSAPrivateKey) or key.key_size < _LEAST_BITS:
        raise _bad("The private key in the file is not one of Google’s (RSA, 2048 bits).")
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii")


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name)
    return value if isinstance(value, str) else ""


def _bad(sentence: str) -> BadInput:
    return BadInput(sentence, field="service_account")
