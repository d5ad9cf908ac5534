"""Finds the providers by listing the folders beside this file."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path

from storelink.domain.errors import BadInput
from storelink.providers.contract import Provider

_HERE = Path(__file__).parent
_SHARED = frozenset({"delimited", "tests"})
"""Folders that providers share; every other one is a provider."""


def providers() -> tuple[Provider, ...]:
    """Every provider, in the order of their folders' names."""
    return found()


@cache
def found() -> tuple[Provider, ...]:
    """What `providers` gives: the one place where tests put others."""
    folders = sorted(
        entry.name
        for entry in _HERE.iterdir()
        if (entry / "__init__.py").is_file() and entry.name not in _SHARED
    )
    return tuple(import_module(f"storelink.providers.{name}").provider for name in folders)


def provider(key: str) -> Provider:
    """The provider of that key; BadInput if there is none."""
    for candidate in providers():
        if candidate.key == key:
            return candidate
    known = ", ".join(p.key for p in providers())
    raise BadInput(f"There is no console “{key}”. Known: {known}.", field="provider")
