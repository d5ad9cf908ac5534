"""An API key: what a person gives, made sound, or a sentence that says what is wrong with it."""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from storelink.domain.errors import BadInput, Unexpected

NOT_A_KEY: Final = "That file isn’t an Apple key. It ends in .p8 and starts with BEGIN PRIVATE KEY."
_MAX_CHARACTERS: Final = 10_000
_ARMOUR: Final = re.compile(r"-----\s*BEGIN ([A-Z0-9 ]+?)\s*-----(.*?)-----\s*END", re.DOTALL)
_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_KEY_ID: Final = re.compile(r"[A-Z0-9]{10}")
_VENDOR: Final = re.compile(r"\d{5,12}", re.ASCII)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key of App Store Connect. Never shows its private part."""

    key_id: str
    private_key: str = field(repr=False)
    """PEM, PKCS #8."""
    issuer_id: str = ""
    """Empty: an individual key."""
    vendor_number: str = ""
    """Empty: sales and finance are left out."""

    @property
    def is_team(self) -> bool:
        """True for a key of the team, False for one of a person."""
        return bool(self.issuer_id)

    def to_secret(self) -> bytes:
        """For the vault."""
        return json.dumps(
            {
                "key_id": self.key_id,
                "private_key": self.private_key,
                "issuer_id": self.issuer_id,
                "vendor_number": self.vendor_number,
            }
        ).encode()


def from_secret(secret: bytes) -> ApiKey:
    """The key that `to_secret` wrote; Unexpected for anything else."""
    try:
        said = json.loads(secret)
        return ApiKey(
            str(said["key_id"]),
            str(said["private_key"]),
            str(said["issuer_id"]),
            str(said["vendor_number"]),
        )
    except (ValueError, TypeError, KeyError):
        raise Unexpected(
            "The stored key can’t be read. Update the credentials.", reason="secret_unreadable"
        ) from None


def clean_private_key(pasted: str) -> str:
    """The private key as PEM, from PEM, PEM with written-out line ends, or bare base64.

    BadInput, each with its own sentence, for what is no EC P-256 private key.
    """
    text = pasted.strip().strip("\"'\ufeff").replace("\\r", "").replace("\\n", "\n").strip()
    if not text:
        raise _bad("Choose the .p8 file, or paste what is in it.")
    if len(text) > _MAX_CHARACTERS:
        raise _bad(NOT_A_KEY)
    if "service_account" in text and text.startswith("{"):
        raise _bad("That is a Google key. App Store Connect’s key is a file that ends in .p8.")
    return _pem_of(_decoded(_body(text)))


def _body(text: str) -> str:
    armour = _ARMOUR.search(text)
    if armour is None:
        if "BEGIN" in text:
            raise _bad("The key is cut short: it ends with END PRIVATE KEY. Copy all of it.")
        return text
    label = armour.group(1)
    if "CERTIFICATE" in label or "PUBLIC" in label:
        raise _bad(
            f"That is a {label.lower()}. The key itself starts with BEGIN PRIVATE KEY and is "
            "downloaded from App Store Connect once."
        )
    if "ENCRYPTED" in label:
        raise _bad("That key is locked with a password. Apple’s .p8 file has none: use that one.")
    return armour.group(2)


def _decoded(body: str) -> bytes:
    squeezed = "".join(body.split())
    try:
        return base64.b64decode(squeezed + "=" * (-len(squeezed) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise _bad(NOT_A_KEY) from None


def _pem_of(content: bytes) -> str:
    try:
        key = load_der_private_key(content, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise _bad(NOT_A_KEY) from None
    if not isinstance(key, EllipticCurvePrivateKey) or not isinstance(key.curve, SECP256R1):
        raise _bad("That is a private key, but not one of App Store Connect’s (EC, P-256).")
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return pem.decode("ascii")


def clean_issuer_id(typed: str) -> str:
    """A UUID in lower case, or empty for an individual key. BadInput for anything else."""
    text = "".join(typed.split()).lower()
    if not text or _UUID.fullmatch(text):
        return text
    if _KEY_ID.fullmatch(text.upper()):
        sentence = "That is a Key ID. The Issuer ID stands above the list of keys and is longer."
    else:
        sentence = (
            "An Issuer ID looks like 57246542-96fe-1a63-e053-0824d011072a. Copy it from Users "
            "and Access, Integrations; leave it empty for an individual key."
        )
    raise BadInput(sentence, field="issuer_id")


def clean_key_id(typed: str) -> str:
    """Ten letters and digits. BadInput for anything else."""
    text = "".join(typed.split())
    named = re.fullmatch(r"(?:AuthKey|ApiKey)_([A-Z0-9]{10})(?:\.p8)?", text)
    text = named.group(1) if named else text.upper()
    if _KEY_ID.fullmatch(text):
        return text
    if not text:
        sentence = "Copy the Key ID from Users and Access, Integrations."
    elif _UUID.fullmatch(text.lower()):
        sentence = "That is an Issuer ID. The Key ID stands in the list of keys: ten characters."
    else:
        sentence = "A Key ID has ten letters and digits, such as 2X9R4HXF34."
    raise BadInput(sentence, field="key_id")


def clean_vendor_number(typed: str) -> str:
    """Digits, or empty where sales and finance are not wanted. BadInput for anything else."""
    text = "".join(typed.split()).lstrip("#")
    if not text or _VENDOR.fullmatch(text):
        return text
    raise BadInput(
        "A vendor number has digits alone, such as 85012345. It stands at the top left of "
        "Payments and Financial Reports.",
        field="vendor_number",
    )


def _bad(sentence: str) -> BadInput:
    return BadInput(sentence, field="private_key")
