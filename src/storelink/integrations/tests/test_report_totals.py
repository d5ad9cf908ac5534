"""What all reports of an account come to."""

from datetime import UTC, date, datetime, timedelta

import pytest

from storelink.integrations.models import Integration, ReportState
from storelink.integrations.report_totals import ReportTotals, report_totals
from storelink.workspaces.models import Workspace

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Integration:
    return Integration.objects.create(
        workspace=Workspace.objects.create(name="Growth"),
        provider="stand",
        account_id="1",
        name="A",
    )


def test_an_account_whose_reports_were_never_asked_for_has_none(account) -> None:
    assert report_totals([account.pk]) == {}
    assert report_totals([]) == {}


def test_reports_are_added_up_in_one_query(account, django_assert_num_queries) -> None:
    states = (
        {"outcome": "complete", "loaded_at": NOW, "checked_at": NOW, "first_completed_at": NOW,
         "complete_to": date(2026, 11, 18)},
        {"outcome": "loading", "planned": 4, "done": 1, "loaded_at": NOW - timedelta(hours=1),
         "complete_to": date(2026, 11, 19)},
        {"outcome": "loading", "planned": 0, "done": 0},
        {"outcome": "busy", "sentence": "The store isn’t answering.", "failures_in_a_row": 2,
         "next_check_at": NOW + timedelta(hours=1)},
        {"outcome": "not_ready", "sentence": "Not published.",
         "next_check_at": NOW + timedelta(hours=9)},
    )  # fmt: skip
    for number, facts in enumerate(states):
        ReportState.objects.create(integration=account, report=f"report_{number}", **facts)
    with django_assert_num_queries(1):
        found = report_totals([account.pk])[account.pk]
    assert found == ReportTotals(
        reports_total=5, reports_in=1, part_in=0.25, with_data=2, working=3, loading=1,
        failures_in_a_row=2, waiting="The store isn’t answering.",
        next_check_at=NOW + timedelta(hours=1), checked_at=NOW, loaded_at=NOW,
        complete_to=date(2026, 11, 19),
    )  # fmt: skip


def test_more_done_than_was_planned_is_no_more_than_all(account) -> None:
    ReportState.objects.create(
        integration=account, report="one", outcome="loading", planned=2, done=5
    )
    assert report_totals([account.pk])[account.pk].part_in == 1.0
