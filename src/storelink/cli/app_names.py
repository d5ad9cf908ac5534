"""Apps as people name them on a command line."""

from __future__ import annotations

from collections.abc import Iterable

from storelink.cli.exits import CommandFailed, Exit
from storelink.integrations.models import Integration
from storelink.products.models import App


def apps_named(one: Integration, names: Iterable[str]) -> tuple[App, ...]:
    """The account's apps of these names or store's ids. CommandFailed for one that it has not."""
    known = {name.lower(): app for app in one.apps.all() for name in (app.name, app.store_id)}
    missing = [name for name in names if name.lower() not in known]
    if missing:
        raise CommandFailed(
            f"{one.name} has no app “{missing[0]}”. `storelink apps list {one.pk}` lists them.",
            Exit.USAGE,
        )
    return tuple(known[name.lower()] for name in names)
