"""A SQLite database copied while others write to it, as it was at one moment."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from storelink.cli.exits import CommandFailed

_WAIT_SECONDS = 60.0


def copy_database(source: Path, target: Path) -> None:
    """Copy by SQLite's backup API, in one step: one moment, whatever is written meanwhile.

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
        found = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise CommandFailed(
            f"{source.name} is damaged ({found}). Nothing was backed up. Restore an older backup "
            "into a home of its own and compare."
        )


def read_column(database: Path, statement: str) -> list[str]:
    """The first column of what a statement selects."""
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as opened:
        return [str(row[0]) for row in opened.execute(statement)]
