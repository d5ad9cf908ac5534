"""Imports one command, when it is asked for.

The second named exception to “no import inside a function”, after the providers' registry: a
command line that imported all commands would take a second to print its help.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from storelink.cli.commands import Entry


def load(entry: Entry) -> ModuleType:
    """The command's module; Django is started before it, where the command needs rows.

    Misconfigured where a setting is unusable.
    """
    if entry.needs_rows:
        import_module("storelink.cli.product").start()
    return import_module(f"storelink.cli.{entry.module}")
