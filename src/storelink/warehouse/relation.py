"""The rows that a request may see, as a relation: its live files, and of these only its apps and
days. Everything that is read goes through here; so permission cannot be forgotten further up."""

# ruff: noqa: S608 - identifiers are declared names (see sql.name), values are bound
from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from storelink.domain.period import Days
from storelink.domain.report import Report
from storelink.warehouse.contract import AppRef, DataFile
from storelink.warehouse.inspect_files import Inspector
from storelink.warehouse.schema import report_key, schema_version, sql_types
from storelink.warehouse.sql import Sql, joined, name, one_of, quoted

_MANY_APPS = 200
"""With more, every bucket will be needed anyway."""


@dataclass(frozen=True, slots=True)
class View:
    """What is read: these apps, on these days."""

    apps: tuple[AppRef, ...]
    days: Days


def facts(report: Report, columns: Sequence[str], view: View, inspector: Inspector) -> Sql:
    """A SELECT of `integration`, `app_id`, `date` and the named columns, of every file that can be
    read. FileNotFoundError if a file is gone."""
    columns = list(dict.fromkeys(("app_id", "date", *columns)))
    apps: defaultdict[int, list[str]] = defaultdict(list)
    for app in view.apps:
        apps[app.integration].append(app.app_id)
    live: defaultdict[int, list[tuple[Path, int]]] = defaultdict(list)
    for file in files_of(report, view, inspector):
        path = inspector.path_of(file)
        if path is not None:
            live[file.cell.integration].append((path, file.schema_version))
    parts = [
        _of_one(integration, _read(report, columns, own), apps[integration], view)
        for integration, own in sorted(live.items())
    ]
    return joined(parts, " UNION ALL ") if parts else _nothing(report, columns)


def files_of(report: Report, view: View, inspector: Inspector) -> tuple[DataFile, ...]:
    """The live files in which the view can have rows."""
    integrations = sorted({app.integration for app in view.apps})
    if not integrations:
        return ()
    asked = view.apps if len(view.apps) <= _MANY_APPS else None
    return inspector.catalog.live(integrations, report_key(report), days=view.days, apps=asked)


def _read(report: Report, columns: Sequence[str], live: list[tuple[Path, int]]) -> str:
    """Files of one schema, the present one, are read as they are. Among others every column is
    brought to its declared type, and is NULL where a file does not have it."""
    paths = ", ".join(quoted(str(path)) for path, _ in live)
    if {version for _, version in live} == {schema_version(report)}:
        listed = ", ".join(name(c) for c in columns)
        return f"SELECT {listed} FROM read_parquet([{paths}], hive_partitioning = false)"
    types = sql_types(report)
    cast = ", ".join(f"CAST({name(c)} AS {types[c]}) AS {name(c)}" for c in columns)
    absent = ", ".join(f"CAST(NULL AS {types[c]}) AS {name(c)}" for c in types)
    return (
        f"SELECT {cast} FROM (SELECT * FROM read_parquet([{paths}], hive_partitioning = false,"
        f" union_by_name = true) UNION ALL BY NAME SELECT {absent} WHERE 1 = 0)"
    )


def _of_one(integration: int, rows: str, apps: Sequence[str], view: View) -> Sql:
    of_apps = one_of("app_id", apps)
    return Sql(
        f"SELECT CAST({integration:d} AS BIGINT) AS integration, * FROM ({rows})"
        f" WHERE {of_apps.text} AND date BETWEEN ? AND ?",
        (*of_apps.bound, view.days.first, view.days.last),
    )


def _nothing(report: Report, columns: Sequence[str]) -> Sql:
    types = sql_types(report)
    typed = ", ".join(f"CAST(NULL AS {types[c]}) AS {name(c)}" for c in columns)
    return Sql(f"SELECT CAST(NULL AS BIGINT) AS integration, {typed} WHERE 1 = 0")
