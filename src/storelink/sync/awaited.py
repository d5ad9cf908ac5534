"""What the store has named and not given: asked for again, and told where it never comes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

from django.utils import timezone

from storelink.domain.errors import Missing, NeedsPermission
from storelink.domain.report import Offer, Partition, Report
from storelink.domain.status import SYNCING_AT_MOST
from storelink.integrations.issue import open_issue, solve
from storelink.integrations.ledger import Recorded
from storelink.integrations.models import AwaitedPartition, Integration
from storelink.providers.contract import Session
from storelink.providers.history import AsksForHistory

_ASKED_AGAIN_AFTER = timedelta(hours=20)
"""For a history: once a day, whenever the runs are."""


def await_partition(integration: Integration, partition: Partition) -> None:
    """The store has named it and not filled it."""
    AwaitedPartition.objects.update_or_create(
        integration=integration,
        report=partition.report,
        app_id=partition.app,
        period=partition.period,
        defaults={"asked_at": timezone.now(), "gone_at": None},
    )


def is_awaiting(integration: Integration) -> bool:
    """Whether anything of it is awaited."""
    return AwaitedPartition.objects.filter(integration=integration).exclude(report="").exists()


def note_gone(integration: Integration, report: Report, app: str, offers: Iterable[Offer]) -> None:
    """What was awaited and is not offered any more will not come: that is told as an issue, until
    another file brings its days."""
    rows = AwaitedPartition.objects.filter(integration=integration, report=report.key)
    named = [offer.partition.period for offer in offers]
    rows.filter(app_id=app, gone_at=None).exclude(period__in=named).update(gone_at=timezone.now())
    gone = list(rows.exclude(gone_at=None).order_by("period"))
    if gone:
        open_issue(integration, f"missing:{report.key}", _never_came(report, gone))


def note_came(integration: Integration, came: Iterable[Recorded]) -> None:
    """It has come, or another file that speaks of the same days."""
    rows = list(AwaitedPartition.objects.filter(integration=integration).exclude(report=""))
    if not rows:
        return
    recorded = list(came)
    over = [row for row in rows if any(_has_come(row, one) for one in recorded)]
    AwaitedPartition.objects.filter(pk__in=[row.pk for row in over]).delete()
    left = {row.report for row in rows if row.gone_at and row not in over}
    for report in {row.report for row in over} - left:
        solve(integration, f"missing:{report}")


def _has_come(row: AwaitedPartition, one: Recorded) -> bool:
    partition, days = one.fetched.partition, one.found.days
    if (row.report, row.app_id) != (partition.report, partition.app):
        return False
    if row.period == partition.period:
        return True
    return row.gone_at is not None and days is not None and _day_before(row.period) in days


def _day_before(period: str) -> date | None:
    """The last day that a file of that processing date tells of."""
    try:
        return date.fromisoformat(period[:10]) - timedelta(days=1)
    except ValueError:
        return None


def _never_came(report: Report, gone: Sequence[AwaitedPartition]) -> Missing:
    files = "a file" if len(gone) == 1 else f"{len(gone)} files"
    first, last = gone[0].period[:10], gone[-1].period[:10]
    when = first if first == last else f"{first} to {last}"
    return Missing(
        f"The store named {files} of “{report.name}” ({when}) and deleted what it had named before "
        "anything was in it. What it would have told is missing here, and is not shown as zero.",
        reason="never_filled",
    )


def see_to_history(
    integration: Integration, session: Session, app: str, loaded: Collection[Partition]
) -> None:
    """Where the store makes an app's history on request: ask again for one that is lost."""
    if not isinstance(session, AsksForHistory) or _was_asked(integration, app):
        return
    rows = AwaitedPartition.objects.filter(integration=integration, report="", app_id=app)
    key = f"history:{app}"
    try:
        session.ask_for_history(app, loaded)
    except NeedsPermission as refusal:
        open_issue(integration, key, refusal)
    except Missing as error:
        awaited, _ = rows.update_or_create(
            integration=integration, report="", app_id=app, period="",
            defaults={"asked_at": timezone.now()},
        )  # fmt: skip
        if timezone.now() - awaited.since > SYNCING_AT_MOST:
            open_issue(integration, key, error)
    else:
        rows.delete()
        solve(integration, key)


def _was_asked(integration: Integration, app: str) -> bool:
    since = timezone.now() - _ASKED_AGAIN_AFTER
    asked = AwaitedPartition.objects.filter(integration=integration, report="", app_id=app)
    return asked.filter(asked_at__gt=since).exists()
