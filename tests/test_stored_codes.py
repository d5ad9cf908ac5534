"""What an earlier version stored is read by its codes after the upgrade."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from storelink.domain.errors import ErrorKind
from storelink.domain.outcome import ReportOutcome, report_outcome

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def before(request: Any) -> Any:
    """The models as they were before a migration; the newest stand again at the end."""

    def at(app: str, name: str) -> Any:
        executor = MigrationExecutor(connection)
        executor.migrate([(app, name)])
        return state(executor, app, name)

    yield at
    call_command("migrate", verbosity=0)


def state(executor: MigrationExecutor, app: str, name: str) -> Any:
    """That app as it was then, the others as they are."""
    others = [one for one in executor.loader.graph.leaf_nodes() if one[0] != app]
    return executor.loader.project_state([(app, name), *others]).apps


def after(app: str, name: str) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate([(app, name)])
    return state(executor, app, name)


def test_a_told_status_is_known_by_its_code(before):
    old = before("workspaces", "0009_chosen_at")
    user = old.get_model("workspaces", "User").objects.create(email="alice@example.com")
    home = old.get_model("workspaces", "Workspace").objects.create(name="Brightside")
    told = old.get_model("workspaces", "Notification").objects
    for about, kind, key in (
        ("account:1", "broken", "status:Invalid credentials"),
        ("account:2", "broken", "status:Still pending"),
        ("account:2", "share", "share:5"),
    ):
        told.create(user=user, workspace=home, kind=kind, about=about, key=key, title="T")
    new = after("workspaces", "0010_status_codes").get_model("workspaces", "Notification")
    assert list(new.objects.order_by("pk").values_list("key", flat=True)) == [
        "status:invalid_credentials", "status:no_data", "share:5",
    ]  # fmt: skip


def test_outcomes_and_issues_are_known_by_their_codes(before):
    old = before("integrations", "0025_ledger_days")
    home = old.get_model("workspaces", "Workspace").objects.create(name="Brightside")
    accounts = old.get_model("integrations", "Integration").objects
    one = accounts.create(workspace=home, provider="recipe", account_id="1", name="Brightside")
    names = ("Busy", "NeedsPermission", "NotUnderstood", "missing", "complete", "")
    for name in names:
        old.get_model("integrations", "ReportState").objects.create(
            integration=one, report=f"r-{name}", outcome=name
        )
    for kind in ("NeedsVerification", "NotReady", "Incomplete"):
        old.get_model("integrations", "Issue").objects.create(integration=one, key=kind, kind=kind)
    new = after("integrations", "0026_outcome_codes")
    states = new.get_model("integrations", "ReportState").objects.order_by("pk")
    assert [report_outcome(one) for one in states.values_list("outcome", flat=True)] == [
        ReportOutcome.BUSY, ReportOutcome.NEEDS_PERMISSION, ReportOutcome.UNEXPECTED,
        ReportOutcome.MISSING, ReportOutcome.COMPLETE, ReportOutcome.QUEUED,
    ]  # fmt: skip
    assert states.first().outcome == "busy"
    issues = new.get_model("integrations", "Issue").objects.order_by("pk")
    assert [ErrorKind(kind) for kind in issues.values_list("kind", flat=True)] == [
        ErrorKind.NEEDS_VERIFICATION, ErrorKind.NOT_READY, ErrorKind.INCOMPLETE,
    ]  # fmt: skip


def test_the_outcome_of_a_list_of_reviews_is_known_by_its_code(before):
    old = before("reviews", "0002_review_lists")
    home = old.get_model("workspaces", "Workspace").objects.create(name="Brightside")
    accounts = old.get_model("integrations", "Integration").objects
    one = accounts.create(workspace=home, provider="recipe", account_id="1", name="Brightside")
    for name in ("NotUnderstood", "NeedsPermission", "complete"):
        app = old.get_model("products", "App").objects.create(
            integration=one, store_id=name, name=name
        )
        old.get_model("reviews", "ReviewCursor").objects.create(app=app, outcome=name)
    new = after("reviews", "0003_outcome_codes").get_model("reviews", "ReviewCursor")
    assert list(new.objects.order_by("pk").values_list("outcome", flat=True)) == [
        "unexpected", "needs_permission", "complete",
    ]  # fmt: skip
