"""Starts Django, for the commands that need the product's rows, and sees to the database."""

from __future__ import annotations

import io
import os

import django
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from storelink.cli.exits import CommandFailed, Exit


def start() -> None:
    """Settings read, models loaded. Misconfigured where a setting is unusable."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storelink.config.settings")
    # Files that we make are for our own account alone.
    os.umask(0o077)
    django.setup()


def migrate() -> None:
    """Bring the database to this version's layout. Safe to repeat, quick where nothing is due."""
    if is_current():
        return
    quiet = io.StringIO()
    call_command("migrate", interactive=False, verbosity=0, stdout=quiet)
    call_command("createcachetable", verbosity=0, stdout=quiet)


def require_rows() -> None:
    """For commands that read rows: a new database is made, an older one refused.

    An older one is not brought forward in passing, because a running version may still use it.
    """
    if is_current():
        return
    if _is_empty():
        migrate()
        return
    raise CommandFailed(
        "The database belongs to another version of Storelink. End what runs, make a backup, and "
        "start this version with `storelink up`: it brings the database forward."
    )


def is_current() -> bool:
    """Whether no migration is waiting. CommandFailed where the database cannot be reached."""
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError as error:
        raise CommandFailed(f"The database can't be reached: {error}", Exit.BUSY) from error
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _is_empty() -> bool:
    return not connection.introspection.table_names()
