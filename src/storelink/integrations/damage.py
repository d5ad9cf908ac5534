"""Stored figures that cannot be read: told as an issue, and as gaps in what is shown.

The data file of a report and month is damaged or missing. Its figures are left out until it has
been written anew from the files that the store sent, which are kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from storelink.domain.errors import BadInput, Busy, Unexpected
from storelink.domain.period import Days
from storelink.integrations.issue import open_issue, solve
from storelink.integrations.models import DataFile, Integration, Issue
from storelink.providers.registry import provider as provider_of
from storelink.warehouse.contract import Cell
from storelink.warehouse.contract import DataFile as StoredFile

DAMAGED = "data_damaged"
LOST = "data_lost"
_KEY = "data:"
"""What these issues' keys begin with; the report follows."""
_NAMED_AT_MOST = 5


@dataclass(frozen=True, slots=True)
class Gap:
    """A month of a report of which the stored figures cannot be read now."""

    integration: int
    account: str
    report: str
    """Its key."""
    report_name: str
    days: Days
    """Of which it had rows."""

    @property
    def sentence(self) -> str:
        """For people."""
        return (
            f"Stored figures of {self.account} cannot be read: {self.report_name}, "
            f"{self.days.first:%B %Y}. They are left out here, not zero, and are being rebuilt "
            "from the files that the store sent."
        )


def gaps_of(
    accounts: Iterable[int], days: Days, reports: Sequence[str] | None = None
) -> tuple[Gap, ...]:
    """The gaps of these accounts within the range; of these reports (keys) only, if named."""
    rows = DataFile.objects.filter(
        integration_id__in=list(accounts), dead_at=None, damaged_at__isnull=False,
        last_on__gte=days.first, first_on__lte=days.last,
    ).order_by("month", "report", "pk")  # fmt: skip
    files = (
        _Damaged(row.integration_id, row.report, Days(row.first_on, row.last_on)) for row in rows
    )
    return _gaps(files, reports)


def gaps_among(
    files: Iterable[StoredFile], reports: Collection[str] | None = None
) -> tuple[Gap, ...]:
    """The same, of files that are known to be damaged."""
    ordered = sorted(files, key=lambda one: (one.cell.month, one.cell.report, one.id or 0))
    damaged = (
        _Damaged(one.cell.integration, one.cell.report, Days(one.first_on, one.last_on))
        for one in ordered
    )
    return _gaps(damaged, reports)


@dataclass(frozen=True, slots=True)
class _Damaged:
    integration: int
    report: str
    """As in Cell."""
    days: Days


def _gaps(files: Iterable[_Damaged], reports: Collection[str] | None) -> tuple[Gap, ...]:
    found = [one for one in files if reports is None or _report(one.report) in reports]
    names = Integration.everything.in_bulk({one.integration for one in found}) if found else {}
    gaps = (_gap(one, names.get(one.integration)) for one in found)
    return tuple(dict.fromkeys(gap for gap in gaps if gap is not None))


def tell_of_damage(cell: Cell) -> None:
    """An issue for the report, once for all of its months."""
    integration = Integration.everything.filter(pk=cell.integration).first()
    if integration is None:
        return
    key = _report(cell.report)
    error = Busy(
        f"Stored figures of {_name(integration, key)} cannot be read: a data file is damaged or "
        "missing on this server. They are left out until they are rebuilt from the files that the "
        "store sent, which happens by itself within minutes. Have a look at the disk.",
        reason=DAMAGED,
    )
    open_issue(integration, f"{_KEY}{key}", error)


def tell_of_loss(integration: Integration, report: str, periods: Sequence[str]) -> None:
    """Some of the kept files are lost too: the store is asked for them again."""
    more = len(periods) - _NAMED_AT_MOST
    named = ", ".join(periods[:_NAMED_AT_MOST]) + (f" and {more} more" if more > 0 else "")
    error = Unexpected(
        f"Stored figures of {_name(integration, report)} were damaged, and so are the files that "
        f"the store sent for {named}. The store is asked for them again; what it no longer has "
        "stays empty. Restore a backup to have them back.",
        reason=LOST,
    )
    open_issue(integration, f"{_KEY}{report}", error)


def solve_damage(integration: Integration, *, with_losses: bool) -> None:
    """All is rebuilt. With losses: the store has been asked again for what was lost."""
    left = {_report(report) for report in _damaged_reports(integration.pk)}
    open_ones = Issue.objects.filter(integration=integration, key__startswith=_KEY, solved_at=None)
    for issue in open_ones:
        is_lost = issue.reason == LOST
        if issue.key.removeprefix(_KEY) not in left and (with_losses or not is_lost):
            solve(integration, issue.key)


def damaged_accounts() -> Sequence[int]:
    """The integrations that have something to rebuild."""
    rows = DataFile.objects.filter(dead_at=None, damaged_at__isnull=False)
    return list(rows.order_by().values_list("integration_id", flat=True).distinct())


def overlaps(gaps: Iterable[Gap], first: date, last: date) -> bool:
    """Whether one of the gaps lies in that range."""
    return any(gap.days.first <= last and gap.days.last >= first for gap in gaps)


def _damaged_reports(integration: int) -> set[str]:
    rows = DataFile.objects.filter(
        integration_id=integration, dead_at=None, damaged_at__isnull=False
    )
    return set(rows.values_list("report", flat=True))


def _gap(one: _Damaged, integration: Integration | None) -> Gap | None:
    if integration is None:
        return None
    key = _report(one.report)
    return Gap(integration.pk, integration.name, key, _name(integration, key), one.days)


def _report(key: str) -> str:
    """`<provider>/<report>` → report."""
    return key.partition("/")[2] or key


def _name(integration: Integration, report: str) -> str:
    try:
        return provider_of(integration.provider).report(report).name
    except (BadInput, KeyError):
        return report
