"""What the name of an object in the bucket says: report, app, month.

`<kind>_<package>_<YYYYMM>_<dimension>.csv`. Packages may hold underscores and six digits, so names
are read from their ends. Source: .../android-developer/answer/6135870
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from storelink.domain.report import Grain, Report
from storelink.providers.google_play.months import UNDATED, month_named
from storelink.providers.google_play.reports.catalogue import Place
from storelink.providers.google_play.reports.money import SUBSCRIPTIONS_COUNTRY

PACKAGE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9_-]+)+")
"""Loosely: Google's rule is stricter, its history is not."""
_OF_APP: Final = re.compile(r"(.+)_(\d{6})(?:_([a-z_]+))?\.csv", re.ASCII)
_MONTH: Final = re.compile(r"_(\d{6})(?=[_.\-])", re.ASCII)
_MAX_NAME: Final = 1024


@dataclass(frozen=True, slots=True)
class Named:
    """What an object is."""

    report: Report
    app: str
    """Empty for files of the whole account."""
    month: str
    """`2026-09`, or UNDATED."""
    has_product: bool = False
    """True where `app` still holds a product's name at its end: the two cannot be told apart."""


def named(object_name: str, place: Place) -> Named | None:
    """What an object below `place` is; None for what Storelink does not know."""
    base = object_name.removeprefix(place.folder)
    if "/" in base or not base.startswith(place.kind) or len(object_name) > _MAX_NAME:
        return None
    rest = base.removeprefix(place.kind)
    if any(report.grain is Grain.ACCOUNT for report in place.reports.values()):
        return _of_account(rest, place.reports[""])
    return _of_app(rest.removeprefix("_"), place) if rest.startswith("_") else None


def _of_account(rest: str, report: Report) -> Named | None:
    if rest.endswith("/"):
        return None
    found = _MONTH.search(rest)
    month = month_named(found.group(1)) if found else ""
    return Named(report, "", month or UNDATED)


def _of_app(rest: str, place: Place) -> Named | None:
    found = _OF_APP.fullmatch(rest)
    if found is None:
        return None
    package, digits, ending = found.groups(default="")
    report, month = place.reports.get(ending), month_named(digits)
    if report is None or not month or not PACKAGE.match(package):
        return None
    has_product = SUBSCRIPTIONS_COUNTRY in place.reports.values()
    return Named(report, package, month, has_product=has_product)


def package_of(name: str, known: frozenset[str]) -> str:
    """The package in `<package>_<product>`: the longest that is known, else what stands before the
    first underscore. The rows tell it for sure; this only says with which app to fetch them."""
    pieces = name.split("_")
    for count in range(len(pieces) - 1, 0, -1):
        candidate = "_".join(pieces[:count])
        if candidate in known:
            return candidate
    return pieces[0]
