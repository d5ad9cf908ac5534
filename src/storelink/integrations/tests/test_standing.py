"""Pause, sync now, issues, status: what an account's rows say and do."""

from datetime import timedelta

import pytest
from django.utils import timezone

from storelink.domain.errors import BadInput, NeedsPermission, NotAllowed, NotUnderstood
from storelink.integrations.issue import open_issue, solve
from storelink.integrations.models import Credential, Integration, Issue, ReportState
from storelink.integrations.pause import pause, resume
from storelink.integrations.status import status_of, statuses
from storelink.integrations.sync_now import sync_now


def later(integration):
    Integration.objects.filter(pk=integration.pk).update(due_at=timezone.now() + timedelta(days=1))
    integration.refresh_from_db()


def test_a_paused_account_says_so_and_is_due_again_when_resumed(alice, connected):
    later(connected)
    pause(alice, connected)
    assert status_of(connected).code == "paused"
    resume(alice, connected)
    assert status_of(connected).code != "paused"
    assert connected.due_at <= timezone.now()


@pytest.mark.parametrize("verb", [pause, resume])
@pytest.mark.parametrize("who", ["bob", "vera", "charlie"])
def test_only_a_manager_pauses_and_resumes(verb, who, connected, request):
    with pytest.raises(NotAllowed):
        verb(request.getfixturevalue(who), connected)


def test_a_member_brings_it_up_to_date_now(bob, connected):
    later(connected)
    sync_now(bob, connected)
    assert connected.due_at <= timezone.now()


@pytest.mark.parametrize("who", ["vera", "charlie"])
def test_a_viewer_or_a_stranger_does_not(who, connected, request):
    with pytest.raises(NotAllowed):
        sync_now(request.getfixturevalue(who), connected)


def test_a_paused_account_is_not_brought_up_to_date(alice, connected):
    pause(alice, connected)
    with pytest.raises(BadInput, match="Resume it first"):
        sync_now(alice, connected)


def test_an_issue_is_opened_once_however_often_its_cause_is_met(connected):
    for sentence in ("Lou must allow it.", "Lou must really allow it."):
        open_issue(connected, "report:cups", NeedsPermission(sentence, missing="Lou"))
    issue = Issue.objects.get()
    assert (issue.sentence, issue.missing, issue.kind) == (
        "Lou must really allow it.", "Lou", "needs_permission",
    )  # fmt: skip


def test_a_solved_issue_is_opened_anew_where_its_cause_comes_back(connected):
    open_issue(connected, "report:cups", NeedsPermission("Lou must allow it."))
    assert solve(connected, "report:cups")
    assert not solve(connected, "report:cups")
    open_issue(connected, "report:cups", NeedsPermission("Lou must allow it."))
    assert Issue.objects.filter(solved_at=None).count() == 1
    assert Issue.objects.count() == 2


def test_a_file_not_understood_is_told_as_an_unexpected_answer(connected):
    assert open_issue(connected, "report:cups", NotUnderstood("No lemon.")).kind == "unexpected"


def test_a_refused_credential_shows_when_and_asks_for_another(connected):
    Credential.objects.update(refused_at=timezone.now(), refused_reason="recipe_changed")
    shown = status_of(connected)
    assert (shown.code, shown.remedy) == ("invalid_credentials", "update_credentials")


def test_a_permission_that_is_missing_for_all_makes_the_account_red(connected):
    open_issue(connected, "report:cups", NeedsPermission("Lou must allow it."))
    shown = status_of(connected)
    assert (shown.code, shown.cause) == ("permission_denied", "Lou must allow it.")


def test_beside_the_status_stand_the_last_success_and_the_last_day(connected):
    now = timezone.now()
    ReportState.objects.create(
        integration=connected, report="cups", checked_at=now, loaded_at=now,
        complete_to=now.date(), first_completed_at=now,
    )  # fmt: skip
    shown = status_of(connected)
    assert (shown.last_success_at, shown.data_to) == (now, now.date())


def test_statuses_of_many_take_as_many_queries_as_of_one(
    connected, workspace, django_assert_num_queries
):
    for number in range(5):
        Integration.objects.create(
            workspace=workspace, provider=connected.provider, account_id=str(number), name="N"
        )
    with django_assert_num_queries(4):
        assert len(statuses(Integration.objects.all())) == 6


def test_during_the_first_sync_a_report_counts_as_soon_as_there_is_something_to_look_at(connected):
    """Months of history may still be to come; “0 of 3 in” beside charts that show it is no answer.
    Afterwards only what came in wholly counts."""
    now = timezone.now()
    for report, loaded_at in (("cups", now), ("spoons", now), ("forks", None)):
        ReportState.objects.create(
            integration=connected, report=report, planned=9, done=3, outcome="loading",
            loaded_at=loaded_at,
        )  # fmt: skip
    assert status_of(connected).cause.startswith("2 of 3 reports in.")
    connected.first_synced_at = now
    assert status_of(connected).cause.startswith("0 of 3 reports have data.")
