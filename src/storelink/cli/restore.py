"""`storelink restore`: an empty home is filled from a backup, or stays empty."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from storelink.cli.archive import Manifest, unpack
from storelink.cli.backup import APP_DATABASE, DATA_FOLDER, JOBS_DATABASE
from storelink.cli.exits import CommandFailed, Exit
from storelink.cli.home import sole_use
from storelink.cli.output import note, print_json, say
from storelink.cli.product import migrate
from storelink.cli.progress import byte_bar
from storelink.integrations.secrets_check import SecretsCheck, check_secrets
from storelink.integrations.storage import files

_GONE = ("sessions", "usersessions")
"""Parts of the database that earlier versions had: the migration that ends them is known."""


def run(
    file: Annotated[Path, typer.Argument(help="A file written by `storelink backup`.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Restore a backup into an empty home folder after verifying its checksums.

    Put vault.key there first, or set STORELINK_VAULT_KEY_FILE: it is never in a backup. Exit code 3
    if the data is restored but a stored credential cannot be decrypted with the key.
    """
    with sole_use(settings.HOME):
        _refuse_unless_empty()
        with _staging() as folder:
            with byte_bar("Comparing", file.stat().st_size) as on_progress:
                manifest = unpack(file, folder, on_progress)
            _refuse_newer(manifest, file)
            _put_in_place(folder, manifest)
        migrate()
        found = check_secrets()
    _report(manifest, found, as_json=as_json)


def _refuse_unless_empty() -> None:
    if connection.vendor != "sqlite":
        raise CommandFailed(
            "The settings name a PostgreSQL database, which is restored by `pg_restore`. To "
            "restore this backup, leave STORELINK_DATABASE_URL out.",
            Exit.USAGE,
        )
    taken = [path for path in (_app_database(), settings.HOME / JOBS_DATABASE) if path.exists()]
    if taken:
        raise CommandFailed(
            f"{settings.HOME} is not empty: {taken[0].name} is there. Nothing was restored. Name "
            "an empty home by STORELINK_HOME.",
            Exit.USAGE,
        )


@contextmanager
def _staging() -> Iterator[Path]:
    """A folder of the home in which the backup lies until all of it is known to be whole."""
    for left_over in settings.HOME.glob(".restoring-*"):
        shutil.rmtree(left_over)
    folder = Path(tempfile.mkdtemp(dir=settings.HOME, prefix=".restoring-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _refuse_newer(manifest: Manifest, file: Path) -> None:
    known = {".".join(name) for name in MigrationLoader(None).disk_migrations}
    given = {str(name) for name in manifest.facts.get("migrations", ())}
    unknown = sorted(name for name in given - known if name.partition(".")[0] not in _GONE)
    if unknown:
        raise CommandFailed(
            f"{file.name} was made by version {manifest.facts.get('version')}, whose database this "
            f"version does not know ({unknown[0]}). Install that version or a later one."
        )


def _put_in_place(folder: Path, manifest: Manifest) -> None:
    """The files first, the database last: until it is there, the home counts as empty."""
    store = files()
    for name in manifest.members:
        if name.startswith(DATA_FOLDER):
            store.put(name.removeprefix(DATA_FOLDER), folder / name)
    if JOBS_DATABASE in manifest.members:
        _move(folder / JOBS_DATABASE, settings.HOME / JOBS_DATABASE)
    _move(folder / APP_DATABASE, _app_database())


def _move(source: Path, target: Path) -> None:
    with source.open("rb+") as file:
        os.fsync(file.fileno())
    source.replace(target)
    handle = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _app_database() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def _report(manifest: Manifest, found: SecretsCheck, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "home": str(settings.HOME),
                "files": len(manifest.members),
                "made_at": manifest.facts.get("made_at"),
                "credentials": found.opened + len(found.failures),
                "credentials_opened": found.opened,
            }
        )
    else:
        say(f"{settings.HOME} holds the backup of {manifest.facts.get('made_at')}.")
        say(f"{found.opened} stored credentials open with the vault key.")
    if found.failures:
        note(f"{len(found.failures)} stored credentials do not open: {found.failures[0]}")
        note("The data is complete. Put vault.key in its place, or connect these accounts again.")
        raise typer.Exit(Exit.NEEDS_A_PERSON)
