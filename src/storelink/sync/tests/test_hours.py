"""The hour that hosts share, minute by minute, by a clock that the test sets."""

from datetime import timedelta

import pytest
from django.utils import timezone

from storelink.integrations.models import RequestBudget
from storelink.integrations.retention import forget_old
from storelink.sync import hours
from storelink.sync.hours import SharedHour

pytestmark = pytest.mark.django_db
NOON = 29_700_000
"""A minute since 1970."""


@pytest.fixture
def clock(monkeypatch):
    now = [NOON]
    monkeypatch.setattr(hours, "_now_minute", lambda: now[0])
    return now


def spent(hour, tries):
    return sum(hour.take() for _ in range(tries))


def test_no_hour_holds_more_than_it_may(clock):
    """At every moment, looking back 60 minutes from its last second."""
    hour, sent = SharedHour("a", 10), {}
    for minute in range(NOON, NOON + 200):
        clock[0] = minute
        sent[minute] = spent(hour, 3)
        assert sum(sent.get(m, 0) for m in range(minute - 60, minute + 1)) <= 10
    assert sum(sent.values()) >= 3 * 10, "and each hour’s requests are used"


def test_budgets_of_two_names_are_counted_apart(clock):
    assert spent(SharedHour("a", 2), 5) == 2
    assert spent(SharedHour("b", 3), 5) == 3
    assert spent(SharedHour("a", 2), 1) == 0


def test_a_place_is_free_again_after_the_minute_s_hour(clock):
    hour = SharedHour("a", 1)
    assert hour.take()
    freed_at = hour.freed_at(1)
    assert freed_at is not None
    assert freed_at.timestamp() == (NOON + 61) * 60
    clock[0] = NOON + 60
    assert not hour.take()
    clock[0] = NOON + 61
    assert hour.take()


def test_a_clock_that_is_set_back_frees_nothing(clock):
    hour = SharedHour("a", 3)
    assert spent(hour, 2) == 2
    clock[0] = NOON - 30
    assert spent(hour, 2) == 1
    clock[0] = NOON + 50
    assert spent(hour, 1) == 0
    assert hour.used() == 3


def test_of_some_places_the_oldest_are_free_first(clock):
    hour = SharedHour("a", 10)
    spent(hour, 2)
    clock[0] = NOON + 5
    spent(hour, 2)
    found = [hour.freed_at(count) for count in (1, 2, 3, 4, 5)]
    minutes = [None if one is None else one.timestamp() / 60 - NOON for one in found]
    assert minutes == [61, 61, 66, 66, None]


def test_only_an_hour_s_minutes_are_kept(clock):
    hour = SharedHour("a", 1000)
    for minute in range(NOON, NOON + 300):
        clock[0] = minute
        hour.take()
    assert len(RequestBudget.objects.get().minutes) == 61


def test_counts_that_nobody_asks_for_are_forgotten(clock):
    spent(SharedHour("old", 1), 1)
    RequestBudget.objects.update(used_at=timezone.now() - timedelta(days=2))
    spent(SharedHour("new", 1), 1)
    forget_old()
    assert list(RequestBudget.objects.values_list("name", flat=True)) == ["new"]
