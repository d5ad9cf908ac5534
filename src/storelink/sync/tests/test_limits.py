"""The hour's requests of a credential: counted, learnt, and remembered by the next process."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from storelink.domain.errors import Busy
from storelink.domain.waiting import Rest
from storelink.integrations.models import Credential
from storelink.sync import limits
from storelink.sync.limits import limiter_for


@pytest.fixture(autouse=True)
def _new_process(monkeypatch):
    monkeypatch.setattr(limits, "_known", {})
    monkeypatch.setattr(limits, "_PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr(limits, "_READ_EVERY_SECONDS", 0.0)


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


def _used_up(limiter, wait=timedelta(minutes=40), why=Rest.HOUR_USED_UP, part=""):
    return limiter.rest(wait, why, part)


def _refusal(limiter, part="") -> Any:
    with pytest.raises(Busy) as refused:
        limiter.check(part)
    return refused.value


def test_a_rest_that_the_store_asks_for_holds_for_every_worker(connected) -> None:
    first = limiter_for(Credential.objects.get(), per_hour=100)
    other = limiter_for(_restarted(), per_hour=100)
    _used_up(first)
    for limiter in (first, other):
        with pytest.raises(Busy) as refused:
            limiter.acquire()
        assert refused.value.wait is not None
        assert timedelta(minutes=39) < refused.value.wait <= timedelta(minutes=40)
        assert refused.value.reason == Rest.HOUR_USED_UP


def test_another_credential_goes_on(connected) -> None:
    other = Credential.objects.create(
        integration=connected, kind="another", public_id="2", sealed="x", slot="2"
    )
    _used_up(limiter_for(Credential.objects.exclude(pk=other.pk).get(), per_hour=100))
    limiter_for(other, per_hour=100).acquire()


def test_the_longest_of_what_the_store_asks_holds(connected) -> None:
    limiter = limiter_for(Credential.objects.get(), per_hour=100)
    _used_up(limiter)
    _used_up(limiter, timedelta(seconds=5), Rest.SLOWED_DOWN)
    assert _refusal(limiter).wait > timedelta(minutes=39)


def test_a_rest_of_one_part_leaves_the_others_alone(connected) -> None:
    limiter = limiter_for(Credential.objects.get(), per_hour=100)
    _used_up(limiter, part="reviews")
    assert _refusal(limiter, "reviews").part == "reviews"
    limiter.check("files")
    limiter.acquire()


def test_a_rest_ends(connected) -> None:
    limiter = limiter_for(Credential.objects.get(), per_hour=100)
    _used_up(limiter, timedelta(0))
    limiter.acquire()


def test_another_secret_has_an_hour_of_its_own(connected) -> None:
    limiter = limiter_for(Credential.objects.get(), per_hour=100)
    _used_up(limiter)
    Credential.objects.update(set_at=timezone.now())
    limiter_for(_restarted(), per_hour=100).acquire()


def test_where_the_store_does_not_say_how_long_our_own_hour_does(connected) -> None:
    limiter = limiter_for(Credential.objects.get(), per_hour=2)
    limiter.acquire()
    limiter.acquire()
    wait = limiter.rest(None, Rest.HOUR_USED_UP)
    assert timedelta(minutes=55) < wait <= timedelta(hours=1)


def test_where_others_used_the_hour_up_it_is_looked_at_again_in_a_quarter(connected) -> None:
    limiter = limiter_for(Credential.objects.get(), per_hour=100)
    limiter.acquire()
    wait = limiter.rest(None, Rest.HOUR_USED_UP)
    assert round(wait.total_seconds()) == 15 * 60


def test_refused_again_right_after_a_rest_it_rests_twice_as_long(connected) -> None:
    limiter = limiter_for(Credential.objects.get(), per_hour=100)
    waits = []
    for _ in range(4):
        waits.append(limiter.rest(None, Rest.SLOWED_DOWN, "reviews").total_seconds())
        row = Credential.objects.get()
        row.rests["reviews"]["until"] = timezone.now().isoformat()
        row.save()
    assert waits == [60, 120, 240, 480]


def test_our_own_count_names_the_moment_too(connected) -> None:
    limiter = limiter_for(Credential.objects.get(), per_hour=1)
    limiter.acquire()
    with pytest.raises(Busy) as refused:
        limiter.acquire()
    assert refused.value.wait is not None
    assert timedelta(minutes=55) < refused.value.wait <= timedelta(hours=1)
