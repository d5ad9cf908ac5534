from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storelink.domain.errors import (
    Busy,
    NeedsPermission,
    NeedsVerification,
    NotReady,
    NotUnderstood,
    OwnReason,
    StoreError,
    Unexpected,
)
from storelink.domain.outcome import ReportOutcome
from storelink.sync.outcome import LONGEST_WAIT, Next, disk_full, outcome_of, wait_before, worst


@pytest.mark.parametrize(
    ("error", "code", "then"),
    [
        (NeedsVerification("Key revoked."), "needs_verification", Next.END),
        (NeedsPermission("Ask for Sales."), "needs_permission", Next.SKIP_REPORT),
        (NotReady("Not yet."), "not_ready", Next.GO_ON),
        (Busy("Later."), "busy", Next.WAIT),
        (Unexpected("What?"), "unexpected", Next.GO_ON),
        (NotUnderstood("No header."), "unexpected", Next.GO_ON),
    ],
)
def test_what_follows_from_each_error(error, code, then):
    outcome = outcome_of(error)
    assert (outcome.code, outcome.next, outcome.sentence) == (code, then, error.sentence)


def test_every_kind_of_error_has_an_outcome():
    for kind in StoreError.__subclasses__():
        assert outcome_of(kind("Something happened.")).sentence == "Something happened."


def test_the_wait_that_the_store_asked_for_is_kept():
    asked = outcome_of(Busy("Later.", wait=timedelta(seconds=90))).wait_seconds
    assert asked == 90
    assert wait_before(0, asked, 0.0) >= 90


@given(st.integers(0, 60), st.floats(0, 1), st.floats(0, 100_000))
def test_a_wait_is_never_shorter_than_asked_and_is_capped_otherwise(attempt, jitter, asked):
    wait = wait_before(attempt, asked, jitter)
    assert wait >= asked
    assert wait <= max(asked, LONGEST_WAIT.total_seconds() * 1.25)


@given(st.integers(0, 6))
def test_waits_grow_from_try_to_try(attempt):
    assert wait_before(attempt + 1, 0, 0.0) > wait_before(attempt, 0, 0.0) > 0


def test_a_full_disk_is_waited_for_and_says_what_to_do():
    assert "disk is full" in disk_full().sentence
    assert disk_full().reason == OwnReason.DISK_FULL


def test_a_job_that_was_under_way_during_an_upgrade_is_understood():
    assert worst({"a": "Busy", "b": "missing"}, {"a": "NeedsPermission", "b": "busy"}) == {
        "a": ReportOutcome.NEEDS_PERMISSION, "b": ReportOutcome.BUSY,
    }  # fmt: skip
