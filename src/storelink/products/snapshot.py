"""One state of what is stored, from which all figures of a page come.

What the ledger has told is read before the list of files: a file that comes in between is then in
the figures and not yet in the ledger, and its day is missing for a moment. The other way round its
day would be a zero that nobody has told. Whatever has to be asked of the ledger later makes the
list be read again, after it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, TypeAlias, TypeVar

from django.db.models import OuterRef, Subquery

from storelink.domain.app import NO_APP_ID
from storelink.domain.outcome import ReportOutcome
from storelink.domain.period import Days
from storelink.integrations.catalog import DjangoCatalog
from storelink.integrations.damage import Gap, gaps_among
from storelink.integrations.file_list import app_buckets, holders, live_files
from storelink.integrations.models import LoadedPartition, ReportState
from storelink.products.horizon import STUCK_AFTER
from storelink.products.models import App
from storelink.warehouse.contract import AppRef, DataFile
from storelink.warehouse.errors import Damage

T = TypeVar("T")
Loaded: TypeAlias = tuple[int, str, date, date]
"""Integration, app (empty: the account), first and last day of a partition that came in."""
_FEW = 500
"""Apps that are named one by one in a statement; of more, all of the account are read."""


class Snapshot(DjangoCatalog):
    """What is known of these accounts on these days, each thing asked of the database once.

    It stands in for the list of files: the warehouse reads by it. Not for several threads.
    """

    def __init__(self, accounts: Iterable[int], days: Days) -> None:
        self.accounts = frozenset(accounts)
        self.days = days
        self._ledger: dict[Hashable, Any] = {}
        self._files: dict[Hashable, Any] = {}
        self._held: Mapping[str, frozenset[int]] | None = None

    def covers(self, accounts: Collection[int], days: Days) -> bool:
        """Whether figures of these accounts and days can come from it."""
        within = self.days.first <= days.first and days.last <= self.days.last
        return within and self.accounts.issuperset(accounts)

    def renew(self) -> None:
        """Read the list of files again, the next time that it is needed. Which report a figure
        comes from was decided by then, and stays."""
        self._files.clear()

    # ---------------------------------------------------------------- the ledger

    def loaded(self, report: str, accounts: Collection[int], within: Days) -> Sequence[Loaded]:
        """The partitions of the report that came in, cut to the range."""
        rows = self._of_ledger(("loaded", report, frozenset(accounts)), lambda: list(
            LoadedPartition.objects.filter(
                integration_id__in=accounts, report=report,
                last_on__gte=self.days.first, first_on__lte=self.days.last,
            ).values_list("integration_id", "app_id", "first_on", "last_on")
        ))  # fmt: skip
        return [
            (account, app, max(first, within.first), min(last, within.last))
            for account, app, first, last in rows
            if first and last and first <= within.last and last >= within.first
        ]

    def complete(self) -> frozenset[tuple[str, int]]:
        """(report, account) of which all is in that the store has."""
        return self._of_ledger("complete", lambda: frozenset(
            ReportState.objects.filter(
                integration_id__in=self.accounts, outcome=ReportOutcome.COMPLETE,
                first_completed_at__isnull=False,
            ).values_list("report", "integration_id")
        ))  # fmt: skip

    def last_days(
        self, reports: Collection[str], apps: Sequence[AppRef]
    ) -> Mapping[tuple[str, AppRef], date]:
        """(report, app, which may be the account) → the last day of which it has spoken, for those
        that have within the range or shortly before it."""
        key = ("last", frozenset(reports), frozenset(apps))
        return self._of_ledger(key, lambda: self._last_days(sorted(reports), apps))

    def _last_days(
        self, reports: Sequence[str], apps: Sequence[AppRef]
    ) -> Mapping[tuple[str, AppRef], date]:
        accounts = {app.integration for app in apps}
        since = self.days.first - STUCK_AFTER - timedelta(days=1)
        of_app = App.objects.filter(integration_id__in=accounts).order_by()
        if len(apps) <= _FEW:
            of_app = of_app.filter(store_id__in={app.app_id for app in apps})
        found = {}
        rows = of_app.values_list("integration_id", "store_id", *_last_of(reports, since))
        for account, app, *days in rows:
            for report, day in zip(reports, days, strict=True):
                if day is not None:
                    found[report, AppRef(account, app)] = day
        for report, account, day in self._of_ledger("whole", lambda: self._of_accounts(since)):
            ref = AppRef(account, NO_APP_ID)
            if day is not None and account in accounts:
                found[report, ref] = max(day, found.get((report, ref), day))
        return found

    def _of_accounts(self, since: date) -> Sequence[tuple[str, int, date | None]]:
        rows = LoadedPartition.objects.filter(
            integration_id__in=self.accounts, app_id="", last_on__gte=since
        )
        return list(rows.values_list("report", "integration_id", "last_on"))

    def _of_ledger(self, key: Hashable, ask: Callable[[], T]) -> T:
        if key not in self._ledger:
            self._ledger[key] = ask()
            self.renew()
        found: T = self._ledger[key]
        return found

    # ---------------------------------------------------------------- the list of files

    def live(
        self,
        integrations: Sequence[int],
        report: str,
        *,
        days: Days | None = None,
        apps: Sequence[AppRef] | None = None,
    ) -> tuple[DataFile, ...]:
        """See Catalog.live."""
        if days is None or not self.covers(integrations, days):
            return super().live(integrations, report, days=days, apps=apps)
        known = self._live().get(report, ())
        found = [one for one in known if one.cell.integration in integrations]
        found = [one for one in found if one.first_on <= days.last and one.last_on >= days.first]
        if apps is None or not found:
            return tuple(found)
        wanted = self._buckets(apps).get(report, frozenset())
        return tuple(one for one in found if (one.cell.integration, one.cell.bucket) in wanted)

    def holders(self, integrations: Sequence[int], report: str) -> frozenset[int]:
        """See Catalog.holders."""
        if not self.accounts.issuperset(integrations):
            return super().holders(integrations, report)
        if self._held is None:
            self._held = holders(self.accounts)
        return self._held.get(report, frozenset()).intersection(integrations)

    def mark_damaged(self, file: DataFile, damage: Damage) -> bool:
        """See Catalog.mark_damaged; known here from now on as well."""
        is_live = super().mark_damaged(file, damage)
        if is_live and "live" in self._files:
            report, known = file.cell.report, self._files["live"]
            known[report] = [
                replace(one, is_damaged=True) if one.id == file.id else one
                for one in known.get(report, ())
            ]
        return is_live

    def gaps(
        self, accounts: Collection[int], days: Days, reports: Collection[str] | None = None
    ) -> tuple[Gap, ...]:
        """As `damage.gaps_of`, out of the list that figures are read by."""
        damaged = [
            file
            for files in self._live().values()
            for file in files
            if file.is_damaged
            and file.cell.integration in accounts
            and file.first_on <= days.last
            and file.last_on >= days.first
        ]
        return gaps_among(damaged, reports)

    def _live(self) -> dict[str, Sequence[DataFile]]:
        if "live" not in self._files:
            by_report: defaultdict[str, list[DataFile]] = defaultdict(list)
            for file in live_files(self.accounts, self.days):
                by_report[file.cell.report].append(file)
            self._files["live"] = dict(by_report)
        known: dict[str, Sequence[DataFile]] = self._files["live"]
        return known

    def _buckets(self, apps: Sequence[AppRef]) -> Mapping[str, frozenset[tuple[int, int]]]:
        key = ("buckets", frozenset(apps))
        if key not in self._files:
            self._files[key] = app_buckets(list(self._live()), apps)
        known: Mapping[str, frozenset[tuple[int, int]]] = self._files[key]
        return known


def _last_of(reports: Sequence[str], since: date) -> Sequence[Subquery]:
    """For each report a look into the index: a group over all days would read all of them."""
    own = LoadedPartition.objects.filter(
        integration_id=OuterRef("integration_id"), app_id=OuterRef("store_id"), last_on__gte=since
    ).order_by("-last_on")
    return [Subquery(own.filter(report=report).values("last_on")[:1]) for report in reports]
