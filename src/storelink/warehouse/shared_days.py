"""On which days a ratio can be told: those of which the reports of all its parts have spoken.

While a first sync has only some of the parts, or one report is out later than another, a sum over
days that the other part lacks would be divided by too little, or by too much.
"""

# ruff: noqa: S608 - identifiers are declared names (see sql.name), values are bound
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from storelink.domain.metric import Ratio
from storelink.warehouse.choose import Chosen
from storelink.warehouse.contract import Told
from storelink.warehouse.sql import Sql, joined, one_of

Source: TypeAlias = tuple[tuple[str, tuple[int, ...]], ...]
"""Where a part comes from: (report key, integrations that have it from there)."""
Sources: TypeAlias = frozenset[Source]

_DAY = ("integration", "app_id", "date")


def sources_of(ratio: Ratio, chosen: Mapping[str, Sequence[Chosen]]) -> Sources | None:
    """Where the parts come from; None where all come from the same: then no part lacks a day."""
    found = frozenset(
        tuple((one.report.key, tuple(sorted(one.integrations))) for one in chosen[part])
        for part in (*ratio.above, ratio.below)
    )
    return found if len(found) > 1 else None


def shared_days(
    number: int, sources: Sources, places: Mapping[str, int], told: Sequence[Told]
) -> Sql:
    """The relation `shared_<number>`, to be joined by `join_of`: apps and days of which each of
    the sources has rows, or is told to have spoken. `places` maps reports to their relations."""
    reports = sorted({report for source in sources for report, _ in source})
    days = " UNION ALL ".join(_days_of(report, reports, places[report]) for report in reports)
    flags = ", ".join(f"MAX(has_{n}) AS has_{n}" for n in range(len(reports)))
    spoken = joined([_spoken(source, reports, told) for source in sorted(sources)], " AND ")
    names = ", ".join(f"{column} AS {column}_{number}" for column in _DAY)
    return Sql(
        f"shared_{number} AS (SELECT {names} FROM"
        f" (SELECT {', '.join(_DAY)}, {flags} FROM ({days}) AS of_reports"
        f" GROUP BY {', '.join(_DAY)}) AS of_all WHERE {spoken.text})",
        spoken.bound,
    )


def join_of(number: int) -> str:
    """Beside the rows of a report; on other days its columns are NULL."""
    same = " AND ".join(f"{column} = {column}_{number}" for column in _DAY)
    return f" LEFT JOIN shared_{number} ON {same}"


def is_shared(number: int) -> Sql:
    """The condition on a row that was so joined."""
    return Sql(f"date_{number} IS NOT NULL")


def _days_of(report: str, reports: Sequence[str], place: int) -> str:
    flags = ", ".join(f"{int(one == report)} AS has_{n}" for n, one in enumerate(reports))
    columns = ", ".join(_DAY)
    return f"SELECT {columns}, {flags} FROM facts_{place} GROUP BY {columns}"


def _spoken(source: Source, reports: Sequence[str], told: Sequence[Told]) -> Sql:
    """One of the source's reports has spoken: that of the integration, where they differ."""
    either = []
    for report, integrations in source:
        ways = [Sql(f"has_{reports.index(report)} = 1"), *_told_of(report, told)]
        spoken = _bracketed(joined(ways, " OR "))
        if len(source) > 1:
            own = one_of("integration", integrations)
            spoken = _bracketed(joined([own, spoken], " AND "))
        either.append(spoken)
    return _bracketed(joined(either, " OR "))


def _told_of(report: str, told: Iterable[Told]) -> Iterable[Sql]:
    for one in told:
        if one.report == report and one.apps:
            apps = one_of("app_id", one.apps)
            yield Sql(
                f"(integration = ? AND {apps.text} AND date BETWEEN ? AND ?)",
                (one.integration, *apps.bound, one.days.first, one.days.last),
            )


def _bracketed(sql: Sql) -> Sql:
    return Sql(f"({sql.text})", sql.bound)
