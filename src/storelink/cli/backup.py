"""`storelink backup`: everything but the keys, in one file, while the product runs."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from storelink.cli.archive import FORMAT, Manifest, Writer
from storelink.cli.archive import Progress as OnProgress
from storelink.cli.exits import CommandFailed, Exit
from storelink.cli.output import print_json, say
from storelink.cli.product import require_rows
from storelink.cli.progress import byte_bar
from storelink.cli.snapshot import copy_database, read_column
from storelink.integrations.models import ConnectAttempt, DataFile, KeptFile
from storelink.integrations.storage import files
from storelink.workspaces.audit import note as write_down
from storelink.workspaces.models import Session

APP_DATABASE = "app.sqlite3"
JOBS_DATABASE = "jobs.sqlite3"
DATA_FOLDER = "data/"
_MOST_TRIES = 3
LEFT_OUT = tuple(model._meta.db_table for model in (Session, ConnectAttempt))
"""Who is signed in, and what is being connected: neither goes on from a backup."""


def run(
    file: Annotated[Path, typer.Argument(help="The file to write, for example storelink.tar.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Back up the databases, report files, and warehouse to one file while everything runs.

    It contains no sessions, and never the vault key or the secret key. Keep a copy of vault.key
    elsewhere, or the stored credentials cannot be decrypted after a restore.
    """
    require_rows()
    _refuse_other_databases()
    if file.is_dir():
        raise CommandFailed(f"{file} is a folder. Name a file in it.", Exit.USAGE)
    manifest = _backed_up(file.absolute())
    write_down(None, None, "backup.written", file.name)
    _report(file, manifest, as_json=as_json)


def _backed_up(target: Path) -> Manifest:
    for _ in range(_MOST_TRIES):
        with tempfile.TemporaryDirectory(
            dir=target.parent, prefix=".storelink-backup-", ignore_cleanup_errors=True
        ) as folder:
            try:
                return _write(target, _taken(Path(folder)))
            except FileNotFoundError:
                # The sweep took a file that a load replaced since the snapshot: take another.
                continue
    raise CommandFailed(
        "Files kept being replaced while they were copied. Nothing was written. Try again when "
        "less is going on.",
        Exit.BUSY,
    )


@dataclass(frozen=True, slots=True)
class _Snapshot:
    databases: dict[str, Path]
    data_paths: tuple[str, ...]


def _taken(folder: Path) -> _Snapshot:
    databases = {}
    # The jobs first: a job that is older than its rows only does again what it may do twice.
    jobs = settings.HOME / JOBS_DATABASE
    if jobs.exists():
        databases[JOBS_DATABASE] = folder / JOBS_DATABASE
        copy_database(jobs, databases[JOBS_DATABASE])
    databases[APP_DATABASE] = folder / APP_DATABASE
    source = Path(str(connection.settings_dict["NAME"]))
    copy_database(source, databases[APP_DATABASE], without=LEFT_OUT)
    return _Snapshot(databases, tuple(_data_paths(databases[APP_DATABASE])))


def _data_paths(database: Path) -> Iterator[str]:
    """The files that the copied database knows: as it knows them, not as they are now."""
    live = f"SELECT path FROM {DataFile._meta.db_table} WHERE dead_at IS NULL"  # noqa: S608
    kept = f"SELECT DISTINCT path FROM {KeptFile._meta.db_table} WHERE byte_count >= 0"  # noqa: S608
    yield from read_column(database, live)
    yield from read_column(database, kept)


def _write(target: Path, snapshot: _Snapshot) -> Manifest:
    store = files()
    sources = dict(snapshot.databases)
    sources |= {f"{DATA_FOLDER}{path}": store.get(path) for path in snapshot.data_paths}
    total = sum(source.stat().st_size for source in sources.values())
    with byte_bar("Backing up", total) as on_progress:
        return _written(target, sources, on_progress)


def _written(target: Path, sources: dict[str, Path], on_progress: OnProgress) -> Manifest:
    writer = Writer(target, on_progress)
    try:
        for name, source in sources.items():
            writer.add(name, source)
        return writer.finish(_facts())
    finally:
        writer.give_up()


def _facts() -> dict[str, object]:
    return {
        "format": FORMAT,
        "version": version("storelink"),
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "migrations": sorted(
            ".".join(name) for name in MigrationRecorder(connection).applied_migrations()
        ),
    }


def _refuse_other_databases() -> None:
    if connection.vendor == "sqlite":
        return
    name = connection.settings_dict["NAME"]
    raise CommandFailed(
        "The database is PostgreSQL, which has a backup of its own. Run "
        f"`pg_dump --format=custom {_pg_left_out()} --file=storelink.dump {name}`, then copy "
        f"{settings.DATA_URL}: "
        "the files there never change, so that a copy made after the dump holds all that the dump "
        "knows.",
        Exit.USAGE,
    )


def _pg_left_out() -> str:
    return " ".join(f"--exclude-table-data={table}" for table in LEFT_OUT)


def _report(file: Path, manifest: Manifest, *, as_json: bool) -> None:
    members = manifest.members.values()
    byte_count = sum(member.byte_count for member in members)
    if as_json:
        print_json(
            {"file": str(file), "files": len(members), "bytes": byte_count, **manifest.facts}
        )
        return
    say(f"{file}: {len(members)} files, {byte_count / 1e6:,.1f} MB.")
    say("The keys are not in it. Keep a copy of vault.key in another place.")
