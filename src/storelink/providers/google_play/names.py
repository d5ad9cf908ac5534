"""What the name of an object in the bucket says: report, app, month.

`<kind>_<package>_<YYYYMM>_<dimension>.csv`. Packages may hold underscores and six digits, so names
are read from their ends. Source: .../android-developer/answer/6135870
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from storelink.domain.report import Grain
from storelink.providers.google_play.months import UNDATED, month_named
from storelink.providers.google_play.reports.catalogue import PLACES

_PACKAGE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9_-]+)+")
"""Loosely: Google's rule is stricter, its history is not."""
_MONTH: Final = re.compile(r"_(\d{6})(?=[_.\-])", re.ASCII)
_LONGEST: Final = 1024


class Named(NamedTuple):
    """What an object is. (A tuple: three times quicker to make, and there are very many.)"""

    report: str
    """Its key."""
    app: str
    """Empty for files of the whole account. Of subscriptions, the product's name may stand at its
    end: the two cannot be told apart."""
    month: str
    """`2026-09`, or UNDATED."""


class Names:
    """Understands the names of one folder's objects: there can be hundreds of thousands."""

    def __init__(self, folder: str) -> None:
        places = [place for place in PLACES if place.folder == folder]
        self._of_account = [
            (f"{folder}{place.kind}", report.key)
            for place in places
            for report in place.reports.values()
            if report.grain is Grain.ACCOUNT
        ]
        self._reports = {
            (place.kind, ending or None): report.key
            for place in places
            for ending, report in place.reports.items()
            if report.grain is Grain.APP
        }
        kinds = "|".join(sorted({re.escape(kind) for kind, _ in self._reports}, key=len))
        self._of_app = re.compile(
            rf"{re.escape(folder)}({kinds or '(?!)'})_(.+)_(\d{{6}})(?:_([a-z_]+))?\.csv", re.ASCII
        )
        self._packages: dict[str, bool] = {}

    def told(self, object_name: str) -> Named | None:
        """What an object is; None for what Storelink does not know."""
        found = self._of_app.fullmatch(object_name)
        if found is None:
            return self._account(object_name)
        kind, package, digits, ending = found.groups()
        report, month = self._reports.get((kind, ending)), month_named(digits)
        if report is None or not month or not self._is_package(package):
            return None
        return Named(report, package, month)

    def _is_package(self, text: str) -> bool:
        known = self._packages.get(text)
        if known is None:
            known = len(text) <= _LONGEST and _PACKAGE.match(text) is not None
            self._packages[text] = known
        return known

    def _account(self, object_name: str) -> Named | None:
        for beginning, report in self._of_account:
            rest = object_name.removeprefix(beginning)
            if rest != object_name and "/" not in rest and len(object_name) <= _LONGEST:
                found = _MONTH.search(rest)
                month = month_named(found.group(1)) if found else ""
                return Named(report, "", month or UNDATED)
        return None


def package_of(name: str, known: frozenset[str]) -> str:
    """The package in `<package>_<product>`: the longest that is known, else what stands before the
    first underscore. The rows tell it for sure; this only says with which app to fetch them."""
    pieces = name.split("_")
    for count in range(len(pieces) - 1, 0, -1):
        candidate = "_".join(pieces[:count])
        if candidate in known:
            return candidate
    return pieces[0]
