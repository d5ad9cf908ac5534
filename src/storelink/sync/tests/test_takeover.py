"""Who is dead, and who only looks so. Real killed workers are in `tests/test_kill.py`."""

import os
import socket
from datetime import timedelta

import pytest
from django.utils import timezone

from storelink.integrations.models import Worker
from storelink.sync import jobs
from storelink.sync.takeover import BEAT_EVERY_SECONDS, DEAD_AFTER_SECONDS, Watch

ELSEWHERE = "another-machine"


class Workers:
    """Two workers, one clock, and the jobs that they hold."""

    def __init__(self):
        self.now = 1000.0
        self.held = {"a": ["job-a"], "b": ["job-b"]}
        self.taken = []
        self.watch = {name: Watch(name, clock=lambda: self.now) for name in "ab"}

    def take(self, job_ids):
        self.taken += job_ids

    def goes_by(self, seconds, *living):
        """Time, in which the living look as often as they do."""
        for _ in range(int(seconds / BEAT_EVERY_SECONDS)):
            self.now += BEAT_EVERY_SECONDS
            for name in living:
                self.watch[name].take_over()


@pytest.fixture
def workers(db, monkeypatch):
    found = Workers()
    monkeypatch.setattr(jobs, "held_by", lambda: found.held)
    monkeypatch.setattr(jobs, "take_over", found.take)
    for name in "ab":
        Worker.objects.create(executor=name, host=ELSEWHERE, pid=1)
    return found


def test_living_workers_keep_what_they_do(workers):
    workers.goes_by(300, "a", "b")
    assert workers.taken == []


def test_one_whose_beats_stop_while_others_are_written_is_dead(workers):
    workers.goes_by(60, "a", "b")
    workers.goes_by(DEAD_AFTER_SECONDS, "a")
    assert workers.taken == []
    workers.goes_by(2 * BEAT_EVERY_SECONDS, "a")
    assert set(workers.taken) == {"job-b"}


def test_nobody_is_dead_because_the_database_was_away(workers):
    """All beats are old at once: nothing of another worker could have been written meanwhile."""
    workers.goes_by(60, "a", "b")
    workers.now += 120
    Worker.objects.update(beat_at=timezone.now() - timedelta(minutes=2))
    workers.goes_by(DEAD_AFTER_SECONDS - BEAT_EVERY_SECONDS, "a")
    assert workers.taken == []
    workers.goes_by(300, "a", "b")
    assert workers.taken == []


def test_who_died_while_the_database_was_away_is_dead_soon_after(workers):
    workers.goes_by(60, "a", "b")
    workers.now += 120
    workers.goes_by(2 * DEAD_AFTER_SECONDS, "a")
    assert set(workers.taken) == {"job-b"}


def test_a_clock_that_is_off_kills_nobody(workers, monkeypatch):
    for _ in range(20):
        workers.goes_by(BEAT_EVERY_SECONDS, "a", "b")
        late = Worker.objects.get(executor="b").beat_at - timedelta(hours=3)
        Worker.objects.filter(executor="b").update(beat_at=late)
    assert workers.taken == []


def test_a_death_on_this_machine_shows_at_once(workers, monkeypatch):
    monkeypatch.setattr(os, "kill", lambda pid, signal: (_ for _ in ()).throw(ProcessLookupError))
    Worker.objects.filter(executor="b").update(host=socket.gethostname(), pid=2)
    workers.held.pop("a")
    workers.goes_by(BEAT_EVERY_SECONDS, "a")
    assert workers.taken == ["job-b"]
