"""Which app and which day a row belongs to, and which figures say nothing.

The warehouse replaces what it knows of an app and a day as a whole, by the newer partition. A
row of a statistics file stands at its file’s app and its own day; a row of an account’s file
(sales, earnings) counts in its file’s month, whatever its date says, so that other months are
never emptied by a stray row: its own date stays in its own column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from storelink.domain.errors import NotUnderstood
from storelink.domain.report import Partition, Report
from storelink.providers.google_play.months import partition_days
from storelink.providers.google_play.of_period import OwnDays, check_days
from storelink.providers.google_play.reports.money import (
    CANCELLATIONS,
    EARNINGS,
    PLAY_BALANCE,
    SALES,
    SUBSCRIPTIONS_COUNTRY,
    SUBSCRIPTIONS_DEVICE,
)
from storelink.providers.google_play.reports.reviews import REVIEWS
from storelink.providers.google_play.reports.statistics import INSTALLS, RATINGS, RATINGS_V2

TEXT: Final = pa.dictionary(pa.int32(), pa.string())
_OWN_DAY: Final = {
    SALES.key: "order_charged_date",
    EARNINGS.key: "transaction_date",
    PLAY_BALANCE.key: "order_charged_date",
    CANCELLATIONS.key: "cancellation_date",
}
_DAY_MILLIS: Final = 24 * 60 * 60 * 1000
_LATEST_MILLIS: Final = 32_503_680_000_000
"""The year 3000."""
_SUBSCRIPTIONS: Final = frozenset({SUBSCRIPTIONS_COUNTRY.key, SUBSCRIPTIONS_DEVICE.key})
_INSTALLS: Final = frozenset(report.key for report in INSTALLS)
_RATINGS: Final = frozenset(report.key for report in (*RATINGS, *RATINGS_V2))
_RETIRED: Final = {
    "total_user_installs": "",
    "daily_device_uninstalls": "uninstall_events",
    "daily_device_upgrades": "update_events",
}
"""Columns that Google has filled with nothing but 0 since about 2021 → the events that show that
the zeros are none (empty: they never are)."""
_FILLED: Final = tuple(dict.fromkeys((*_RETIRED, *filter(None, _RETIRED.values()))))


def app_ids(batch: pa.RecordBatch, report: Report, partition: Partition) -> pa.Array:
    """The app of each row: that of the file; in files of the account, and of subscriptions (whose
    names don't tell it for sure), the row's own."""
    is_told = partition.app and is_told_by_file(report)
    if is_told or "app_id" not in batch.schema.names:
        return of_apps([partition.app], one_file(batch))
    own = pc.utf8_trim_whitespace(batch.column("app_id").cast(pa.string()))
    return pc.fill_null(own, partition.app).dictionary_encode()


def is_told_by_file(report: Report) -> bool:
    """Whether the name of an app's file tells for sure which app that is."""
    return report.key not in _SUBSCRIPTIONS


def of_apps(apps: Sequence[str], files: pa.Array) -> pa.DictionaryArray:
    """The app of each row, where `files` says of which file it is."""
    known = {app: place for place, app in enumerate(dict.fromkeys(apps))}
    places = pa.array([known[app] for app in apps], pa.int32())
    return pa.DictionaryArray.from_arrays(pc.take(places, files), pa.array(known, pa.string()))


def dates(batch: pa.RecordBatch, report: Report, partition: Partition, file: str) -> pa.Array:
    """The day of each row. NotUnderstood where neither row nor file tells one."""
    if "date" in batch.schema.names:
        check_days(batch.column("date"), partition_days(partition), file)
        return batch.column("date")
    if report == REVIEWS:
        return _days_of_millis(batch.column("updated_millis"), partition, file)
    own = _OWN_DAY.get(report.key, "")
    days = partition_days(partition)
    if own not in batch.schema.names:
        return _repeated_day(_known(days.last if days else None, file), batch)
    column = batch.column(own)
    if days is None:
        _known(None if column.null_count else date.min, file)
        return column
    within = pc.max_element_wise(pc.fill_null(column, days.last), _day(days.first))
    return pc.min_element_wise(within, _day(days.last))


def own_days(report: Report, partition: Partition) -> OwnDays:
    """What is looked at of the days of an account's file."""
    return OwnDays(_OWN_DAY.get(report.key, ""), partition_days(partition))


def without_fillers(
    batch: pa.RecordBatch, report: Report, says: Mapping[str, pa.Array]
) -> pa.RecordBatch:
    """Figures that say nothing are missing, not zero: a day without ratings is written 0.0, and
    columns that Google no longer fills are 0 in every row of a file. `says` tells that, as
    `said_in_files` or `SaidInFile` give it."""
    if report.key in _RATINGS:
        return _nulled(batch, "daily_average_rating")
    for column, witness in _RETIRED.items() if needs_whole_file(report) else ():
        if column not in says or (witness and witness not in says):
            continue
        is_filler = pc.invert(says[column])
        if witness:
            is_filler = pc.and_(is_filler, says[witness])
        kept = pc.if_else(is_filler, None, batch.column(column))
        batch = batch.set_column(batch.schema.get_field_index(column), column, _array(kept))
    return batch


def needs_whole_file(report: Report) -> bool:
    """Whether what a row's columns mean shows only over all rows of its file."""
    return report.key in _INSTALLS


def one_file(batch: pa.RecordBatch) -> pa.Array:
    """For a batch that is of one file alone."""
    return pa.repeat(pa.scalar(0, pa.int32()), batch.num_rows)


def said_in_files(batch: pa.RecordBatch, report: Report, files: pa.Array) -> dict[str, pa.Array]:
    """Column → for each row, whether its file has anything but 0 there. `batch` holds whole
    files; `files` says of which each row is."""
    names = [name for name in _FILLED if name in batch.schema.names]
    if not needs_whole_file(report):
        return {}
    shown = pa.table([files, *(pc.not_equal(batch.column(n), 0) for n in names)], ["file", *names])
    found = shown.group_by("file", use_threads=False).aggregate([(n, "any") for n in names])
    rows = pc.index_in(files, value_set=found["file"])
    return {
        n: pc.take(pc.fill_null(found[f"{n}_any"], False), rows)  # noqa: FBT003
        for n in names
    }


class SaidInFile:
    """The same for one file that is read batch by batch: add each, then ask."""

    def __init__(self, report: Report) -> None:
        self._names = _FILLED if needs_whole_file(report) else ()
        self._said: dict[str, bool] = {}

    def add(self, batch: pa.RecordBatch) -> None:
        for name in self._names:
            if name in batch.schema.names and not self._said.get(name):
                self._said[name] = bool(pc.any(pc.not_equal(batch.column(name), 0)).as_py())

    def of(self, batch: pa.RecordBatch) -> dict[str, pa.Array]:
        """For a batch, once all were added."""
        return {
            name: pa.repeat(pa.scalar(said), batch.num_rows) for name, said in self._said.items()
        }


def _array(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def with_signs(batch: pa.RecordBatch, report: Report) -> pa.RecordBatch:
    """Sales with what buyers got back as a negative amount beside the amount as it is written:
    public files disagree about the sign of refunds."""
    if report != SALES:
        return batch
    status = pc.utf8_lower(batch.column("financial_status").cast(pa.string()))
    is_back = pc.fill_null(pc.match_substring_regex(status, "refund|chargeback"), False)  # noqa: FBT003
    amount = batch.column("charged_amount")
    net = pc.if_else(is_back, pc.negate(pc.abs(amount)), amount)
    return batch.append_column("net_charged_amount", net)


def _nulled(batch: pa.RecordBatch, name: str) -> pa.RecordBatch:
    if name not in batch.schema.names:
        return batch
    column = batch.column(name)
    kept = pc.if_else(pc.equal(column, pa.scalar(0, column.type)), None, column)
    return batch.set_column(batch.schema.get_field_index(name), name, kept)


def _days_of_millis(millis: pa.Array, partition: Partition, file: str) -> pa.Array:
    """UTC days."""
    days = partition_days(partition)
    if millis.null_count:
        last = _known(days.last if days else None, file)
        millis = pc.fill_null(millis, (last - date(1970, 1, 1)).days * _DAY_MILLIS)
    ends = pc.min_max(millis)
    if len(millis) and not 0 <= ends["min"].as_py() <= ends["max"].as_py() < _LATEST_MILLIS:
        raise NotUnderstood("has a time that is none (in milliseconds since 1970)", file=file)
    whole = pc.floor(pc.divide(millis.cast(pa.float64()), float(_DAY_MILLIS)))
    return whole.cast(pa.int32()).cast(pa.date32())


def _known(day: date | None, file: str) -> date:
    if day is None:
        raise NotUnderstood("has rows of which nothing tells the day", file=file)
    return day


def _day(day: date) -> pa.Scalar:
    return pa.scalar(day, pa.date32())


def _repeated_day(day: date, batch: pa.RecordBatch) -> pa.Array:
    return pa.repeat(_day(day), batch.num_rows)
