"""Trouble on our own side: what it is told as, how it is waited for, and that it passes."""

import errno
import inspect
import sqlite3

import psycopg
import pytest
from django.db import InternalError, OperationalError, ProgrammingError
from django.utils import timezone

from storelink.domain.errors import OwnReason, Unexpected
from storelink.integrations.models import Credential, Integration, LoadedPartition, Run
from storelink.integrations.own_trouble import own_trouble_of
from storelink.integrations.status import status_of
from storelink.sync import jobs, run
from storelink.sync.own_side import LONGEST_WAIT_SECONDS, PATIENCE, own_wait, patiently
from storelink.sync.schedule import heal
from storelink.sync.tests.test_run import script, truth
from storelink.vault.errors import Damaged, UnknownKey
from storelink.warehouse.errors import StorageAway, StorageFailed
from storelink.warehouse.folder import FolderStore

__all__ = ["script"]


def caused(error, cause):
    error.__cause__ = cause
    return error


TROUBLES = [
    (OperationalError("connection refused"), OwnReason.DATABASE_AWAY),
    (OperationalError("database is locked"), OwnReason.DATABASE_LOCKED),
    (OperationalError("database table is locked"), OwnReason.DATABASE_LOCKED),
    (OperationalError("database or disk is full"), OwnReason.DISK_FULL),
    (sqlite3.OperationalError("database is locked"), OwnReason.DATABASE_LOCKED),
    (
        caused(InternalError("read-only"), psycopg.errors.ReadOnlySqlTransaction()),
        OwnReason.DATABASE_AWAY,
    ),
    (OSError(errno.ENOSPC, "No space left on device"), OwnReason.DISK_FULL),
    (OSError(errno.EROFS, "Read-only file system"), OwnReason.STORAGE_AWAY),
    (StorageAway("The bucket did not take x"), OwnReason.STORAGE_AWAY),
    (StorageFailed("x", reason="storage_failed"), OwnReason.STORAGE_AWAY),
    (StorageFailed("x", reason="storage_full"), OwnReason.DISK_FULL),
    (UnknownKey("0" * 16, "the key file"), OwnReason.VAULT_KEY_MISSING),
    (caused(RuntimeError("x"), OperationalError("gone")), OwnReason.DATABASE_AWAY),
]
OTHERS = [
    OperationalError("no such table: x"), ProgrammingError("x"), Unexpected("x"), ValueError("x"),
    FileNotFoundError(errno.ENOENT, "x"), Damaged(), StorageFailed("x", reason="file_missing"),
]  # fmt: skip


@pytest.mark.parametrize(("error", "reason"), TROUBLES, ids=lambda one: str(one)[:40])
def test_it_is_told_as_what_it_is(error, reason):
    trouble = own_trouble_of(error)
    assert trouble.reason == reason
    assert trouble.sentence.endswith((".", "?"))


@pytest.mark.parametrize("error", OTHERS, ids=repr)
def test_a_mistake_is_not_waited_for(error):
    assert own_trouble_of(error) is None


def test_waits_are_short_and_grow_to_a_minute():
    waits = [own_wait(attempt, 0.5) for attempt in range(PATIENCE)]
    assert waits[0] == 1.0
    assert waits == sorted(waits)
    assert max(waits) == LONGEST_WAIT_SECONDS


@pytest.fixture
def slept(monkeypatch):
    found = []
    monkeypatch.setattr(jobs, "sleep", found.append)
    return found


def whole_run(integration):
    """The workflow itself, its waits not slept."""
    one = Run.objects.create(integration=integration)
    return inspect.unwrap(run.sync_run)(one.pk)


class Failing:
    """A verb that fails so many times, each time with the next of these, and then does its work."""

    def __init__(self, monkeypatch, owner, name, errors):
        self.errors = list(errors)
        self.told = []
        verb = getattr(owner, name)

        def attempt(*args, **kwargs):
            if self.errors:
                raise self.errors.pop(0)
            return verb(*args, **kwargs)

        monkeypatch.setattr(owner, name, attempt)


AWAY = OperationalError("the connection is lost")


@pytest.mark.parametrize("name", ["look", "find", "load", "close", "interleaved"])
def test_a_run_outlives_a_database_that_goes_away(
    name, alice, workspace, connected, script, slept, monkeypatch
):
    Failing(monkeypatch, run, name, [AWAY] * 3)
    assert whole_run(connected) == "done"
    assert len(slept) == 3
    assert sum(slept) < 60
    assert status_of(Integration.objects.get()).code != "own_trouble"
    assert len(truth()) == 2 * LoadedPartition.objects.count()


def test_a_run_outlives_a_bucket_that_goes_away_and_its_row_says_why(
    connected, script, slept, monkeypatch
):
    told = []
    monkeypatch.setattr(jobs, "sleep", lambda _: told.append(status_of(Integration.objects.get())))
    Failing(monkeypatch, FolderStore, "put", [StorageAway("The bucket did not take x")] * 5)
    assert whole_run(connected) == "done"
    assert {(one.code, one.severity) for one in told} == {("own_trouble", "info")}
    assert "data folder or bucket" in told[0].cause
    assert status_of(Integration.objects.get()).code != "own_trouble"


def test_after_long_patience_the_next_run_is_due_within_minutes(
    connected, script, slept, monkeypatch
):
    Failing(monkeypatch, FolderStore, "put", [StorageAway("The bucket did not take x")] * 999)
    assert whole_run(connected) == "halted"
    assert sum(slept) > 1200
    due_in = Integration.objects.get().due_at - timezone.now()
    assert due_in.total_seconds() < 120
    assert "data folder or bucket" in status_of(Integration.objects.get()).cause


def test_a_missing_vault_key_gives_another_machine_its_turn(connected, script, slept, monkeypatch):
    def missing(credential):
        raise UnknownKey("0" * 16, "the key file")

    monkeypatch.setattr("storelink.sync.doors.open_secret", missing)
    assert whole_run(connected) == "halted"
    assert sum(slept) < 20
    assert "lacks the vault key" in status_of(Integration.objects.get()).cause
    assert Credential.objects.filter(refused_at=None).count() == 1
    due_in = Integration.objects.get().due_at - timezone.now()
    assert due_in.total_seconds() < 120


def test_a_damaged_secret_rests_and_says_what_to_do(connected, script, slept, monkeypatch):
    def damaged(credential):
        raise Damaged

    monkeypatch.setattr("storelink.sync.doors.open_secret", damaged)
    assert whole_run(connected) == "halted"
    assert "damaged" in status_of(Integration.objects.get()).cause


def test_a_job_that_died_of_us_is_tried_again_in_a_minute(connected, monkeypatch):
    monkeypatch.setattr(jobs, "is_known", lambda job: True)
    monkeypatch.setattr(jobs, "is_over", lambda job: True)
    Run.objects.create(integration=connected)
    assert heal() == 1
    due_in = Integration.objects.get().due_at - timezone.now()
    assert due_in.total_seconds() <= 60
    Run.objects.create(integration=connected)
    heal()
    due_in = Integration.objects.get().due_at - timezone.now()
    assert due_in.total_seconds() > 60


def test_what_is_no_trouble_of_ours_is_not_waited_for(slept):
    assert patiently(lambda: {"wait": 5}) == {"wait": 5}
    assert slept == []
