"""What the warehouse takes and gives, and the catalogue that it writes its list of files into.

The warehouse knows neither Django nor the providers: reports and measures are handed to it, and
the list of live files is kept by whoever implements `Catalog` (the product keeps it in the same
database as the runs, so that data and bookkeeping become true in one transaction).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

import pyarrow as pa

from storelink.domain.metric import Measure, Metric, Ratio
from storelink.domain.period import Days, Granularity
from storelink.domain.report import Report, Scope, Version

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


@dataclass(frozen=True, slots=True)
class Swap:
    """These files take the place of those, all at once or not at all."""

    replaced: Mapping[Cell, int | None]
    """Cell → id of the live file that was read for it, None where there was none."""
    written: tuple[DataFile, ...]


class Conflict(Exception):
    """Somebody else replaced a cell meanwhile: nothing was published, build again."""


class Catalog(Protocol):
    """The list of live files. Every method is safe for any number of processes at once."""

    def live(
        self,
        integrations: Sequence[int],
        report: str,
        *,
        days: Days | None = None,
        buckets: Sequence[int] | None = None,
    ) -> tuple[DataFile, ...]:
        """The live files, one snapshot. `report` as in Cell."""

    def buckets(self, integration: int, report: str, apps: Mapping[str, int]) -> Mapping[str, int]:
        """App → bucket, assigning the apps that have none yet. The values of `apps` are rows a
        month, so that a big app gets a bucket of its own. Assigned once, never moved."""

    def scope_order(self, integration: int, report: str, scope: Scope) -> int | None:
        """The highest version order that was complete for exactly this scope."""

    def commit(
        self,
        swap: Swap,
        *,
        scope: tuple[int, str, Scope, int] | None = None,
        record: Callable[[], None] | None = None,
    ) -> None:
        """One transaction: mark the replaced files dead, insert the written ones, remember the
        scope's order, call `record` (the caller's own bookkeeping). Conflict if a cell's live
        file is no longer the one that was read."""

    def erase(self, integration: int) -> None:
        """Mark every file of an integration dead, and forget its buckets and scopes."""

    def dead(self, before: float) -> tuple[DataFile, ...]:
        """Files that died before that moment (seconds since the epoch)."""

    def forget(self, ids: Iterable[int]) -> None:
        """Remove dead files from the list, after their bytes are gone."""

    def known_paths(self) -> frozenset[str]:
        """Every path on the list, live or dead."""


class FileStore(Protocol):
    """Four verbs over bytes; a folder or a bucket."""

    def put(self, path: str, source: str) -> None:
        """Store the local file `source` under `path`, durably, all or nothing."""

    def get(self, path: str) -> str:
        """An address that DuckDB can read: a local path, fetched first if need be."""

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
    """With `app_id`, `date` and the report's columns; see `providers.contract.Parse`."""
    scope: Scope | None = None


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
class Question:
    """What to read. All metrics are of one provider; the two stores are never added up."""

    metrics: tuple[Metric, ...]
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
    """For `date` in `by`: days, or the first day of their week or month."""
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    order: str = ""
    """A metric's key, descending; empty: by the keys of `by`, ascending."""
    limit: int | None = None
