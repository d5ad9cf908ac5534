"""`python -m bench.accounts [accounts]`: the list of so many accounts, ten apps each and every
report of each, against the list of one. The server's whole time for the first view, from the
request to the last byte: middleware, session, queries and template. In an empty home."""

from __future__ import annotations

import statistics
import sys
import time
from datetime import timedelta
from typing import Any

import django

from bench.child import say

ROUNDS = 15
APPS = 10
PAGE = "/settings/integrations/"


def main() -> None:
    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    call_command("migrate", verbosity=0)
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    few, many = _browser("few@example.org", 1), _browser("many@example.org", count)
    small, large = _milliseconds(few), _milliseconds(many)
    with CaptureQueriesContext(connection) as asked:
        answer = many.get(PAGE)
    say({"name": "accounts_page", "accounts": count, "apps": count * APPS,
         "ms": large, "one_account_ms": small, "ratio": large / small,
         "queries": len(asked), "kib": len(answer.content) / 1024,
         "goal": "ms < 150, queries <= 12"})  # fmt: skip


def _browser(email: str, count: int) -> Any:
    """Somebody signed in, whose workspace has so many accounts."""
    from django.test import Client

    from storelink.workspaces.people import add_person

    person = add_person(email, "a long enough password", name="Page Reader")
    _connect(person.personal_workspace, count)
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def _connect(workspace: Any, count: int) -> None:
    from django.utils import timezone

    from storelink.integrations.models import Credential, Integration, ReportState
    from storelink.products.models import App
    from storelink.providers.registry import providers

    now = timezone.now()
    accounts = Integration.objects.bulk_create(
        Integration(
            workspace=workspace, provider=providers()[n % len(providers())].key,
            account_id=f"account-{n}", name=f"Publisher {n}", first_synced_at=now,
            due_at=now + timedelta(hours=3),
        ) for n in range(count)
    )  # fmt: skip
    kinds = {one.key: one.credential_kinds[0].key for one in providers()}
    reports = {one.key: one.reports for one in providers()}
    Credential.objects.bulk_create(
        Credential(integration=one, kind=kinds[one.provider], public_id="KEY", sealed="none")
        for one in accounts
    )
    App.objects.bulk_create(
        App(integration=one, store_id=f"{one.pk}{n:04}", name=f"App {n} of {one.name}",
            bundle_id=f"example.app{n}", roles=["ADMIN"])
        for one in accounts for n in range(APPS)
    )  # fmt: skip
    ReportState.objects.bulk_create(
        ReportState(integration=one, report=report.key, outcome="complete", checked_at=now,
                    loaded_at=now, first_completed_at=now, complete_to=now.date())
        for one in accounts for report in reports[one.provider]
    )  # fmt: skip


def _milliseconds(browser: Any) -> float:
    """The median of some rounds, after one that counts for nothing."""
    rounds = []
    for _ in range(ROUNDS + 1):
        started_at = time.perf_counter()
        answer = browser.get(PAGE)
        rounds.append((time.perf_counter() - started_at) * 1000)
        assert answer.status_code == 200, answer.status_code
    return statistics.median(rounds[1:])


if __name__ == "__main__":
    main()
