"""An account for each status, by the facts from which it follows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.timezone import now

from storelink.domain.report import Family
from storelink.integrations.models import Credential, Integration, Issue, ReportState
from storelink.products.models import App
from storelink.providers.contract import PENDING_UNTIL, Provider
from storelink.providers.registry import providers
from storelink.workspaces.models import Workspace

NAMES = {
    "Brightside Labs": "Connected", "Kilo Fitness": "Syncing", "Petal & Stem": "Verify soon",
    "Harbor Transit": "Two-factor required", "Quill Press": "Two-factor not set up",
    "Metro Hop": "Deprecated authorization", "Stargazer": "Permission denied",
    "Tidewater": "Invalid credentials", "Northlight": "Still pending", "Copper Kettle":
    "Still pending", "Fern & Fable": "Unknown error", "Slow Boat": "Paused",
}  # fmt: skip
"""Account → how it stands."""


def accounts_of_every_status(workspace: Workspace) -> None:
    """In the order in which they are named above."""
    apple, google = providers()[0], providers()[1]
    _account(workspace, apple, "Brightside Labs")
    _syncing(_account(workspace, apple, "Kilo Fitness", is_new=True))
    _sign_in(_account(workspace, apple, "Petal & Stem"), verified_until=now() + timedelta(days=3))
    _sign_in(_account(workspace, apple, "Harbor Transit"), verified_until=now() - timedelta(days=1))
    _refused(_account(workspace, apple, "Quill Press"), "two_factor_not_set_up")
    _refused(_account(workspace, google, "Metro Hop"), "deprecated_authorization")
    stopped = _account(workspace, google, "Stargazer")
    money = [report.key for report in google.reports if report.family is Family.FINANCE]
    stopped.report_states.filter(report__in=money).update(
        outcome="needs_permission", sentence="“View financial data” is missing.", loaded_at=None
    )
    _issue(
        stopped, "needs_permission", "permission_missing",
        "“View financial data” is missing. Sales, earnings and subscriptions can’t load.",
        missing="View financial data", where="Play Console, Users and permissions",
    )  # fmt: skip
    _refused(
        _account(workspace, apple, "Tidewater"), "key_revoked",
        "This key was revoked in App Store Connect. Create a new one.",
    )  # fmt: skip
    lost = _account(workspace, google, "Northlight", is_new=True)
    Integration.objects.filter(pk=lost.pk).update(connected_at=now() - timedelta(days=4))
    invited = _account(workspace, google, "Copper Kettle", is_new=True)
    until = (now() + timedelta(hours=30)).isoformat()
    invited.credentials.update(facts={PENDING_UNTIL: until})
    _issue(
        _account(workspace, google, "Fern & Fable"), "unexpected", "answer_unknown",
        "Google sent an answer we don’t know (ref 5F21-C8).",
    )  # fmt: skip
    paused = _account(workspace, apple, "Slow Boat")
    Integration.objects.filter(pk=paused.pk).update(paused_at=now())


def _account(
    workspace: Workspace, provider: Provider, name: str, *, is_new: bool = False
) -> Integration:
    one = Integration.objects.create(
        workspace=workspace, provider=provider.key, account_id=name, name=name,
        connected_by=workspace.personal_of, connected_at=now() if is_new else now() - timedelta(90),
        first_synced_at=None if is_new else now() - timedelta(88),
        due_at=now() + timedelta(hours=4),
    )  # fmt: skip
    Credential.objects.create(
        integration=one, kind=provider.credential_kinds[0].key, public_id="2X9R4HXF34",
        sealed="sealed-for-nobody", facts={"roles": ["ADMIN"]},
    )  # fmt: skip
    if is_new:
        return one
    for number in range(2):
        App.objects.create(
            integration=one, store_id=f"{one.pk}{number}", roles=["ADMIN"],
            name=f"{name} {'for Kids' if number else 'Classic'}", bundle_id="example.app",
        )  # fmt: skip
    ReportState.objects.bulk_create(
        ReportState(
            integration=one, report=report.key, outcome="complete",
            loaded_at=now() - timedelta(hours=2), checked_at=now() - timedelta(hours=2),
            first_completed_at=now() - timedelta(days=88), complete_to=now().date() - timedelta(2),
        ) for report in provider.reports
    )  # fmt: skip
    return one


def _syncing(one: Integration) -> None:
    states = ("complete", "loading", "queued", "not_ready")
    reports = providers()[0].reports
    ReportState.objects.bulk_create(
        ReportState(
            integration=one, report=report.key, outcome=states[number % 4], planned=40, done=10,
            first_completed_at=None if number % 4 else now(),
            loaded_at=None if number % 4 else now(),
            complete_to=None if number % 4 else now().date() - timedelta(2),
        ) for number, report in enumerate(reports)
    )  # fmt: skip


def _sign_in(one: Integration, **facts: Any) -> None:
    one.credentials.update(kind="apple_id", public_id="m.okafor@brightside.example", **facts)


def _refused(one: Integration, reason: str, sentence: str = "") -> None:
    one.credentials.update(refused_at=now(), refused_reason=reason, refused_sentence=sentence)


def _issue(one: Integration, kind: str, reason: str, sentence: str, **more: str) -> None:
    Issue.objects.create(
        integration=one, key="account", kind=kind, reason=reason, sentence=sentence, **more
    )
