"""Ids of reviews, in both forms that Google gives, which can be told back into day and number."""

from __future__ import annotations

import base64
import binascii
import re
from datetime import date
from uuid import UUID

from storelink_simulator.drawing import number_of

_GP = "gp:AOqpTO"
_GP_ID = re.compile(r"gp:AOqpTO([\w-]{22})")
_NUMBER_BITS = 24


def review_id(seed: int, package: str, day: date, number: int) -> str:
    """The id of a day's review: half of them `gp:…`, half a UUID."""
    plain = day.toordinal() << _NUMBER_BITS | number
    sealed = plain ^ _mask(seed, package)
    mark = number_of(seed, "review mark", package, sealed)
    data = sealed.to_bytes(8, "big") + mark.to_bytes(8, "big")
    if mark % 2:
        return _GP + base64.urlsafe_b64encode(data).decode().rstrip("=")
    return str(UUID(bytes=data))


def day_and_number(seed: int, package: str, identifier: str) -> tuple[date, int] | None:
    """What an id of this app stands for; None where it is not one."""
    data = _bytes_of(identifier)
    if data is None:
        return None
    plain = int.from_bytes(data[:8], "big") ^ _mask(seed, package)
    ordinal, number = plain >> _NUMBER_BITS, plain & (1 << _NUMBER_BITS) - 1
    if not 1 <= ordinal <= date.max.toordinal():
        return None
    day = date.fromordinal(ordinal)
    is_own = review_id(seed, package, day, number) == identifier
    return (day, number) if is_own else None


def _bytes_of(identifier: str) -> bytes | None:
    found = _GP_ID.fullmatch(identifier)
    try:
        if found:
            return base64.urlsafe_b64decode(f"{found[1]}==")
        return UUID(identifier).bytes
    except (ValueError, binascii.Error):
        return None


def _mask(seed: int, package: str) -> int:
    return number_of(seed, "review mask", package)
