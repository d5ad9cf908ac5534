"""What a named trouble is: its sentence, its options, how often it plays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

Option = str | int | float | bool
NONE: Mapping[str, Option] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Scenario:
    """One trouble. `options` are its settings with what they are when nobody says otherwise."""

    name: str
    sentence: str
    options: Mapping[str, Option] = field(default_factory=lambda: NONE)
    count: int | None = None
    """How many times it plays when nobody says; None means until it is switched off."""


def scenario(name: str, sentence: str, count: int | None = None, **options: Option) -> Scenario:
    """A trouble with its options."""
    return Scenario(name, sentence, MappingProxyType(options), count)
