"""How a worker starts."""

import threading

import pytest
from django.db import OperationalError

from storelink.domain.errors import VaultError
from storelink.sync import worker


@pytest.fixture(autouse=True)
def no_waits(monkeypatch):
    monkeypatch.setattr(worker, "_FIRST_WAIT_SECONDS", 0.0)


def test_a_database_that_is_away_is_waited_for_at_the_start(db):
    answers = [OperationalError("away"), OperationalError("away"), None]

    def start():
        if (error := answers.pop(0)) is not None:
            raise error

    assert worker._patiently(threading.Event(), start)
    assert answers == []


def test_waiting_ends_with_the_worker(db):
    stopping = threading.Event()

    def start():
        stopping.set()
        raise OperationalError("away")

    assert not worker._patiently(stopping, start)


def test_a_missing_key_is_not_waited_for(db):
    def start():
        raise VaultError("There is no key.")

    with pytest.raises(VaultError):
        worker._patiently(threading.Event(), start)
