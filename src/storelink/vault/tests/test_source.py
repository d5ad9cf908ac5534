"""Where keys come from, and when the product refuses to start."""

import errno
import multiprocessing
import os
import stat

import pytest

from storelink.vault.errors import KeyDamaged, KeyIsFixed, KeyUnsafe, NoKey
from storelink.vault.keyring import new_key
from storelink.vault.source import FileSource, SettingSource, key_source

SETTING = new_key().written()


@pytest.fixture
def key_file(tmp_path):
    """The key file of an installation that has started once."""
    key_source(folder=tmp_path, may_make_key=True)
    return tmp_path / "vault.key"


def test_the_first_start_makes_a_key_for_its_owner_alone(tmp_path):
    folder = tmp_path / "not" / "there"
    key_source(folder=folder, may_make_key=True)
    assert stat.S_IMODE((folder / "vault.key").stat().st_mode) == 0o600
    assert [found.name for found in folder.iterdir()] == ["vault.key"]


def test_later_starts_find_the_same_key(tmp_path, key_file):
    before = key_file.read_bytes()
    key_source(folder=tmp_path, may_make_key=True)
    assert key_file.read_bytes() == before


def test_no_key_no_start_where_anything_is_sealed_already(tmp_path):
    with pytest.raises(NoKey, match="Put it back from your copy"):
        key_source(folder=tmp_path, may_make_key=False)
    assert list(tmp_path.iterdir()) == []


def test_a_named_file_comes_before_our_own_and_is_never_made(tmp_path, key_file):
    named = tmp_path / "elsewhere"
    with pytest.raises(NoKey, match="elsewhere"):
        key_source(key_file=named, folder=tmp_path, may_make_key=True)
    named.write_text(SETTING)
    named.chmod(0o600)
    source = key_source(key_file=named, folder=tmp_path, may_make_key=True)
    assert source.load().newest.written() == SETTING


def test_a_key_in_a_setting_comes_before_our_own_and_leaves_no_file(tmp_path):
    source = key_source(key=SETTING, folder=tmp_path, may_make_key=True)
    assert source.load().newest.written() == SETTING
    assert list(tmp_path.iterdir()) == []


def test_two_sources_at_once_are_refused(tmp_path, key_file):
    with pytest.raises(NoKey, match="both set"):
        key_source(key_file=key_file, key=SETTING, folder=tmp_path, may_make_key=True)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o777, 0o610])
def test_a_key_file_open_to_others_is_refused_with_the_command_that_closes_it(key_file, mode):
    key_file.chmod(mode)
    with pytest.raises(KeyUnsafe, match=f"chmod 600 {key_file}"):
        key_source(folder=key_file.parent, may_make_key=True)


def test_a_key_file_narrower_than_needed_is_fine(key_file):
    key_file.chmod(0o400)
    assert FileSource(key_file).load()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_key_file_of_somebody_else_is_refused(key_file):
    os.chown(key_file, 12345, 12345)
    with pytest.raises(KeyUnsafe, match="somebody else"):
        FileSource(key_file).load()


def test_a_folder_in_its_place_is_refused(tmp_path):
    (tmp_path / "vault.key").mkdir(mode=0o700)
    with pytest.raises(KeyUnsafe, match="is not a file"):
        key_source(folder=tmp_path, may_make_key=True)


def test_a_pipe_in_its_place_keeps_nobody_waiting(tmp_path):
    os.mkfifo(tmp_path / "vault.key", 0o600)
    with pytest.raises(KeyUnsafe, match="is not a file"):
        key_source(folder=tmp_path, may_make_key=True)


def test_a_folder_that_cannot_be_made_is_no_start(tmp_path):
    (tmp_path / "a file").touch()
    with pytest.raises(NoKey, match="STORELINK_VAULT_KEY_FILE"):
        key_source(folder=tmp_path / "a file", may_make_key=True)


def test_a_key_file_that_cannot_be_changed_says_how_a_person_adds_a_key(key_file, monkeypatch):
    before = key_file.read_bytes()

    def no_space(descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(KeyIsFixed, match=r"No space left.*before the present one"):
        FileSource(key_file).add()
    assert key_file.read_bytes() == before
    assert [found.name for found in key_file.parent.iterdir()] == ["vault.key"]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"x" * 70_000, b"not a key"])
def test_a_damaged_key_file_is_never_replaced(key_file, content):
    key_file.write_bytes(content)
    with pytest.raises((KeyDamaged, NoKey)):
        key_source(folder=key_file.parent, may_make_key=True)
    assert key_file.read_bytes() == content


def _start(folder, go):
    go.wait()
    key_source(folder=folder, may_make_key=True)


def _add(path, go):
    go.wait()
    for _ in range(5):
        FileSource(path).add()


def _at_once(what, argument, processes=4):
    # Not a plain fork: a test runner has threads, and a fork of those may hang.
    apart = multiprocessing.get_context("forkserver")
    go = apart.Event()
    started = [apart.Process(target=what, args=(argument, go)) for _ in range(processes)]
    for process in started:
        process.start()
    go.set()
    for process in started:
        process.join(60)
    assert [process.exitcode for process in started] == [0] * processes


def test_many_first_starts_at_once_end_with_one_key(tmp_path):
    for attempt in range(3):
        folder = tmp_path / str(attempt)
        _at_once(_start, folder)
        assert len(FileSource(folder / "vault.key").load().keys) == 1
        assert [found.name for found in folder.iterdir()] == ["vault.key"]


def test_of_many_keys_added_at_once_none_is_lost(key_file):
    _at_once(_add, key_file, processes=4)
    assert len(FileSource(key_file).load().keys) == 1 + 4 * 5
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600


def test_a_key_in_a_setting_can_only_be_added_by_a_person():
    with pytest.raises(KeyIsFixed, match="before the present one"):
        SettingSource(SETTING).add()
