"""A batch of partitions: fetch → keep → parse → replace → record. Safe to repeat at any point."""

from __future__ import annotations

import errno
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.db.models import Max
from django.utils import timezone

from storelink.domain.app import NO_APP_ID
from storelink.domain.errors import (
    Busy,
    Missing,
    NeedsVerification,
    NoLongerKept,
    NotReady,
    StoreError,
)
from storelink.domain.outcome import ReportOutcome
from storelink.domain.period import Days
from storelink.domain.report import Partition
from storelink.integrations import ledger
from storelink.integrations.kept import keep_all
from storelink.integrations.models import Integration, LoadedPartition, ReportState, Run
from storelink.integrations.storage import files
from storelink.products.found_apps import find_apps
from storelink.products.models import App
from storelink.providers.contract import Fetched, Session, StoreApp
from storelink.providers.registry import provider as provider_of
from storelink.sync.again import kept_again
from storelink.sync.asked import asked, ends_run
from storelink.sync.awaited import await_partition, note_came
from storelink.sync.evidence import ROWS_VANISHED, UNPROVEN, accepted, check_replaces
from storelink.sync.loads import common_to_a_group
from storelink.sync.outcome import LASTING, Next, Outcome, disk_full, note
from storelink.sync.repair import load_rows
from storelink.sync.restated import Arrived, new_of
from storelink.sync.reviews_in_files import keep_reviews_in
from storelink.sync.today import today
from storelink.warehouse.contract import Loaded
from storelink.warehouse.errors import StorageFailed

_ASKED_AT_ONCE = 32
_WAITING_BYTES = 512 << 20
"""Of files, as sent, that wait to be published together."""
_WAITING_SECONDS = 30.0
"""What a slow store has sent by then is published: a person sees it, and a kill costs no more."""
_UNPROVEN_AT_MOST = 90
"""Days of a report asked for in one batch whose “nothing” does not count yet."""


@dataclass
class Result:
    """What became of a batch."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    """Report → trouble."""
    skipped: set[str] = field(default_factory=set)
    """Reports of which no more is asked in this run."""
    left: set[str] = field(default_factory=set)
    """Those of them that are left to the next run, since the store fails at them."""
    passes_over: bool = False
    """Whether a report at which the store fails is left to the next run, and does not end this."""
    unproven: Counter[str] = field(default_factory=Counter)
    """Report → answers that could not be taken for “nothing”."""

    def refuse(self, report: str, error: NotReady) -> None:
        """Ask for no more of a report whose every answer means as little."""
        self.unproven[report] += error.reason == UNPROVEN
        if self.unproven[report] >= _UNPROVEN_AT_MOST:
            self.skipped.add(report)

    today: date | None = None
    """The store's day on which all this was asked."""


def load(run: Run, session: Session, partitions: Sequence[Partition], result: Result) -> None:
    """NeedsVerification and Busy (a full disk too) end it; what is loaded by then stays, and what
    became of the batch stands in `result`, also where it was ended."""
    done = ledger.asked_since(run.integration, partitions, run.started_at)
    left = [partition for partition in partitions if partition not in done]
    result.today = today()
    try:
        with tempfile.TemporaryDirectory(dir=files().workshop, prefix="fetch-") as folder:
            arrived: list[Arrived] = []
            since = time.monotonic()
            for start in range(0, len(left), _ASKED_AT_ONCE):
                some = [
                    partition
                    for partition in left[start : start + _ASKED_AT_ONCE]
                    if partition.report not in result.skipped
                ]
                _fetch(run, session, some, arrived=arrived, folder=Path(folder), result=result)
                has_waited = time.monotonic() - since > _WAITING_SECONDS
                if has_waited or _size_of(arrived) > _WAITING_BYTES:
                    _publish(run, arrived, result)
                    arrived.clear()
                    _empty(Path(folder))
                    since = time.monotonic()
            _publish(run, arrived, result)
    except StorageFailed as error:
        raise disk_full() if error.reason == "storage_full" else error from error
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        raise disk_full() from error
    finally:
        _tell_failing(run.integration, result)


def _fetch(
    run: Run,
    session: Session,
    partitions: Sequence[Partition],
    *,
    arrived: list[Arrived],
    folder: Path,
    result: Result,
) -> None:
    """What comes in is added to `arrived`; where the store ends it, that is published."""
    provider = provider_of(run.integration.provider)
    kept = kept_again(run.integration, provider, partitions)
    ending: StoreError | None = None
    came: list[Fetched] = []
    for partition, found in asked(
        session, provider, partitions, kept=kept, folder=folder, passes_over=result.passes_over
    ):
        if isinstance(found, Fetched):
            came.append(found)
        elif found is not None and ends_run(found, passes_over=result.passes_over):
            ending = ending or found
        elif found is not None:
            _not_sent(run.integration, partition, found, result)
    came, refused = accepted(run.integration, came, result.today)
    for partition, error in refused:
        _note(run.integration, partition, error, result)
        result.refuse(partition.report, error)
    each = [
        Arrived(
            provider.report(one.partition.report), one, digest, is_read_again=one.partition in kept
        )
        for one, digest in zip(came, keep_all(run.integration, came), strict=True)
    ]
    new = new_of(run, each, result.today)
    arrived += new
    _show_progress(run, {one.report.key for one in each if one not in new}, is_new=False)
    if ending is not None:
        _publish(run, arrived, result)
        raise ending


def _not_sent(
    integration: Integration, partition: Partition, error: StoreError, result: Result
) -> None:
    if isinstance(error, Missing):
        await_partition(integration, partition)
    _note(integration, partition, error, result)


def _size_of(arrived: Sequence[Arrived]) -> int:
    return sum(part.path.stat().st_size for one in arrived for part in one.fetched.parts)


def _empty(folder: Path) -> None:
    for place in folder.iterdir():
        shutil.rmtree(place)


def _note(
    integration: Integration, partition: Partition, error: StoreError, result: Result
) -> None:
    if isinstance(error, NoLongerKept):
        ledger.record_expired(integration, partition, error.sentence)
    is_told = error.reason == ROWS_VANISHED or not isinstance(error, NotReady)
    if not is_told and ledger.note_kept_as_is(integration, [partition], result.today):
        return
    if not isinstance(error, NoLongerKept):
        _note_trouble(integration, partition.report, error, result)


def _note_trouble(integration: Integration, report: str, error: StoreError, result: Result) -> None:
    outcome = note(integration, report, error)
    result.outcomes[report] = outcome
    if outcome.next in {Next.SKIP_REPORT, Next.WAIT}:
        result.skipped.add(report)
    if outcome.next is Next.WAIT:
        result.left.add(report)


def _tell_failing(integration: Integration, result: Result) -> None:
    """Other files of a report that came in do not make it whole."""
    for report, outcome in result.outcomes.items():
        if outcome.next is Next.WAIT:
            state = ReportState.objects.filter(integration=integration, report=report)
            state.update(outcome=outcome.code, sentence=outcome.sentence)


def _publish(run: Run, arrived: Sequence[Arrived], result: Result) -> None:
    """All together; where one file is not understood, by halves, so that only it is left out."""
    if not arrived:
        return
    try:
        _replace(run, arrived, result.today)
    except StorageFailed:
        raise
    except StoreError as error:
        if len(arrived) > 1:
            middle = len(arrived) // 2
            _publish(run, arrived[:middle], result)
            _publish(run, arrived[middle:], result)
        elif isinstance(error, NeedsVerification | Busy):
            raise
        else:
            _note(run.integration, arrived[0].fetched.partition, error, result)


def _replace(run: Run, arrived: Sequence[Arrived], today: date | None) -> None:
    provider = provider_of(run.integration.provider)
    apps = store_apps(run.integration)
    full = [one for one in arrived if one.fetched.parts or one.fetched.scope]
    full.sort(key=lambda one: common_to_a_group((one.report, one.fetched)))
    empty = [one for one in arrived if one not in full]

    sent = [one.fetched.partition for one in full if not one.is_read_again]
    here = ledger.rows_here(run.integration, sent)

    def record(loaded: tuple[Loaded, ...]) -> None:
        each = [_entry(one, did.row_count, did.days) for one, did in zip(full, loaded, strict=True)]
        check_replaces(here, ((one.fetched, one.found.row_count) for one in each))
        ledger.record(run.integration, each, today)
        note_came(run.integration, each)
        _record_empty(run.integration, empty, today)
        _show_progress(run, {one.report.key for one in arrived})

    if full:
        told = [(one.report, one.fetched) for one in full]
        keep_reviews_in(run.integration, provider, told, apps)
        did = load_rows(run.integration, told, apps, record)
        if frozenset().union(*(one.apps for one in did)) - {NO_APP_ID, *(app.id for app in apps)}:
            find_apps(run.integration)
    else:
        _record_empty(run.integration, empty, today)
        _show_progress(run, {one.report.key for one in arrived})


def _record_empty(integration: Integration, empty: Sequence[Arrived], today: date | None) -> None:
    ledger.record(integration, [_entry(one, 0, None) for one in empty], today)


def _entry(one: Arrived, row_count: int, days: Days | None) -> ledger.Recorded:
    found = ledger.Found(row_count, _with_own_day(days, one))
    return ledger.Recorded(one.report, one.fetched, one.digest, found)


def _with_own_day(days: Days | None, one: Arrived) -> Days | None:
    """A file speaks of all its days, with rows or not; but years without a sale are no history."""
    is_empty_rollup = days is None and one.report.rollup_of
    own = _own_days(one) if one.report.absence_is_zero and not is_empty_rollup else None
    if days is None or own is None:
        return days or own
    return Days(min(days.first, own.first), max(days.last, own.last))


def _own_days(one: Arrived) -> Days | None:
    if one.fetched.scope is not None:
        return one.fetched.scope.days
    try:
        return Days(*[date.fromisoformat(one.fetched.partition.period[:10])] * 2)
    except ValueError:
        return None


def _show_progress(run: Run, reports: set[str], *, is_new: bool = True) -> None:
    """Counted anew from the ledger, so that a repeated step counts nothing twice."""
    for report in reports:
        rows = LoadedPartition.objects.filter(integration=run.integration, report=report)
        state = ReportState.objects.filter(integration=run.integration, report=report)
        state.update(
            done=rows.filter(checked_at__gte=run.started_at).count(), checked_at=timezone.now()
        )
        if is_new:
            last = rows.aggregate(last=Max("last_on"))["last"]
            state.update(loaded_at=timezone.now(), complete_to=last)
        state.exclude(outcome__in=LASTING).update(outcome=ReportOutcome.LOADING, sentence="")


def store_apps(integration: Integration) -> list[StoreApp]:
    """The account's apps as the parser wants them: some files name an app only by SKU."""
    return [
        StoreApp(app.store_id, app.name, app.bundle_id, app.sku)
        for app in App.objects.filter(integration=integration)
    ]
