"""The warehouse: partitions in, answers out."""

# ruff: noqa: S608 - identifiers are declared names (see sql.name), values are bound
from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import TypeVar

import pyarrow as pa

from storelink.domain.bounds import DEFAULT_BOUNDS
from storelink.domain.period import Days
from storelink.domain.report import Report
from storelink.warehouse.choose import with_held
from storelink.warehouse.contract import (
    AppRef,
    Catalog,
    DataFile,
    FileStore,
    Load,
    Loaded,
    LoadGroup,
    Question,
    SnapshotCatalog,
)
from storelink.warehouse.engine import Engine
from storelink.warehouse.errors import QueryFailed, StorageFailed, unreadable
from storelink.warehouse.inspect_files import Inspector
from storelink.warehouse.load import Loader, Record
from storelink.warehouse.query import compile_question
from storelink.warehouse.relation import View, facts, files_of
from storelink.warehouse.schema import own_columns, report_key
from storelink.warehouse.sql import Sql, joined
from storelink.warehouse.sweep import Swept, sweep
from storelink.warehouse.together import together

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one process may use."""

    threads: int = 2
    query_memory: str = "512MB"
    """Of DuckDB, as it writes it; beyond it, it works in the scratch folder."""
    load_memory_bytes: int = 48 * 2**20
    """Of rows that wait for their cells; beyond it, they wait in the workshop."""
    app_days: int = DEFAULT_BOUNDS.app_days
    """Pairs of app and day in one load."""


class Warehouse:
    """One for a process; every method may be called by any thread at any time.

    `catalog` says what is live, `files` holds it. Nothing is ever read by looking into a folder.
    """

    def __init__(self, catalog: Catalog, files: FileStore, limits: Limits | None = None) -> None:
        self._catalog = catalog
        self._files = files
        self._renew: Callable[[], None] = lambda: None
        limits = limits or Limits()
        self._inspector = Inspector(catalog, files)
        self._loader = Loader(
            catalog,
            files,
            self._inspector,
            limits.threads,
            limits.load_memory_bytes,
            limits.app_days,
        )
        self._engine = Engine(
            files.local_root, files.workshop, threads=limits.threads, memory=limits.query_memory
        )

    # ---------------------------------------------------------------- in

    def replace(self, load: Load, record: Record | None = None) -> Loaded:
        """`replace_many` of one."""
        return self.replace_many([load], record)[0]

    def replace_many(
        self, loads: Iterable[Load | LoadGroup], record: Record | None = None
    ) -> tuple[Loaded, ...]:
        """The loads take their places, all at once or not at all: for each app and day, what is of
        the same or a higher version order replaces what stands. Repeating a load does no harm, and
        their order does not matter. Every cell is rewritten once however many loads touch it, so
        gather what has arrived. What is told of the loads of a group stands in their place.

        `record`, the caller's bookkeeping, runs in the transaction that publishes. The batches of
        several loads are read at the same time, in threads of their own.

        BatchRefused: a parser broke its word. StorageFailed: disk full, folder not writable.
        DamagedFile: a cell that the loads touch cannot be read, see `restore`. ContendedCell:
        others kept getting in first. After each of them nothing was published. What a load's own
        batches raise, comes out as it is, and nothing was published either.
        """
        return self._loader.replace_many(loads, record)

    def restore(self, damaged: Sequence[DataFile], loads: Iterable[Load | LoadGroup]) -> None:
        """Write the cells of these damaged files anew from all loads that ever touched them, the
        oldest first. What the loads say of other cells is loaded again, which does no harm. A cell
        of which they say nothing is empty from then on. Raises as `replace_many` does."""
        self._loader.restore(damaged, loads)

    def damaged(self, integration: int) -> tuple[DataFile, ...]:
        """The files of an integration that cannot be read, as far as somebody has tried."""
        return self._catalog.damaged(integration)

    # ---------------------------------------------------------------- out

    def query(self, question: Question) -> pa.Table:
        """The answer: a row for each combination of `by` that has rows in the reports.

        Columns: `integration` and `app_id` for app, `date`, the dimensions, then the metrics in
        their order; with `date`, also `provisional`: the store may still change a day in it.
        Counts are int64, amounts decimal, ratios double. NULL is missing, never zero.

        Files that are damaged or missing are left out; from then on the list says so
        (`Catalog.damaged`), so that whoever asked can tell.

        BadInput: no report can answer that. NotAdditive: the sum would be untrue. QueryFailed,
        StorageFailed: nothing can be read at all.
        """
        compiled = compile_question(self.with_held(question))
        view = View(question.apps, question.days)

        def ask() -> pa.Table:
            pairs = zip(compiled.reports, compiled.columns, strict=True)
            relations = [facts(report, columns, view, self._inspector) for report, columns in pairs]
            named = [Sql(f"facts_{n} AS ({r.text})", r.bound) for n, r in enumerate(relations)]
            whole = joined([*named, compiled.figures], ", ")
            return self._engine.table(f"WITH {whole.text}", whole.bound)

        return self._with_fresh_list(ask, [(one, view) for one in compiled.reports])

    def answers(self, questions: Sequence[Question]) -> list[pa.Table]:
        """The answer of each, as `query` gives it, all in one statement: rows that several are
        about are read once. Raises as `query` does, for all of them together."""
        asked = together([self.with_held(question) for question in questions])
        views = [View(one.apps, one.days) for one in asked.questions]

        def ask() -> list[pa.Table]:
            whole = asked.statement(lambda *of: facts(of[0], of[1], of[2], self._inspector))
            return asked.tables(self._engine.table(whole.text, whole.bound))

        reports = [
            (report, view)
            for view, one in zip(views, asked.compiled, strict=True)
            for report in one.reports
        ]
        return self._with_fresh_list(ask, reports)

    def over(self, snapshot: SnapshotCatalog) -> Warehouse:
        """The same warehouse, which answers by this list of files. All else is shared with it."""
        other = copy(self)
        other._catalog = snapshot
        other._inspector = replace(self._inspector, catalog=snapshot)
        other._renew = snapshot.renew
        return other

    def with_held(self, question: Question) -> Question:
        """The question with `held` looked up: from then on `choose` tells, without asking
        anybody, where its figures come from. BadInput as `query` raises it."""
        integrations = list({app.integration for app in question.apps})

        def holders(report: Report) -> frozenset[int]:
            return self._catalog.holders(integrations, report_key(report))

        return with_held(question, holders)

    def coverage(self, report: Report, apps: Sequence[AppRef], days: Days) -> pa.Table:
        """For every (app, day) that has rows: `integration`, `app_id`, `date`, and the newest
        `processed_on`. A day without a row here is missing or, where the report says that absence
        is zero and the partition is loaded, zero."""
        view = View(tuple(apps), days)

        def ask() -> pa.Table:
            rows = facts(report, ("processed_on",), view, self._inspector)
            return self._engine.table(
                "SELECT integration, app_id, date, MAX(processed_on) AS processed_on"
                f" FROM ({rows.text}) GROUP BY integration, app_id, date"
                " ORDER BY integration, app_id, date",
                rows.bound,
            )

        return self._with_fresh_list(ask, [(report, view)])

    def rows(self, report: Report, apps: Sequence[AppRef], days: Days) -> Iterator[pa.RecordBatch]:
        """The stored rows, in no order, batch by batch: `integration`, `app_id`, `date`, `version`,
        `processed_on`, and the report's columns. StorageFailed if the reader is so slow that files
        are replaced and swept meanwhile; then start again."""
        columns = ("version", "processed_on", *(c.name for c in own_columns(report)))
        view = View(tuple(apps), days)

        def ask() -> tuple[pa.RecordBatch | None, Iterator[pa.RecordBatch]]:
            rows = facts(report, columns, view, self._inspector)
            batches = self._engine.batches(rows.text, rows.bound)
            return next(batches, None), batches

        first, rest = self._with_fresh_list(ask, [(report, view)])
        return _chained(first, rest)

    # ---------------------------------------------------------------- upkeep

    def erase(self, integration: int) -> None:
        """Everything of an integration is gone from the list at once, and its files are deleted.
        A query that is under way asks for a fresh list."""
        self._catalog.erase(integration)
        gone = [f for f in self._catalog.dead(_always()) if f.cell.integration == integration]
        for file in gone:
            self._files.delete(file.path)
        self._catalog.forget([file.id for file in gone if file.id is not None])

    def sweep(self, *, grace_seconds: float = 3600, orphan_seconds: float = 86400) -> Swept:
        """Delete the files that have been dead for longer than any query runs, and those that no
        list ever named and that are older than any load runs."""
        return sweep(self._catalog, self._files, grace_seconds, orphan_seconds)

    def close(self) -> None:
        """Frees what DuckDB holds."""
        self._engine.close()

    def _with_fresh_list(self, ask: Callable[[], T], read: Sequence[tuple[Report, View]]) -> T:
        """Once more where a file is gone: it was replaced, and swept, since the list was read. And
        once more without those that prove to be damaged, where reading failed."""
        for _ in range(_FRESH_LISTS):
            try:
                return ask()
            except FileNotFoundError:
                self._renew()
            except OSError as error:
                raise unreadable(error) from error
            except QueryFailed:
                if not self._examined(read):
                    raise
        try:
            return ask()
        except FileNotFoundError as error:
            raise _missing(error) from error

    def _examined(self, read: Sequence[tuple[Report, View]]) -> int:
        """How many of the files that were to be read are damaged."""
        return sum(
            self._inspector.examine(
                file for file in files_of(one, view, self._inspector) if not file.is_damaged
            )
            for one, view in read
        )


_FRESH_LISTS = 3


def _chained(
    first: pa.RecordBatch | None, rest: Iterator[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    if first is None:
        return
    yield first
    try:
        yield from rest
    except FileNotFoundError as error:
        raise _missing(error) from error


def _missing(error: FileNotFoundError) -> StorageFailed:
    return StorageFailed(
        "A data file is missing that the list says is there. Start again; if it stays missing,"
        " restore it from a backup, or erase the integration's data and load it again.",
        detail=str(error),
        reason="file_missing",
    )


def _always() -> float:
    return time.time() + 86400
