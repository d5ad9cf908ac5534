"""`python -m bench.workspace APPS ACCOUNTS DAYS`: fills a fresh home with one workspace of so many
apps in so many accounts, its figures loaded by the warehouse and its ledger as a sync leaves it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import django
import pyarrow as pa

from bench.child import say, timed
from storelink.domain.report import Kind, Report, Version
from storelink.providers.contract import Provider
from storelink.providers.registry import providers
from storelink.warehouse.contract import Load

EMAIL, PASSWORD = "reader@example.org", "a long enough password"
LAST = date(2026, 10, 20)
_TYPES = {
    Kind.TEXT: pa.string(), Kind.COUNT: pa.int64(), Kind.AMOUNT: pa.decimal128(18, 6),
    Kind.RATE: pa.float64(), Kind.DATE: pa.date32(),
}  # fmt: skip
_BATCH_DAYS = 61


def main() -> None:
    app_count, account_count, day_count = (int(word) for word in sys.argv[1:4])
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    say(timed(lambda: fill(app_count, account_count, day_count)))


def fill(app_count: int, account_count: int, day_count: int) -> None:
    """Accounts of the providers in turn; every account has as many apps as the others."""
    from django.utils import timezone

    from storelink.integrations.models import Credential, Integration, ReportState
    from storelink.products.models import App
    from storelink.workspaces.people import add_person

    workspace = add_person(EMAIL, PASSWORD, name="Reader").personal_workspace
    now = timezone.now()
    for number in range(account_count):
        provider = providers()[number % len(providers())]
        one = Integration.objects.create(
            workspace=workspace, provider=provider.key, account_id=f"account-{number}",
            name=f"Publisher {number}", first_synced_at=now, due_at=now + timedelta(hours=3),
        )  # fmt: skip
        kind = provider.credential_kinds[0].key
        Credential.objects.create(integration=one, kind=kind, public_id="KEY", sealed="none")
        apps = App.objects.bulk_create(
            App(integration=one, store_id=f"{one.pk}{n:05}", name=f"App {n} of {one.name}")
            for n in range(app_count // account_count)
        )
        ReportState.objects.bulk_create(
            ReportState(integration=one, report=report.key, outcome="complete", checked_at=now,
                        loaded_at=now, first_completed_at=now, complete_to=LAST)
            for report in provider.reports
        )  # fmt: skip
        for report in _reports(provider):
            _load(one, report, [app.store_id for app in apps], day_count)


def _reports(provider: Provider) -> list[Report]:
    """Those of which the key figures are made, the first that has each."""
    keys = [*provider.key_metrics]
    for ratio in (r for r in provider.ratios if r.metric in keys):
        keys += [*ratio.above, ratio.below]
    first: dict[str, str] = {}
    for measure in provider.measures:
        first.setdefault(measure.metric, measure.report)
    return [provider.report(key) for key in dict.fromkeys(first[k] for k in keys if k in first)]


def _load(one: Any, report: Report, apps: Sequence[str], day_count: int) -> None:
    from storelink.integrations.models import LoadedPartition
    from storelink.integrations.storage import warehouse

    days = [LAST - timedelta(days=n) for n in range(day_count)]
    version = Version(20261101, LAST + timedelta(days=8))
    for start in range(0, day_count, _BATCH_DAYS):
        some = days[start : start + _BATCH_DAYS]
        warehouse().replace(Load(one.pk, report, version, _batches(report, apps, some)))
    LoadedPartition.objects.bulk_create(
        (
            LoadedPartition(
                integration=one, report=report.key, app_id=app, period=day.isoformat(),
                version_order=1, processed_on=day, parser_version=1, digest="none", row_count=2,
                first_on=day, last_on=day,
            )
            for app in apps
            for day in days
        ),
        batch_size=20_000,
    )  # fmt: skip


def _batches(report: Report, apps: Sequence[str], days: Sequence[date]) -> Iterator[pa.RecordBatch]:
    """Two territories a day for each app; texts as the provider's figures ask for them."""
    wanted = _wanted(report)
    places = ("US", "DE")
    for day in days:
        count = len(apps) * len(places)
        columns: dict[str, pa.Array] = {
            "app_id": pa.array([app for app in apps for _ in places], pa.string()),
            "date": pa.array([day] * count, pa.date32()),
        }
        for column in (c for c in report.columns if c.name not in columns):
            kind = _TYPES[column.kind]
            if column.kind is Kind.COUNT:
                column_values: list[Any] = [n % 97 + day.day for n in range(count)]
            elif column.name == "territory":
                column_values = list(places) * len(apps)
            else:
                column_values = [wanted.get(column.name)] * count
            columns[column.name] = pa.array(column_values, kind)
        yield pa.RecordBatch.from_pydict(columns)


def _wanted(report: Report) -> dict[str, str]:
    for provider in providers():
        for measure in provider.measures:
            if measure.report == report.key and measure.where:
                return {column: values[0] for column, values in measure.where.items()}
    return {}


if __name__ == "__main__":
    main()
