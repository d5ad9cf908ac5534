"""Bars of what comes in, in a process of their own that ends when all is in."""

from __future__ import annotations

from storelink.cli.lifeline import end_with_supervisor
from storelink.cli.person import acting_person, integrations_of, workspace_of
from storelink.cli.watching import watch


def main() -> None:
    """Watch the only person's accounts until their first run has ended."""
    end_with_supervisor()
    watch(integrations_of(workspace_of(acting_person(""), "")), {})
