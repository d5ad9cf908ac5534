"""How `sync` and `status` read the rows, and how `sync` ends."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from storelink.cli import sync
from storelink.cli.command import main
from storelink.cli.exits import Exit
from storelink.cli.standing import standings
from storelink.cli.watching import watch
from storelink.integrations.models import Credential, Integration, Issue, ReportState, Run, Worker
from storelink.providers.registry import providers
from storelink.workspaces.models import Membership, Role, User
from storelink.workspaces.people import add_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> User:
    return add_person("alice@example.com", "correct horse battery")


@pytest.fixture
def account(alice) -> Integration:
    return Integration.objects.create(
        workspace=alice.personal_workspace, provider=providers()[0].key, account_id="1",
        name="Brightside", connected_by=alice,
    )  # fmt: skip


def _run(account: Integration, outcome: str) -> None:
    Run.objects.create(integration=account, ended_at=timezone.now(), outcome=outcome)


@pytest.mark.parametrize(
    ("outcome", "code"),
    [("done", Exit.DONE), ("failed", Exit.FAILED), ("halted", Exit.BUSY)],
)
def test_it_ends_as_the_run_ended(account, outcome, code) -> None:
    _run(account, outcome)
    assert main(["sync", "--watch"]) == code


def test_an_open_issue_needs_a_person(account, capsys) -> None:
    _run(account, "done")
    Issue.objects.create(integration=account, key="k", kind="needs_permission", sentence="Add it.")
    assert main(["sync", "--watch"]) == Exit.NEEDS_A_PERSON
    assert "Brightside: Add it." in capsys.readouterr().err


def test_one_permission_that_two_reports_lack_is_told_once(account, capsys) -> None:
    _run(account, "done")
    for report in ("one", "two"):
        Issue.objects.create(
            integration=account, key=f"report:{report}", kind="needs_permission",
            sentence="Add it.", missing="View financial data", where="Users and permissions",
        )  # fmt: skip
    main(["sync", "--watch"])
    assert "Brightside: Add it. It stops 2 reports: one, two." in capsys.readouterr().err
    main(["status", "--json"])
    [issue] = json.loads(capsys.readouterr().out)[0]["issues"]
    assert issue["stops"] == ["one", "two"]


def test_a_solved_issue_needs_nobody(account) -> None:
    _run(account, "done")
    Issue.objects.create(
        integration=account, key="k", kind="needs_permission", sentence="Add it.",
        solved_at=timezone.now(),
    )  # fmt: skip
    assert main(["sync", "--watch"]) == Exit.DONE


def test_a_run_of_before_is_not_the_one_waited_for(account, capsys) -> None:
    """Nobody works here, so the run that was asked for never comes."""
    _run(account, "done")
    assert main(["sync", "--wait", "--timeout", "1"]) == Exit.BUSY
    account.refresh_from_db()
    assert account.due_at <= timezone.now()


def test_a_run_that_goes_on_is_waited_for(account) -> None:
    Run.objects.create(integration=account)
    assert watch([account], {}, timeout_seconds=0.1) is False


def test_a_viewer_may_not_start_it(account, alice) -> None:
    vera = User.objects.create_user("vera@example.com", "correct horse battery")
    Membership.objects.create(user=vera, workspace=alice.personal_workspace, role=Role.VIEWER)
    assert main(["sync", "--as", vera.email]) == Exit.NOT_ALLOWED


def test_with_no_account_it_says_how_to_connect_one(alice, capsys) -> None:
    assert main(["sync"]) == Exit.NEEDS_A_PERSON
    assert "storelink connect" in capsys.readouterr().err


def test_the_status_has_every_report(account, capsys) -> None:
    ReportState.objects.create(integration=account, report="sales", planned=5, done=2)
    assert main(["status", "--json"]) == Exit.DONE
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["name"], told["reports"][0]["done"]) == ("Brightside", 2)
    assert (told["status"], told["status_label"]) == ("invalid_credentials", "Invalid credentials")
    assert (told["severity"], told["remedy"]) == ("danger", "update_credentials")
    assert main(["status"]) == Exit.DONE
    assert "2/5" in capsys.readouterr().out


def test_an_account_of_others_is_not_found(account, capsys) -> None:
    add_person("charlie@example.com", "correct horse battery")
    assert main(["status", str(account.pk), "--as", "charlie@example.com"]) == Exit.USAGE
    assert "Brightside" not in capsys.readouterr().err


def test_the_worst_of_several_accounts_decides(account, alice) -> None:
    other = Integration.objects.create(
        workspace=alice.personal_workspace, provider=account.provider, account_id="2", name="B"
    )
    _run(account, "done")
    _run(other, "failed")
    assert sync._code([account, other]) == Exit.FAILED
    assert [standing.last_outcome for _, standing in standings([account, other])] == [
        "done", "failed",
    ]  # fmt: skip


def test_elsewhere_than_on_a_terminal_the_lines_are_few(account, capsys) -> None:
    """Not one for every report that waits: what ended, and each tenth of the work."""
    run = Run.objects.create(integration=account)
    ReportState.objects.create(
        integration=account, report="sales", run=run, planned=10, done=2, outcome="loading"
    )
    ReportState.objects.create(
        integration=account, report="ratings", run=run, planned=10, done=10, outcome="complete",
        loaded_at=timezone.now(),
    )  # fmt: skip
    watch([account], {}, timeout_seconds=0.6)
    title = f"Brightside ({providers()[0].name})"
    assert capsys.readouterr().err.splitlines() == [
        f"{title}: 60 %, 1 of 2 reports have data",
        f"{title} ratings: complete 10/10",
    ]


def test_the_status_says_that_no_worker_is_running(account, capsys) -> None:
    main(["status"])
    assert "No worker is running" in capsys.readouterr().err
    Worker.objects.create(executor="w", host="h", pid=1)
    main(["status"])
    assert "No worker is running" not in capsys.readouterr().err


def test_status_does_not_call_old_data_up_to_date(alice, account, capsys) -> None:
    now = timezone.now()
    Integration.objects.update(first_synced_at=now)
    Credential.objects.create(integration=account, kind=providers()[0].credential_kinds[0].key)
    since = (now - timedelta(days=28)).date()
    ReportState.objects.create(
        integration=account, report=providers()[0].reports[0].key, outcome="complete",
        loaded_at=now, checked_at=now, first_completed_at=now, complete_to=since,
    )  # fmt: skip
    assert main(["status", "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert told["cause"].startswith(f"Last data of {since.day} {since:%b}")
