"""What the page says after connecting: that it looks for the apps, what comes in, and that every
report is in only where every one is. Beside it another account that is whole."""

import re
from datetime import UTC, datetime

import pytest

from storelink.integrations.models import Credential, Integration, ReportState
from storelink.products.models import App

ALL_IN = "Every report is in."


def first_sync(client, one, part=""):
    answer = client.get(f"/settings/integrations/{one.pk}/first-sync/{part}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def new(integration, workspace, provider, alice):
    """Connected just now, beside an account whose reports are all in."""
    one = Integration.objects.create(
        workspace=workspace, provider=provider.key, account_id="2", name="Tidewater Ltd",
        connected_by=alice, connected_at=datetime.now(UTC), due_at=datetime.now(UTC),
    )  # fmt: skip
    kind = provider.credential_kinds[0].key
    Credential.objects.create(integration=one, kind=kind, public_id="AAAA", sealed="x")
    return one


def with_reports(one, provider, **changes):
    """All in, but the first report, which is as told."""
    now = datetime.now(UTC)
    for report in provider.reports:
        ReportState.objects.create(
            integration=one, report=report.key, outcome="complete", loaded_at=now, checked_at=now,
            first_completed_at=now,
        )  # fmt: skip
    first = ReportState.objects.filter(integration=one, report=provider.reports[0].key)
    first.update(**{"first_completed_at": None, "loaded_at": None, **changes})
    App.objects.create(integration=one, store_id="1", name="Tidewater")


def test_right_after_connecting_it_looks_for_the_apps(new, integration, alice, as_):
    html = first_sync(as_(alice), new)
    assert "Tidewater Ltd. Looking for your apps." in html
    assert ALL_IN not in html
    assert "hx-get" in html, "it asks again by itself"
    assert ALL_IN in first_sync(as_(alice), integration), "of the other account it is true"


@pytest.mark.parametrize(
    "changes",
    [
        {"outcome": "queued"},
        {"outcome": "loading", "planned": 8, "done": 2},
        {"outcome": "loading", "planned": 0},
        {"outcome": "busy", "sentence": "The store asks us to slow down."},
        {"outcome": "not_ready"},
        {"outcome": "missing", "sentence": "The store named a file and deleted it."},
        {"outcome": "unexpected", "sentence": "Not understood."},
        {"outcome": ""},
    ],
    ids=lambda changes: f"{changes['outcome']}-{changes.get('planned', '')}",
)
@pytest.mark.parametrize("is_over", [False, True])
def test_one_report_that_is_not_in_is_enough(
    new, integration, provider, alice, as_, changes, is_over
):
    with_reports(new, provider, **changes)
    if is_over:
        Integration.objects.filter(pk=new.pk).update(first_synced_at=datetime.now(UTC))
    for part in ("", "progress/"):
        assert ALL_IN not in first_sync(as_(alice), new, part)
    assert ALL_IN in first_sync(as_(alice), integration)


def test_twenty_four_queued_reports_are_not_all_in(new, provider, alice, as_):
    """What was reported: the account is called synced, and its reports wait."""
    for n in range(24):
        ReportState.objects.create(integration=new, report=f"report_{n}", outcome="queued")
    Integration.objects.filter(pk=new.pk).update(first_synced_at=datetime.now(UTC))
    assert ALL_IN not in first_sync(as_(alice), new)


def test_once_all_are_in_it_says_so_and_stops_asking(new, provider, alice, as_):
    with_reports(new, provider, first_completed_at=datetime.now(UTC), loaded_at=datetime.now(UTC))
    Integration.objects.filter(pk=new.pk).update(first_synced_at=datetime.now(UTC))
    html = first_sync(as_(alice), new)
    assert ALL_IN in html
    assert re.search(r'id="first-sync"[^>]*hx-get', html) is None
