"""The hour's requests of a credential: counted, learnt, and remembered by the next process."""

from __future__ import annotations

import pytest

from storelink.domain.errors import Busy
from storelink.integrations.models import Credential
from storelink.sync import limits
from storelink.sync.limits import limiter_for


@pytest.fixture(autouse=True)
def _new_process(monkeypatch):
    monkeypatch.setattr(limits, "_known", {})
    monkeypatch.setattr(limits, "_PATIENCE_SECONDS", 0.0)


def _restarted() -> Credential:
    limits._known.clear()
    return Credential.objects.get()


def test_an_hour_that_is_used_up_is_said(connected) -> None:
    limiter = limiter_for(Credential.objects.get(), per_hour=2)
    limiter.acquire()
    limiter.acquire()
    with pytest.raises(Busy, match="used up"):
        limiter.acquire()


def test_another_process_counts_the_same_hour(connected) -> None:
    limiter_for(Credential.objects.get(), per_hour=1).acquire()
    with pytest.raises(Busy):
        limiter_for(_restarted(), per_hour=1).acquire()


def test_the_limit_that_the_store_told_outlives_the_process(connected) -> None:
    first = limiter_for(Credential.objects.get(), per_hour=1)
    first.acquire()
    first.learn(100)
    limiter_for(_restarted(), per_hour=1).acquire()


def test_a_tenth_is_left_to_others(connected) -> None:
    limiter_for(Credential.objects.get(), per_hour=1).learn(100)
    assert Credential.objects.get().hour_limit == 90
