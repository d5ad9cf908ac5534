"""Partial answers: the `fields` parameter, `a,b(c,d),e/f,*` as a tree of names."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from storelink_simulator.google.errors import Refused

_TOKEN = re.compile(r"[\w*-]+|[(),/]")
_LONGEST = 2000


@dataclass
class Mask:
    """Which names of an object are wanted; no name means everything."""

    wanted: dict[str, Mask] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether a name is wanted."""
        return not self.wanted or name in self.wanted or "*" in self.wanted

    def below(self, name: str) -> Mask:
        """What is wanted below a name."""
        return self.wanted.get(name) or self.wanted.get("*") or Mask()

    def applied(self, found: Any) -> Any:
        """A document without what is not wanted."""
        if isinstance(found, list):
            return [self.applied(one) for one in found]
        if not isinstance(found, dict) or not self.wanted:
            return found
        return {
            name: self.below(name).applied(value) for name, value in found.items() if self.has(name)
        }


def mask_of(text: str | None) -> Mask:
    """Read a `fields` parameter. Raises Refused where it cannot be read."""
    mask = Mask()
    if not text:
        return mask
    tokens = _TOKEN.findall(text)
    if len(text) > _LONGEST or "".join(tokens) != text.replace(" ", ""):
        raise _bad(text)
    try:
        left = _read(mask, tokens)
    except (IndexError, RecursionError) as error:
        raise _bad(text) from error
    if left:
        raise _bad(text)
    return mask


def _read(mask: Mask, tokens: list[str]) -> list[str]:
    """Read names into a mask until a bracket closes; what is left comes back."""
    while True:
        here = mask
        name = tokens.pop(0)
        if name in "(),/":
            raise IndexError
        here = here.wanted.setdefault(name, Mask())
        while tokens and tokens[0] == "/":
            tokens.pop(0)
            here = here.wanted.setdefault(tokens.pop(0), Mask())
        if tokens and tokens[0] == "(":
            tokens = _read(here, tokens[1:])
            if tokens.pop(0) != ")":
                raise IndexError
        if not tokens or tokens[0] != ",":
            return tokens
        tokens.pop(0)


def _bad(text: str) -> Refused:
    return Refused(
        400,
        "invalidParameter",
        f"Invalid field selection {text[:60]}",
        location=("parameter", "fields"),
    )
