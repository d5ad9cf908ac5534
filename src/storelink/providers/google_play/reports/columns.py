"""Short ways to declare columns and reports, and the columns that many of Google's files share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from storelink.domain.report import Column, Family, Grain, Kind, Period, Report

PROVIDER: Final = "google_play"
HELP: Final = "https://support.google.com/googleplay/android-developer/answer/6135870"
"""Where Google describes the monthly files."""
BEGINS_ON: Final = date(2010, 1, 1)
"""Before this no bucket has a file; Google keeps them without end."""


def text(name: str, source: str, *also: str, required: bool = False) -> Column:
    """A column of words."""
    return Column(name, Kind.TEXT, source, also, required)


def count(name: str, source: str, *also: str, required: bool = False) -> Column:
    """A column of whole numbers."""
    return Column(name, Kind.COUNT, source, also, required)


def amount(name: str, source: str, *also: str, required: bool = False) -> Column:
    """A column of exact amounts."""
    return Column(name, Kind.AMOUNT, source, also, required)


def rate(name: str, source: str, *also: str, required: bool = False) -> Column:
    """A column of shares, averages or exchange rates."""
    return Column(name, Kind.RATE, source, also, required)


def day(name: str, source: str, *also: str, required: bool = False) -> Column:
    """A column of days."""
    return Column(name, Kind.DATE, source, also, required)


DATE: Final = day("date", "Date", required=True)
PACKAGE: Final = text("app_id", "Package Name")

DIMENSION_COLUMNS: Final = {
    "overview": (),
    "app_version": (text("app_version_code", "App Version Code", required=True),),
    "carrier": (text("carrier", "Carrier", required=True),),
    "country": (text("territory", "Country", required=True),),
    "device": (text("device", "Device", required=True),),
    "language": (text("language", "Language", required=True),),
    "os_version": (text("os_version", "Android OS Version", "OS Version", required=True),),
}
"""Ending of a file's name → the columns that it adds."""

DIMENSION_NAMES: Final = {
    "overview": "overview",
    "app_version": "by app version",
    "carrier": "by carrier",
    "country": "by country",
    "device": "by device",
    "language": "by language",
    "os_version": "by Android version",
}


def monthly(
    key: str,
    name: str,
    columns: Sequence[Column],
    *,
    family: Family = Family.ANALYTICS,
    grain: Grain = Grain.APP,
    lag_days: int = 3,
    settles_after_days: int = 7,
    source: str = HELP,
    parser_version: int = 1,
) -> Report:
    """A report that is a file of the bucket for each month, replaced as days are added."""
    return Report(
        key=key,
        provider=PROVIDER,
        name=name,
        family=family,
        columns=tuple(columns),
        grain=grain,
        period=Period.MONTH,
        lag_days=lag_days,
        settles_after_days=settles_after_days,
        source=source,
        history_from=BEGINS_ON,
        parser_version=parser_version,
    )
