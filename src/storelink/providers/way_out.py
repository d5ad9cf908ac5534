"""Where, at the store, a person solves what stops an account."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WayOut:
    """A page of the store, and the words of the button that leads there."""

    label: str
    """A verb and its object: “Unlock at Apple”."""
    address: str
    """Of a page for people. Storelink itself never asks for it."""
    is_whole_answer: bool = True
    """False where what to do there must be read first: the button then stands below the steps."""
