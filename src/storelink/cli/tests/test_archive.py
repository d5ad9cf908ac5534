"""Backups as files: whole, compared, and refused in every other case."""

from __future__ import annotations

import io
import sqlite3
import tarfile
import threading
from contextlib import closing

import pytest

from storelink.cli.archive import MANIFEST, Writer, unpack
from storelink.cli.backup import LEFT_OUT
from storelink.cli.exits import CommandFailed
from storelink.cli.snapshot import copy_database, read_column


def _ignore(_count: int) -> None:
    """Nobody watches."""


@pytest.fixture
def backup(tmp_path):
    (tmp_path / "one").write_bytes(b"first" * 1000)
    (tmp_path / "two").write_bytes(b"")
    writer = Writer(tmp_path / "b.tar", _ignore)
    writer.add("data/one", tmp_path / "one")
    writer.add("two", tmp_path / "two")
    writer.finish({"format": 1, "version": "x"})
    return tmp_path / "b.tar"


def test_what_goes_in_comes_out(backup, tmp_path) -> None:
    manifest = unpack(backup, tmp_path / "out", _ignore)
    assert manifest.facts["version"] == "x"
    assert (tmp_path / "out" / "data" / "one").read_bytes() == b"first" * 1000
    assert (tmp_path / "out" / "two").read_bytes() == b""


def test_a_backup_is_for_its_owner_alone(backup) -> None:
    assert backup.stat().st_mode & 0o077 == 0


def test_a_flipped_bit_is_found(backup, tmp_path) -> None:
    content = bytearray(backup.read_bytes())
    content[content.index(b"first")] ^= 1
    backup.write_bytes(bytes(content))
    with pytest.raises(CommandFailed, match="is damaged: 1 of its files"):
        unpack(backup, tmp_path / "out", _ignore)


@pytest.mark.parametrize("kept", [0, 100, 600, 3000, 6000])
def test_a_backup_cut_short_is_refused(backup, tmp_path, kept) -> None:
    backup.write_bytes(backup.read_bytes()[:kept])
    with pytest.raises(CommandFailed, match="no whole backup"):
        unpack(backup, tmp_path / "out", _ignore)


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "a/../../evil"])
def test_a_member_that_leaves_the_folder_is_refused(tmp_path, name) -> None:
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        tar.addfile(tarfile.TarInfo(name), io.BytesIO())
    with pytest.raises(CommandFailed, match="no whole backup"):
        unpack(tmp_path / "evil.tar", tmp_path / "out", _ignore)
    assert not (tmp_path / "evil").exists()


def test_a_link_is_refused(tmp_path) -> None:
    link = tarfile.TarInfo("data/link")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        tar.addfile(link)
    with pytest.raises(CommandFailed, match="no whole backup"):
        unpack(tmp_path / "evil.tar", tmp_path / "out", _ignore)


def test_another_layout_is_refused(tmp_path) -> None:
    writer = Writer(tmp_path / "b.tar", _ignore)
    writer.finish({"format": 2})
    with pytest.raises(CommandFailed, match="another version"):
        unpack(tmp_path / "b.tar", tmp_path / "out", _ignore)


def test_giving_up_leaves_nothing(tmp_path) -> None:
    writer = Writer(tmp_path / "b.tar", _ignore)
    with pytest.raises(FileNotFoundError):
        writer.add("gone", tmp_path / "gone")
    writer.give_up()
    assert list(tmp_path.iterdir()) == []


def test_no_member_can_take_the_manifests_place(tmp_path) -> None:
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        for _ in range(2):
            tar.addfile(tarfile.TarInfo(MANIFEST), io.BytesIO())
    (tmp_path / "out").mkdir()
    with pytest.raises((CommandFailed, FileExistsError)):
        unpack(tmp_path / "evil.tar", tmp_path / "out", _ignore)


def test_a_database_is_copied_as_it_was_at_one_moment(tmp_path) -> None:
    """A writer moves money between two rows all the time: the sum is the same in every copy."""
    source = tmp_path / "live.sqlite3"
    with closing(sqlite3.connect(source)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)")
        database.executemany("INSERT INTO t VALUES (?, 100)", [(n,) for n in range(2000)])
        database.commit()
    stop, done = threading.Event(), []

    def move() -> None:
        with closing(sqlite3.connect(source, timeout=30)) as database:
            while not stop.is_set():
                with database:
                    database.execute("UPDATE t SET n = n - 1 WHERE id = 0")
                    database.execute("UPDATE t SET n = n + 1 WHERE id = 1999")
                done.append(1)

    writer = threading.Thread(target=move)
    writer.start()
    try:
        for number in range(10):
            copy_database(source, tmp_path / f"copy{number}")
            assert read_column(tmp_path / f"copy{number}", "SELECT sum(n) FROM t") == ["200000"]
    finally:
        stop.set()
        writer.join()
    assert done


def test_rows_that_are_left_out_are_nowhere_in_the_copy(tmp_path):
    """Not even where SQLite keeps what was deleted, in the copy or before it was made."""
    with closing(sqlite3.connect(tmp_path / "a.sqlite3")) as database:
        database.execute("PRAGMA secure_delete=OFF")
        database.execute("CREATE TABLE session (data TEXT)")
        database.execute("CREATE TABLE kept (data TEXT)")
        database.executemany("INSERT INTO session VALUES (?)", [("canary-now" * 50,)] * 200)
        database.executemany("INSERT INTO session VALUES (?)", [("canary-before" * 50,)] * 200)
        database.execute("INSERT INTO kept VALUES ('kept')")
        database.commit()
        database.execute("DELETE FROM session WHERE data LIKE 'canary-before%'")
        database.commit()
    assert b"canary-before" in (tmp_path / "a.sqlite3").read_bytes()
    copy_database(tmp_path / "a.sqlite3", tmp_path / "b.sqlite3", without=["session"])
    assert b"canary" not in (tmp_path / "b.sqlite3").read_bytes()
    assert read_column(tmp_path / "b.sqlite3", "SELECT data FROM kept") == ["kept"]
    assert read_column(tmp_path / "b.sqlite3", "SELECT data FROM session") == []


def test_sessions_and_unfinished_conversations_are_left_out():
    tables = {"workspaces_session", "integrations_connectattempt"}
    assert set(LEFT_OUT) == tables
