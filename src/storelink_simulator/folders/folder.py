"""A folder of real files, served as the reports that they are, bytes unchanged."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from storelink_simulator.apple.finance.fiscal import period_of_day
from storelink_simulator.apple.finance.regions import DETAIL, REGIONS
from storelink_simulator.cast import App
from storelink_simulator.folders.dates import day_in, days_in, sales_period
from storelink_simulator.folders.headers import (
    DETAILED_ONLY,
    Table,
    Unreadable,
    kind_of,
    read_table,
)

Key = TypeVar("Key")
_REGIONS = REGIONS - {DETAIL}
NAMELESS_APP = "1000000001"
"""The app of files that name none."""
_SUFFIXES = (".tsv", ".csv", ".txt", ".gz")


@dataclass(frozen=True, slots=True)
class AnalyticsFile:
    """A real analytics file: of an app, a family and level, processed the day after its last."""

    app_id: str
    family: str
    is_detailed: bool
    processed_on: date
    content: bytes


@dataclass
class Folder:
    """What was found in a folder."""

    sales: dict[tuple[str, str, date], bytes] = field(default_factory=dict)
    finance: dict[tuple[str, str], bytes] = field(default_factory=dict)
    analytics: list[AnalyticsFile] = field(default_factory=list)
    app_names: dict[str, str] = field(default_factory=dict)
    told: list[dict[str, str]] = field(default_factory=list)

    @property
    def apps(self) -> tuple[App, ...]:
        """The apps that the files name."""
        return tuple(
            App(
                app_id, f"SKU{app_id}", f"example.guest.app{app_id}", name, "Utilities", 0,
                date(2020, 1, 1),
            )
            for app_id, name in sorted(self.app_names.items())
        )  # fmt: skip

    def sales_file(self, report_type: str, frequency: str, end: date) -> bytes | None:
        """The real sales file of a period that ends on a day."""
        return self.sales.get((report_type, frequency, end))

    def finance_file(self, month: str, region: str) -> bytes | None:
        """The real finance file of a fiscal month and region."""
        return self.finance.get((month, region))

    def analytics_files(
        self, app_id: str, family: str, *, is_detailed: bool
    ) -> dict[date, list[bytes]]:
        """The real analytics files of an app's report, by processing date."""
        found: dict[date, list[bytes]] = {}
        for one in self.analytics:
            if (one.app_id, one.family, one.is_detailed) == (app_id, family, is_detailed):
                found.setdefault(one.processed_on, []).append(one.content)
        return found

    def described(self) -> list[dict[str, str]]:
        """Each file with where it is served, or why it is not."""
        return self.told


def read_folder(folder: Path | None, today: date) -> Folder:
    """Recognise every file of a folder, its sub-folders too; no folder, no files.

    What cannot be recognised is told in `described`, and served nowhere.
    """
    found = Folder()
    if folder is None:
        return found
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix.lower() in _SUFFIXES:
            found.told.append({"file": str(path.relative_to(folder)), **_take(found, path, today)})
    return found


def _take(found: Folder, path: Path, today: date) -> dict[str, str]:
    try:
        table = read_table(path)
    except Unreadable as error:
        return {"refused": str(error)}
    kind = kind_of(table.names)
    if kind is None:
        return {"refused": "no header of a report that the store sends"}
    source, name = kind
    if source == "sales":
        return _take_sales(found, table, name, sales_period(table, path.name, today))
    if source == "finance":
        return _take_finance(found, table, name, path)
    return _take_analytics(found, table, name, today)


def _take_sales(
    found: Folder, table: Table, report_type: str, period: tuple[str, date]
) -> dict[str, str]:
    frequency, end = period
    taken = _is_free(found.sales, (report_type, frequency, end), table.content)
    text = {"DAILY": f"{end}", "WEEKLY": f"{end}", "MONTHLY": f"{end:%Y-%m}"}.get(frequency)
    where = f"salesReports {report_type} {frequency} {text or end.year}"
    return {"served": where} if taken else {"refused": f"another file is {where} already"}


def _take_finance(found: Folder, table: Table, report_type: str, path: Path) -> dict[str, str]:
    days = days_in(table, "start date", "transaction date")
    days += [day for line in table.preamble for cell in line if (day := day_in(cell))]
    if not days:
        return {"refused": "no date tells its fiscal month"}
    region = "Z1" if report_type == "FINANCE_DETAIL" else _region_in(path.stem)
    month = period_of_day(min(days)).name
    where = f"financeReports {report_type} {month} {region}"
    taken = _is_free(found.finance, (month, region), table.content)
    return {"served": where} if taken else {"refused": f"another file is {where} already"}


def _take_analytics(found: Folder, table: Table, family: str, today: date) -> dict[str, str]:
    ids = set(table.column("app apple identifier"))
    if len(ids) > 1:
        return {"refused": "rows of several apps; the store sends one app a file"}
    app_id = next(iter(ids), NAMELESS_APP)
    names = table.column("app name")
    found.app_names.setdefault(app_id, names[0] if names else f"App of {family} files")
    days = days_in(table, "date")
    last = max(days, default=today - timedelta(days=1))
    is_detailed = bool(table.names & DETAILED_ONLY)
    processed_on = last + timedelta(days=1)
    one = AnalyticsFile(app_id, family, is_detailed, processed_on, table.content)
    found.analytics.append(one)
    level = "detailed" if is_detailed else "standard"
    return {"served": f"analytics {family} {level} of app {app_id} on {processed_on}"}


def _is_free(taken: dict[Key, bytes], key: Key, content: bytes) -> bool:
    if key in taken:
        return False
    taken[key] = content
    return True


def _region_in(stem: str) -> str:
    words = [word.upper() for word in stem.replace("-", "_").split("_")]
    return next((word for word in words if word in _REGIONS), "ZZ")
