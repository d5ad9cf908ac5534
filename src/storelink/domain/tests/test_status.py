from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storelink.domain.errors import ErrorKind
from storelink.domain.status import RULES, Facts, StatusCode, Trouble, status

PERMISSION = ErrorKind.NEEDS_PERMISSION
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=100)


def facts(**changes):
    known = {"now": NOW, "store": "The Store", "connected_at": LONG_AGO, "reports_total": 5}
    known |= {"reports_in": 5, "is_first_sync_over": True, "has_data": True}
    return Facts(**{**known, **changes})


moments = st.none() | st.integers(-80, 80).map(lambda days: NOW + timedelta(days=days))
troubles = st.builds(
    Trouble,
    st.sampled_from([ErrorKind.NEEDS_VERIFICATION, PERMISSION, ErrorKind.UNEXPECTED]),
    st.just("What happened."),
    is_whole_account=st.booleans(),
)
anything = st.builds(
    Facts,
    now=st.just(NOW),
    store=st.just("The Store"),
    connected_at=st.integers(0, 200).map(lambda days: NOW - timedelta(days=days)),
    is_paused=st.booleans(),
    has_credential=st.booleans(),
    refused_at=moments,
    refused_reason=st.sampled_from(
        ["", "key_revoked", "code_wanted", "two_factor_not_set_up", "deprecated_authorization"]
    ),
    verified_until=moments,
    pending_until=moments,
    troubles=st.lists(troubles, max_size=3).map(tuple),
    reports_total=st.integers(0, 20),
    reports_in=st.integers(0, 20),
    is_first_sync_over=st.booleans(),
    has_data=st.booleans(),
    failures_in_a_row=st.integers(0, 6),
    waiting=st.sampled_from(["", "The Store isn’t answering. We try again at 12:10."]),
)


@given(anything)
def test_every_combination_has_one_status_with_a_cause(known):
    shown = status(known)
    assert shown.cause
    assert shown.code in {rule.code for rule in RULES}


@given(anything)
def test_what_needs_a_person_always_offers_a_button(known):
    shown = status(known)
    assert shown.needs_attention <= bool(shown.remedy)


@given(anything)
def test_a_refused_credential_is_never_shown_as_working(known):
    shown = status(known)
    if known.refused_at is not None and not known.is_paused:
        assert shown.severity in {"warn", "danger"}


@given(anything)
def test_credentials_come_before_permissions_and_permissions_before_the_rest(known):
    order = [rule.code for rule in RULES]
    broken = Facts(**{**_dict(known), "refused_at": NOW, "refused_reason": "key_revoked"})
    assert order.index(status(broken).code) <= order.index(StatusCode.INVALID_CREDENTIALS)


def _dict(known):
    return {name: getattr(known, name) for name in Facts.__slots__}


@pytest.mark.parametrize(
    ("changes", "name", "cause"),
    [
        ({}, "connected", "All reports up to date."),
        (
            {"data_to": date(2026, 11, 5), "late_after_days": 17},
            "connected",
            "All reports up to date.",
        ),
        (
            {"data_to": date(2026, 11, 4), "late_after_days": 17},
            "connected",
            "Last data of 4 Nov.",
        ),
        (
            {"data_to": date(2025, 12, 4), "late_after_days": 17, "reports_in": 3},
            "connected",
            "3 of 5 reports have data. Last data of 4 Dec 2025.",
        ),
        (
            {
                "data_to": date(2026, 11, 17),
                "late_after_days": 17,
                "last_success_at": NOW - timedelta(days=4),
                "verified_until": datetime(2026, 12, 14, tzinfo=UTC),
            },
            "connected",
            "Last data of 17 Nov. Verified until 14 Dec.",
        ),
        (
            {"verified_until": datetime(2026, 12, 14, tzinfo=UTC)},
            "connected",
            "All reports up to date. Verified until 14 Dec.",
        ),
        (
            {"is_first_sync_over": False, "reports_in": 3, "connected_at": NOW},
            "syncing",
            "3 of 5 reports in. The rest usually arrive within 48 hours.",
        ),
        (
            {"is_first_sync_over": False, "reports_in": 5, "connected_at": NOW},
            "syncing",
            "All 5 reports have begun to come in. Older days follow.",
        ),
        (
            {"verified_until": datetime(2026, 11, 25, 9, tzinfo=UTC)},
            "verify_soon",
            "The Store’s verification ends in 3 days, on 25 Nov.",
        ),
        (
            {"verified_until": datetime(2026, 11, 20, 9, tzinfo=UTC)},
            "two_factor_required",
            "Verification ended on 20 Nov. Data stops there until you verify.",
        ),
        (
            {"refused_at": NOW, "refused_reason": "two_factor_not_set_up"},
            "two_factor_not_set_up",
            "The Store lets in only accounts that have it turned on.",
        ),
        (
            {"refused_at": NOW, "refused_reason": "deprecated_authorization"},
            "deprecated_authorization",
            "Access was withdrawn at The Store, or the agreement ran out.",
        ),
        (
            {"refused_at": datetime(2026, 11, 19, tzinfo=UTC), "refused_reason": "key_revoked"},
            "invalid_credentials",
            "The Store rejected these credentials on 19 Nov. Were they changed?",
        ),
        (
            {
                "pending_until": NOW + timedelta(hours=26, minutes=5),
                "troubles": (Trouble(PERMISSION, "“View financial data” is missing."),),
                "has_data": False,
                "is_first_sync_over": False,
            },
            "waiting_for_store",
            "The Store has not let the account in yet. That can take until 23 Nov, 11:05 UTC "
            "(26 hours more). Storelink looks again every hour by itself.",
        ),
        (
            {"troubles": (Trouble(PERMISSION, "“View financial data” is missing."),)},
            "permission_denied",
            "“View financial data” is missing.",
        ),
        (
            {"troubles": (Trouble(PERMISSION, "No finance.", is_whole_account=False),)},
            "connected",
            "Connected. No finance.",
        ),
        (
            {
                "troubles": (
                    Trouble(PERMISSION, "No reviews.", is_whole_account=False),
                    Trouble(
                        PERMISSION,
                        "“View financial data” is missing.",
                        is_whole_account=False,
                        is_needed=True,
                    ),
                )
            },
            "permission_denied",
            "“View financial data” is missing. Everything else comes in.",
        ),
        ({"own_trouble": "The disk is full."}, "own_trouble", "The disk is full."),
        (
            {"awaits_choice": True},
            "apps_to_choose",
            "Nothing is asked for until you choose the apps.",
        ),
        (
            {"failures_in_a_row": 3, "reference": "5F21-C8"},
            "unknown_error",
            "The Store sent an answer we don’t know (ref 5F21-C8).",
        ),
        (
            {
                "is_first_sync_over": False,
                "has_data": False,
                "connected_at": NOW - timedelta(days=4),
            },
            "no_data",
            "No data after 4 days. Starting again usually helps.",
        ),
        (
            {"is_paused": True, "refused_at": NOW},
            "paused",
            "Nothing is fetched until somebody resumes it. History stays.",
        ),
    ],
)
def test_it_says_the_state_and_the_cause(changes, name, cause):
    shown = status(facts(**changes))
    assert (shown.code, shown.cause) == (name, cause)


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(hours=1, minutes=1), "1 hour more"),
        (timedelta(minutes=59), "59 minutes more"),
        (timedelta(seconds=5), "1 minute more"),
    ],
)
def test_what_is_waited_for_counts_down(left, words):
    assert words in status(facts(pending_until=NOW + left, has_data=False)).cause


def test_what_is_waited_for_asks_nothing_of_anybody():
    shown = status(facts(pending_until=NOW + timedelta(hours=1), has_data=False))
    assert not shown.needs_attention
    assert not shown.remedy


@pytest.mark.parametrize("changes", [{"pending_until": NOW}, {"has_data": True}])
def test_once_the_time_is_over_or_something_came_a_refusal_is_one(changes):
    known = {"pending_until": NOW + timedelta(hours=1), "has_data": False, **changes}
    refused = (Trouble(PERMISSION, "“View financial data” is missing."),)
    assert status(facts(**known, troubles=refused)).code == "permission_denied"


def test_every_status_is_reached_by_the_cases_above():
    cases = test_it_says_the_state_and_the_cause.pytestmark[0].args[1]
    assert {case[1] for case in cases} == {rule.code for rule in RULES}


def test_beside_it_stand_the_last_success_and_the_day_up_to_which_there_is_data():
    shown = status(facts(last_success_at=NOW, data_to=date(2026, 11, 20)))
    assert (shown.last_success_at, shown.data_to) == (NOW, date(2026, 11, 20))


def test_no_two_rules_share_a_code():
    assert [rule.code for rule in RULES] == list(StatusCode)
