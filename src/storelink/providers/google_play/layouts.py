"""How the file of each report is laid out, and what may be odd about it."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from storelink.domain.period import Days
from storelink.domain.report import Grain, Report
from storelink.providers.delimited.cells import is_blank
from storelink.providers.delimited.header import Header
from storelink.providers.delimited.layout import Layout
from storelink.providers.google_play.months import days_of, month_named
from storelink.providers.google_play.reports.reviews import REVIEWS

_DATED: Final = frozenset({"date", "order_charged_date", "transaction_date", "cancellation_date"})
_NO_FIGURE: Final = frozenset({"NA", "N/A", "NaN"})
_STARS: Final = re.compile(r"\s*[1-5]\s*")
_MILLIS: Final = re.compile(r"\s*\d{0,16}\s*")


@cache
def layout_of(report: Report, *, keeps_unknown: bool) -> Layout:
    """The report's declared columns; rows of a dated report always say their day."""
    return Layout(
        columns=report.columns,
        never_blank=frozenset({"date"}) if is_dated(report) else frozenset(),
        may_repeat=report.grain is Grain.APP,
        keeps_unknown=keeps_unknown,
        missing_words=_NO_FIGURE,
        mend=_mended_review if report == REVIEWS else None,
        dated=_DATED,
    )


def is_dated(report: Report) -> bool:
    """Whether each row tells its day."""
    return any(column.name == "date" for column in report.columns)


def _mended_review(cells: tuple[str, ...], header: Header) -> tuple[str, ...] | None:
    """A review whose words hold commas that were not quoted. Only where every other cell then
    says what its column is for, and no title could hold the comma as well."""
    place = {found.name: found.place for found in header.found if found.is_declared}
    has_title = "title" in place and not is_blank(cells[place["title"]])
    if "text" not in place or has_title:
        return None
    at, surplus = place["text"], len(cells) - header.width
    whole = (*cells[:at], ",".join(cells[at : at + surplus + 1]), *cells[at + surplus + 1 :])
    link = whole[place["link"]] if "link" in place else ""
    replied = whole[place["replied_millis"]] if "replied_millis" in place else ""
    is_plausible = (
        _STARS.fullmatch(whole[place["stars"]])
        and _MILLIS.fullmatch(replied)
        and (is_blank(link) or link.strip().startswith(("http://", "https://")))
    )
    return whole if is_plausible else None


_MONTH_NAMED: Final = re.compile(r"(?<!\d)(20\d{2}(?:0[1-9]|1[0-2]))(?!\d)", re.ASCII)


def days_named(name: str) -> Days | None:
    """The month that a file's name tells; None where it tells none, or several."""
    months = {month_named(digits) for digits in _MONTH_NAMED.findall(name)} - {""}
    return days_of(months.pop()) if len(months) == 1 else None
