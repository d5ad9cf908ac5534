"""The code in what a person typed or pasted: a bare code, “394 821”, or the whole message."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

MOST_CHARACTERS: Final = 2000
_GAP: Final = r"[ \u00a0\u2009\u202f\-\u2013]?"


def code_in(typed: str, length: int = 6) -> str:
    """The code, as text: a leading zero counts. Empty where there is none, or several that differ.

    A message that is bound to a site says the code again behind a `#`; that one is believed.
    """
    plain = _ascii_digits(typed[:MOST_CHARACTERS])
    whole = rf"(?<!\d)\d{{{length}}}(?!\d)"
    loose = rf"(?<!\d)\d(?:{_GAP}\d){{{length - 1}}}(?!\d)"
    for pattern in (rf"#({whole})", rf"({whole})", rf"({loose})"):
        found = {re.sub(r"\D", "", each) for each in re.findall(pattern, plain)}
        if len(found) == 1:
            return found.pop()
    return ""


def _ascii_digits(words: str) -> str:
    return "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in words
    )
