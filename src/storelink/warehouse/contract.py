"""What the warehouse takes and gives, and the catalogue that it writes its list of files into.

The warehouse knows neither Django nor the providers: reports and measures are handed to it, and
the list of live files is kept by whoever implements `Catalog` (the product keeps it in the same
database as the runs, so that data and bookkeeping become true in one transaction).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from storelink.domain.metric import Measure, Metric, Ratio
from storelink.domain.period import Days, Granularity
from storelink.domain.report import Report, Scope, Version
from storelink.warehouse.errors import Damage

FIXED_COLUMNS = ("app_id", "date", "version", "processed_on")
"""Columns of every fact file besides the report's own: VARCHAR, DATE, BIGINT, DATE."""


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """One live file stands for it. Never mixes two integrations."""

    integration: int
    report: str
    """`<provider>/<report key>`"""
    bucket: int
    """A group of apps of the integration, so that a cell stays under about half a million rows."""
    month: date
    """Its first day."""


@dataclass(frozen=True, slots=True)
class DataFile:
    """A live immutable Parquet file."""

    id: int | None
    """None until the catalogue has recorded it."""
    cell: Cell
    path: str
    """Within the file store."""
    first_on: date
    last_on: date
    row_count: int
    byte_count: int
    schema_version: int
    checksum: int | None = None
    """CRC-32 of its bytes; None of files that were written before checksums were."""
    is_damaged: bool = False
    """It was met and could not be read: it is left out of answers until it is rebuilt."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A remembered scope: content of `order` was complete for it, so that lower orders have no
    say there any more, not even about days that the content left empty."""

    integration: int
    report: str
    """As in Cell."""
    scope: Scope
    order: int


@dataclass(frozen=True, slots=True)
class Swap:
    """These files take the place of those, all at once or not at all."""

    replaced: Mapping[Cell, int | None]
    """Cell → id of the live file that was read for it, None where there was none."""
    written: tuple[DataFile, ...]
    read: frozenset[Claim] = frozenset()
    """The claims that the build went by."""
    within: Mapping[tuple[int, str], Days] = field(default_factory=dict)
    """(integration, report) → the days for which those claims were read."""
    claims: tuple[Claim, ...] = ()
    """To be remembered; all within those days. Of the same scope, the highest order stays."""


class Conflict(Exception):
    """Somebody else replaced a cell, or claimed a scope, meanwhile: nothing was published, build
    again."""


class Catalog(Protocol):
    """The list of live files. Every method is safe for any number of processes at once."""

    def live(
        self,
        integrations: Sequence[int],
        report: str,
        *,
        days: Days | None = None,
        apps: Sequence[AppRef] | None = None,
    ) -> tuple[DataFile, ...]:
        """The live files, one snapshot. `report` as in Cell. With `days`, only files that have
        rows between these; with `apps`, only those of a bucket that one of these apps is in."""

    def holders(self, integrations: Sequence[int], report: str) -> frozenset[int]:
        """Those of the integrations that have live files of the report, of whatever days."""

    def buckets(self, integration: int, report: str, apps: Mapping[str, int]) -> Mapping[str, int]:
        """App → bucket, assigning the apps that have none yet. The values of `apps` are rows a
        month, so that a big app gets a bucket of its own. Assigned once, never moved."""

    def claims(self, integration: int, report: str, days: Days) -> frozenset[Claim]:
        """The remembered scopes that share a day with `days`."""

    def commit(self, swap: Swap, record: Callable[[], None] | None = None) -> None:
        """One transaction: mark the replaced files dead, insert the written ones, remember the
        claims, call `record` (the caller's own bookkeeping). Conflict if a cell's live file, or
        the claims within those days, are no longer what was read: then nothing of it holds."""

    def mark_damaged(self, file: DataFile, damage: Damage) -> bool:
        """Remember that a live file cannot be read, and tell of it. False where it is live no
        more; safe to repeat."""

    def damaged(self, integration: int) -> tuple[DataFile, ...]:
        """The live files of an integration that cannot be read."""

    def erase(self, integration: int) -> None:
        """Mark every file of an integration dead, and forget its buckets and scopes."""

    def dead(self, before: float) -> tuple[DataFile, ...]:
        """Files that died before that moment (seconds since the epoch)."""

    def forget(self, ids: Iterable[int]) -> None:
        """Remove dead files from the list, after their bytes are gone."""

    def known_paths(self) -> frozenset[str]:
        """Every path on the list, live or dead."""


class SnapshotCatalog(Catalog, Protocol):
    """A list of files that stays as it was when it was first read."""

    def renew(self) -> None:
        """Read it again, the next time that it is needed: a file of it is gone."""


class FileStore(Protocol):
    """Four verbs over bytes; a folder or a bucket."""

    @property
    def workshop(self) -> Path:
        """A local folder in which files are built before `put`."""

    @property
    def local_root(self) -> Path:
        """The local folder under which every address that `get` gives lies."""

    def put(self, path: str, source: Path) -> None:
        """Move the local file `source` to `path`, durably, all or nothing. OSError if it
        cannot be."""

    def get(self, path: str) -> Path:
        """A local file to read, fetched first if need be. FileNotFoundError if it is gone."""

    def get_again(self, path: str) -> Path:
        """The same, without what is kept of it on this machine, where that is but a copy."""

    @property
    def holds_copies(self) -> bool:
        """Whether what `get` gives are copies, whose time of change is that of their last use."""

    def list(self, prefix: str) -> Iterable[tuple[str, float]]:
        """(path, modified at) of everything under a prefix; for the sweep alone."""

    def delete(self, path: str) -> None:
        """Remove; no error if it is gone already."""


@dataclass(frozen=True, slots=True)
class Load:
    """The content of one partition version."""

    integration: int
    report: Report
    version: Version
    batches: Iterable[pa.RecordBatch]
    """With `app_id`, `date` and the report's columns; see `providers.contract.Parse`. Iterated
    once, in any thread."""
    scope: Scope | None = None


@dataclass(frozen=True, slots=True)
class LoadGroup:
    """Loads of one integration and report whose rows can be had together: of many small files,
    taking each by itself would cost more than its rows."""

    loads: Sequence[Load]
    rows: Callable[[], tuple[pa.RecordBatch, Sequence[int]] | None]
    """All their rows, one load's after another's, and how many each has; None where each has to be
    taken by itself. Called once, in any thread."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did."""

    row_count: int
    """Rows that came in."""
    is_superseded: bool = False
    """Everything in it was older than what stands."""
    apps: frozenset[str] = frozenset()
    days: Days | None = None


@dataclass(frozen=True, slots=True)
class AppRef:
    """An app as one integration sees it: the unit of permission in every read."""

    integration: int
    app_id: str


@dataclass(frozen=True, slots=True)
class Told:
    """Days of which a report has spoken for some apps: where it has no rows, there was nothing."""

    report: str
    """Its key."""
    integration: int
    apps: tuple[str, ...]
    days: Days


@dataclass(frozen=True, slots=True)
class Rollup:
    """A whole period that a roll-up's rows stand for, in the place of the rows of finer reports."""

    report: str
    """Key of the roll-up."""
    integrations: tuple[int, ...]
    days: Days
    """The whole period; the rows stand under its first day."""


@dataclass(frozen=True, slots=True)
class Question:
    """What to read. All metrics are of one provider; the two stores are never added up."""

    metrics: tuple[Metric, ...]
    """What is asked for."""
    measures: tuple[Measure, ...]
    """The provider's, in order of preference."""
    ratios: tuple[Ratio, ...]
    reports: Mapping[str, Report]
    """Key → report, of the provider."""
    apps: tuple[AppRef, ...]
    """Only these apps are read. Permission was checked by whoever made the question."""
    days: Days
    by: tuple[str, ...] = ()
    """Any of `app`, `date`, and dimension columns."""
    granularity: Granularity = Granularity.DAY
    """For `date` in `by`: days, or the first day of their week, month or year."""
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Dimension → the values that count, compared without case; an empty one stands for NULL."""
    order: str = ""
    """A metric's key, descending; empty: by the keys of `by`, ascending."""
    limit: int | None = None
    parts: tuple[Metric, ...] = ()
    """Metrics that ratios among `metrics` are made of, where these are not asked for themselves.
    More does no harm: all of the provider's will do."""
    held: Mapping[str, frozenset[int]] | None = None
    """Report key → the integrations that have files of it, of whatever days, for the reports that
    there is a choice between. None: not looked up yet; `Warehouse.with_held` does."""
    told: tuple[Told, ...] = ()
    """What is known besides the rows, for ratios: their parts are summed only over days that every
    part's report has rows of, for the app, or is told to have spoken of."""
    rollups: tuple[Rollup, ...] = ()
    """The periods that roll-ups stand for; no two of an integration overlap, and each lies within
    `days` and within one row of the answer. Rows of roll-ups count for these alone."""
