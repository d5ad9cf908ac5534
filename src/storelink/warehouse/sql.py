"""Pieces of SQL. Only declared names become identifiers; everything else is a bound parameter.

The dialect is the part that DuckDB, Spark, Trino, ClickHouse and PostgreSQL share: CASE instead of
FILTER, CAST instead of `::`, GROUP BY column names, no QUALIFY, no list functions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from storelink.warehouse.engine import Bound

_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL with the parameters for its `?`, in order."""

    text: str
    bound: tuple[Bound, ...] = ()


def name(declared: str) -> str:
    """A column or metric as an identifier. ValueError for what no catalogue would declare."""
    if not _NAME.fullmatch(declared):
        raise ValueError(f"{declared!r} cannot be a column's name.")
    return f'"{declared}"'


def quoted(text: str) -> str:
    """A literal, for file names: the one place where a parameter would not do."""
    return "'" + text.replace("'", "''") + "'"


def joined(pieces: Sequence[Sql], between: str) -> Sql:
    return Sql(
        between.join(piece.text for piece in pieces),
        tuple(value for piece in pieces for value in piece.bound),
    )


def one_of(column: str, values: Sequence[Bound]) -> Sql:
    """`column` is an SQL expression."""
    if len(values) == 1:
        return Sql(f"{column} = ?", (values[0],))
    return Sql(f"{column} IN ({', '.join('?' for _ in values)})", tuple(values))
