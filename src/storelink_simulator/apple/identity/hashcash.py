"""Hashcash: a challenge for every sign-in, and the work that has to come back in X-Apple-HC.

`1:<bits>:<date>:<challenge>::<counter>`; the date is not judged, clients write it in three ways.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import threading
from collections import OrderedDict
from datetime import datetime, timedelta

_LIFETIME = timedelta(minutes=30)
_MOST_OPEN = 1000
_WRITTEN = re.compile(r"1:(\d{1,2}):\d{12,14}:([0-9a-f]{32})::(\d{1,20})", re.ASCII)


class WorkRefused(Exception):
    """The header is missing or does not hold; the text is for the simulator's log."""


def leading_zero_bits(text: str) -> int:
    """How many bits of the text's SHA-1 are zero before the first one."""
    digest = int.from_bytes(hashlib.sha1(text.encode()).digest(), "big")  # noqa: S324
    return 160 - digest.bit_length()


class Challenges:
    """The challenges that were given out and not used yet. Each holds once, for half an hour."""

    def __init__(self, bits: int) -> None:
        self.bits = bits
        self._lock = threading.Lock()
        self._open: OrderedDict[str, datetime] = OrderedDict()

    def give(self, now: datetime) -> str:
        """A new challenge: 32 hexadecimal digits."""
        challenge = secrets.token_hex(16)
        with self._lock:
            self._open[challenge] = now
            while len(self._open) > _MOST_OPEN:
                self._open.popitem(last=False)
        return challenge

    def check(self, header: str | None, now: datetime) -> None:
        """Judge a header; its challenge is used up. Raises WorkRefused."""
        if not header:
            raise WorkRefused("missing")
        found = _WRITTEN.fullmatch(header)
        if found is None:
            raise WorkRefused("not of the shape 1:bits:date:challenge::counter")
        bits, challenge = int(found[1]), found[2]
        with self._lock:
            given_at = self._open.pop(challenge, None)
        if given_at is None or now - given_at > _LIFETIME:
            raise WorkRefused("the challenge was not given, was used before, or is too old")
        if bits < self.bits or leading_zero_bits(header) < self.bits:
            raise WorkRefused("too few bits")
