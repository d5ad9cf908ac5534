"""The little work that Apple asks for before it looks at a password (`X-Apple-HC`)."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from itertools import count
from typing import Final

MOST_BITS: Final = 22
"""A few seconds of work. Apple was seen to ask for ten to twelve."""


class TooMuchWork(Exception):
    """More is asked for than any sign-in should cost."""


def stamp(bits: int, challenge: str, at: datetime | None = None) -> str:
    """The header's value: the first counter whose SHA-1 begins with so many zero bits."""
    if not 0 <= bits <= MOST_BITS:
        raise TooMuchWork(f"{bits} bits")
    moment = (at or datetime.now(UTC)).strftime("%Y%m%d%H%M%S")
    begin = f"1:{bits}:{moment}:{challenge}::"
    for number in count():
        value = begin + str(number)
        digest = hashlib.sha1(value.encode(), usedforsecurity=False).digest()
        if int.from_bytes(digest, "big") >> (160 - bits) == 0:
            return value
    raise AssertionError("counting does not end")  # pragma: no cover
