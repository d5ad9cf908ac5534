"""Changing the key: nothing is lost, nobody is interrupted, and it can be tried again."""

import threading

import pytest

from storelink.vault.about import About
from storelink.vault.errors import KeyIsFixed
from storelink.vault.keyring import Keyring, new_key
from storelink.vault.rotate import SealedRow, rotate
from storelink.vault.source import FileSource, SettingSource, key_source
from storelink.vault.vault import Vault, kid_of


class Rows:
    """Sealed secrets in memory, changed only where they are still as they were read."""

    def __init__(self):
        self.blobs = {}
        self.lock = threading.Lock()

    def put(self, about, blob):
        with self.lock:
            self.blobs[about] = blob

    def __iter__(self):
        return iter([SealedRow(about, blob) for about, blob in self.blobs.items()])

    def replace(self, row, blob):
        with self.lock:
            if self.blobs[row.about] != row.blob:
                return False
            self.blobs[row.about] = blob
            return True

    def kids(self):
        return {kid_of(blob) for blob in self.blobs.values()}


class Interrupted(Exception):
    """As if somebody had pulled the plug."""


class RowsThatStop(Rows):
    def __init__(self, after):
        super().__init__()
        self.left = after

    def replace(self, row, blob):
        if self.left == 0:
            raise Interrupted
        self.left -= 1
        return super().replace(row, blob)


def row(number):
    return About(table="credential", row=str(number))


def secret(number):
    return f"secret {number}".encode()


def fill(rows, vault, count=20):
    for number in range(count):
        rows.put(row(number), vault.seal(secret(number), row(number)))
    return rows


def all_open(rows, vault):
    return all(vault.open(found.blob, found.about) == secret(found.about.row) for found in rows)


@pytest.fixture
def source(tmp_path):
    return key_source(folder=tmp_path, may_make_key=True)


def test_every_secret_is_sealed_with_the_new_key_and_still_opens(source):
    vault = Vault(source)
    before = vault.newest_kid
    rows = fill(Rows(), vault)
    done = rotate(vault, rows)
    assert (done.is_new_key, done.resealed, done.left, done.failures) == (True, 20, 0, ())
    assert rows.kids() == {done.kid}
    assert done.kid != before
    assert all_open(rows, vault)


def test_the_old_key_can_be_taken_away_afterwards(source):
    rows = fill(Rows(), Vault(source))
    rotate(Vault(source), rows)
    newest_alone = Keyring((source.load().newest,)).written()
    source.path.write_text(newest_alone)
    assert all_open(rows, Vault(source))


def test_an_interrupted_rotation_is_finished_by_the_next_and_adds_no_key(source):
    rows = fill(RowsThatStop(after=7), Vault(source))
    with pytest.raises(Interrupted):
        rotate(Vault(source), rows)
    assert len(rows.kids()) == 2
    assert all_open(rows, Vault(source))
    rows.left = 1000
    done = rotate(Vault(source), rows)
    assert (done.is_new_key, done.resealed) == (False, 13)
    assert rows.kids() == {done.kid}
    assert len(source.load().keys) == 2


def test_a_secret_that_does_not_open_is_reported_and_left_as_it_is(source):
    vault = Vault(source)
    rows = fill(Rows(), vault, count=3)
    foreign = Vault(SettingSource(new_key().written())).seal(b"?", row(99))
    rows.put(row(99), foreign)
    rows.put(row(98), "damaged")
    rows.put(row(97), rows.blobs[row(0)])
    done = rotate(vault, rows)
    assert done.is_new_key
    assert done.resealed == 3
    assert [failure.about for failure in done.failures] == [row(99), row(98), row(97)]
    assert rows.blobs[row(99)] == foreign


def test_keys_in_a_setting_are_rotated_by_a_person_and_the_command(source):
    old, newest = new_key(), new_key()
    rows = fill(Rows(), Vault(SettingSource(old.written())))
    with pytest.raises(KeyIsFixed):
        rotate(Vault(SettingSource(old.written())), rows)
    vault = Vault(SettingSource(f"{newest.written()},{old.written()}"))
    done = rotate(vault, rows)
    assert (done.is_new_key, done.resealed, rows.kids()) == (False, 20, {newest.kid})


def test_another_process_uses_a_new_key_at_once(source):
    ours, theirs = Vault(source), Vault(FileSource(source.path))
    rotate(theirs, Rows())
    assert ours.open(theirs.seal(b"secret", row(1)), row(1)) == b"secret"
    assert kid_of(ours.seal(b"secret", row(1))) == theirs.newest_kid


def test_readers_and_writers_go_on_while_the_key_changes_three_times(source):
    rows = fill(Rows(), Vault(source), count=30)
    stop, failed, reads = threading.Event(), [], []

    def work(number):
        vault = Vault(FileSource(source.path))
        while not stop.is_set():
            for found in rows:
                try:
                    assert vault.open(found.blob, found.about) == secret(found.about.row)
                    reads.append(1)
                except Exception as error:
                    failed.append(error)
            rows.put(row(number), vault.seal(secret(number), row(number)))

    workers = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for worker in workers:
        worker.start()
    try:
        kids = [rotate(Vault(source), rows).kid for _ in range(3)]
    finally:
        stop.set()
        for worker in workers:
            worker.join()
    assert failed == []
    assert reads
    assert rotate(Vault(source), rows).kid not in kids
    assert len(rows.kids()) == 1
