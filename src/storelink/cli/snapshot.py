"""A SQLite database copied while others write to it, as it was at one moment."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from storelink.cli.exits import CommandFailed

_WAIT_SECONDS = 60.0


def copy_database(source: Path, target: Path, *, without: Sequence[str] = ()) -> None:
    """Copy by SQLite's backup API, in one step: one moment, whatever is written meanwhile. The rows
    of the tables `without` are not in the copy, nor is anything that was deleted before.

    CommandFailed where the copy is not sound.
    """
    address = f"{source.absolute().as_uri()}?mode=ro"
    with (
        closing(sqlite3.connect(address, uri=True, timeout=_WAIT_SECONDS)) as database,
        closing(sqlite3.connect(target)) as copy,
    ):
        database.backup(copy, pages=-1)
        # One file, without a log beside it.
        copy.execute("PRAGMA journal_mode=DELETE")
        _forget(copy, without)
        found = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise CommandFailed(
            f"{source.name} is damaged ({found}). Nothing was backed up. Restore an older backup "
            "into a home of its own and compare."
        )


def _forget(copy: sqlite3.Connection, tables: Sequence[str]) -> None:
    for table in tables:
        copy.execute(f'DELETE FROM "{table}"')  # noqa: S608 - a name of ours
    copy.commit()
    if tables:
        copy.execute("VACUUM")  # Deleted rows stay in a file until their pages are used again.


def read_column(database: Path, statement: str) -> list[str]:
    """The first column of what a statement selects."""
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as opened:
        return [str(row[0]) for row in opened.execute(statement)]
