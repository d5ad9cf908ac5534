"""The second factor of an account: where Apple can send a code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from storelink.providers.app_store_connect.apple_id.said import clean, mapping, text, unwrapped
from storelink.providers.contract import Json

_MOST_PHONES: Final = 20
_USUAL_LENGTH: Final = 6
_LONGEST_ID: Final = 10
_LENGTHS: Final = range(4, 13)


@dataclass(frozen=True, slots=True)
class Phone:
    """A number that gets codes, as masked as Apple shows it."""

    id: int
    number: str
    mode: str = "sms"
    """`sms` or `voice`; goes back as it came."""
    non_fteu: bool | None = None
    """Of Apple's making; goes back where it came."""

    @property
    def verb(self) -> str:
        """What Apple does to send a code there."""
        return "Call" if self.mode == "voice" else "Text"

    @property
    def ending(self) -> str:
        """The least by which its owner knows it."""
        digits = "".join(character for character in self.number if character.isdecimal())
        return f"•••• {digits[-2:]}" if digits else self.number

    def to_request(self) -> dict[str, Any]:
        """As it stands in a call."""
        fteu = {} if self.non_fteu is None else {"nonFTEU": self.non_fteu}
        return {"phoneNumber": {"id": self.id, **fteu}, "mode": self.mode}


@dataclass(frozen=True, slots=True)
class Factor:
    """What an account offers."""

    phones: tuple[Phone, ...] = ()
    has_devices: bool = False
    code_length: int = _USUAL_LENGTH

    def phone(self, number: int) -> Phone | None:
        """The phone of that id."""
        return next((phone for phone in self.phones if phone.id == number), None)

    def to_json(self) -> dict[str, Json]:
        """For a sealed state."""
        return {
            "phones": [dict(asdict(phone)) for phone in self.phones],
            "has_devices": self.has_devices,
            "code_length": self.code_length,
        }


def factor_of(body: Mapping[str, Any]) -> Factor:
    """What the state of the second factor says, wrapped or not."""
    plain = unwrapped(body)
    length = mapping(plain, "securityCode").get("length")
    return Factor(
        _phones_in(plain),
        has_devices=plain.get("noTrustedDevices") is not True
        and plain.get("hasTrustedDevices") is not False,
        code_length=length if isinstance(length, int) and length in _LENGTHS else _USUAL_LENGTH,
    )


def _phones_in(plain: Mapping[str, Any]) -> tuple[Phone, ...]:
    """The list of numbers; where there is none to be read, the one that is named by itself."""
    for name in ("trustedPhoneNumbers", "trustedPhoneNumber", "phoneNumber"):
        named = plain.get(name)
        entries = named if isinstance(named, list) else [named]
        phones = [_phone(entry) for entry in entries[:_MOST_PHONES] if isinstance(entry, dict)]
        if known := tuple(phone for phone in phones if phone is not None):
            return known
    return ()


def factor_from(said: object) -> Factor:
    """The factor that `to_json` wrote."""
    if not isinstance(said, dict):
        return Factor()
    phones = tuple(Phone(**entry) for entry in said["phones"])
    return Factor(phones, said["has_devices"], said["code_length"])


def already_used(body: Mapping[str, Any], factor: Factor) -> int | str:
    """The id of the phone that Apple has sent a code to by itself; empty where it names none."""
    plain = unwrapped(body)
    for name in ("phoneNumber", "trustedPhoneNumber"):
        number = mapping(plain, name).get("id")
        if isinstance(number, int) and factor.phone(number) is not None:
            return number
    return factor.phones[0].id if factor.phones else ""


def wants_security_key(body: Mapping[str, Any]) -> bool:
    """True where only a security key opens the account."""
    plain = unwrapped(body)
    return bool(plain.get("fsaChallenge")) or bool(plain.get("keyNames"))


def asks_questions(body: Mapping[str, Any]) -> bool:
    """True where questions stand in for a second factor: the account has none."""
    return bool(unwrapped(body).get("securityQuestions")) and not factor_of(body).phones


def is_two_step(body: Mapping[str, Any]) -> bool:
    """True for the scheme of before two-factor authentication."""
    return bool(unwrapped(body).get("trustedDevices"))


def _phone(entry: Mapping[str, Any]) -> Phone | None:
    number = entry.get("id")
    if isinstance(number, str) and number.isdecimal() and len(number) < _LONGEST_ID:
        number = int(number)
    if not isinstance(number, int) or isinstance(number, bool):
        return None
    shown = text(entry, "numberWithDialCode") or text(entry, "obfuscatedNumber")
    fteu = entry.get("nonFTEU")
    return Phone(
        number,
        clean(shown)[:40] or f"•••• {text(entry, 'lastTwoDigits')[:2]}",
        "voice" if text(entry, "pushMode") == "voice" else "sms",
        fteu if isinstance(fteu, bool) else None,
    )
