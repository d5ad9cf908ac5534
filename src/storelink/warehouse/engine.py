"""DuckDB, in this process: one in-memory database, a cursor for each request.

It may read files below one folder and nothing else: no network, no extensions, no other paths, and
no statement can change that. Text of people reaches it as bound parameters only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from threading import Lock
from typing import TypeAlias

import duckdb
import pyarrow as pa

from storelink.warehouse.errors import QueryFailed

Bound: TypeAlias = str | int | float | date | Decimal | None
"""What can stand for a `?`."""


class Engine:
    """`memory` as DuckDB writes it (`512MB`). Beyond it, large sorts and groups go to `scratch`."""

    def __init__(self, readable: Path, scratch: Path, *, threads: int, memory: str) -> None:
        self._settings: Mapping[str, str | int | bool | list[str]] = {
            "threads": threads,
            "memory_limit": memory,
            "temp_directory": str(scratch),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
            "preserve_insertion_order": False,
        }
        self._folders = [str(readable), str(scratch)]
        self._opening = Lock()
        self._opened: duckdb.DuckDBPyConnection | None = None

    def table(self, sql: str, bound: Sequence[Bound] = ()) -> pa.Table:
        """The whole answer. FileNotFoundError if a file in it is gone, QueryFailed for what else
        can go wrong."""
        with self._cursor() as cursor:
            return cursor.sql(sql, params=list(bound)).to_arrow_table()

    def batches(self, sql: str, bound: Sequence[Bound] = ()) -> Iterator[pa.RecordBatch]:
        """The answer piece by piece, for what does not fit into memory. FileNotFoundError at the
        first piece, or later, if a file is gone; QueryFailed likewise."""
        with self._cursor() as cursor:
            yield from cursor.sql(sql, params=list(bound)).to_arrow_reader(_BATCH_ROWS)

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()

    def _database(self) -> duckdb.DuckDBPyConnection:
        """Opened by the first question: a process that asks nothing saves 25 MB."""
        with self._opening:
            if self._opened is None:
                database = duckdb.connect(config=dict(self._settings))
                database.execute("SET allowed_directories = [?, ?]", self._folders)
                database.execute("SET enable_external_access = false")
                database.execute("SET lock_configuration = true")
                self._opened = database
            return self._opened

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        cursor = self._database().cursor()
        try:
            yield cursor
        except (duckdb.Error, pa.ArrowException) as error:
            if _is_missing(error):
                raise FileNotFoundError(str(error)) from error
            self._let_go_of_a_broken_one(error)
            raise _failed(error) from error
        finally:
            cursor.close()

    def _let_go_of_a_broken_one(self, error: Exception) -> None:
        """After such an error DuckDB answers nothing any more: the next question opens anew."""
        if isinstance(error, duckdb.FatalException | duckdb.InternalException):
            with self._opening:
                self._opened = None


def _is_missing(error: Exception) -> bool:
    return "No files found" in str(error) or "No such file" in str(error)


def _failed(error: Exception) -> QueryFailed:
    detail = f"{type(error).__name__}: {error}"
    if isinstance(error, duckdb.OutOfMemoryException):
        return QueryFailed(
            "This question needs more memory than the server may use for one. Ask for fewer days,"
            " apps or splits.",
            detail=detail,
            reason="out_of_memory",
        )
    if isinstance(error, duckdb.OutOfRangeException | duckdb.ConversionException):
        return QueryFailed(
            "A figure of this question is out of range: it adds up to more than can be shown. Ask"
            " for fewer days or apps.",
            detail=detail,
            reason="out_of_range",
        )
    return QueryFailed(
        "These figures could not be worked out, though no data file is damaged. Ask for fewer days"
        " or splits; if it stays, send the server’s log to whoever runs it.",
        detail=detail,
        reason="query_failed",
    )


_BATCH_ROWS = 65_536
