"""Which app and which day a row belongs to.

The warehouse replaces what it knows of an app and a day as a whole, by the newer partition. So a
row's day must be one of which its partition is complete: the day of the file for sales (an event
report of one day tells of events of the day before too, and each event only once), the last day
of the period for finance, the row's own date for analytics.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc

from storelink.domain.errors import NotUnderstood
from storelink.domain.report import Family, Partition, Report
from storelink.providers.app_store_connect.of_period import (
    check_fiscal_month,
    check_near,
    check_sales_days,
)
from storelink.providers.app_store_connect.periods import fiscal_month_of, sales_days
from storelink.providers.app_store_connect.reports.sales import SALES_SUMMARIES
from storelink.providers.contract import StoreApp
from storelink.providers.delimited.cells import CellError, to_day
from storelink.providers.delimited.days import Order
from storelink.providers.delimited.reader import Reading

TEXT = pa.dictionary(pa.int32(), pa.string())
_IN_APP = ("IA", "FI")
"""Product types that begin so are in-app purchases."""
_BUNDLE = "-B"
"""Product types that end so are bundles: several apps sold as one."""


def is_of_app(product_type: str) -> bool:
    """Whether a row of that type is of an app itself: its Apple Identifier is the app's."""
    return not product_type.startswith(_IN_APP) and not product_type.endswith(_BUNDLE)


def _nothing_learned() -> Mapping[str, str]:
    return {}


@dataclass(frozen=True)
class Placing:
    """A partition, and what is known of the account's apps."""

    report: Report
    partition: Partition
    apps: Sequence[StoreApp]
    learn: Callable[[], Mapping[str, str]] = _nothing_learned
    """SKU → id of the apps that the partition's own files name. Asked for only where one names a
    parent that the account's list lacks: an app that has left the account is still sold in its
    older files."""

    @cached_property
    def _ids(self) -> frozenset[str]:
        return frozenset(app.id for app in self.apps)

    @cached_property
    def _id_by_sku(self) -> dict[str, str]:
        return {app.sku: app.id for app in self.apps if app.sku}

    def app_ids(self, batch: pa.RecordBatch, reading: Reading) -> pa.Array:
        """The app of each row; empty where a row belongs to no single app."""
        if self.report.family is Family.ANALYTICS:
            return self._own_app(batch, reading)
        if self.report in SALES_SUMMARIES:
            return self._sold_app(batch)
        if self.report.family is Family.FINANCE:
            return self._settled_app(batch)
        return _encoded(pc.fill_null(_words(batch, "app_id", _same), ""))

    def dates(self, batch: pa.RecordBatch, reading: Reading) -> pa.Array:
        """The day of each row."""
        if self.report.family is Family.ANALYTICS:
            return batch.column("date")
        if self.report.family is Family.FINANCE:
            return self._settled_on(batch, reading)
        days = sales_days(self.partition)
        check_sales_days(batch, days, reading)
        return _repeated_day(days.first, batch)

    def _own_app(self, batch: pa.RecordBatch, reading: Reading) -> pa.Array:
        app = self.partition.app
        if "app_id" in batch.schema.names:
            for other in batch.column("app_id").unique().to_pylist():
                if other not in {app, None}:
                    raise NotUnderstood(
                        f"speaks of the app {other}, but was fetched for the app {app}",
                        file=reading.file,
                        column="App Apple Identifier",
                    )
        return _repeated(app, batch)

    def _sold_app(self, batch: pa.RecordBatch) -> pa.Array:
        """An in-app purchase belongs to the app whose SKU is its parent. A bundle, and a purchase
        whose parent nobody names, is of no single app."""
        parent = _words(batch, "parent_sku", self._parent)
        own = pc.fill_null(_words(batch, "apple_id", _same), "")
        is_app = pc.fill_null(
            pc.equal(_words(batch, "product_type", lambda t: "app" if is_of_app(t) else ""), "app"),
            False,  # noqa: FBT003
        )
        is_known = pc.is_in(own, pa.array(sorted(self._ids), pa.string()))
        alone = pc.if_else(pc.or_(is_app, is_known), own, "")
        return _encoded(pc.coalesce(parent, alone))

    def _parent(self, sku: str) -> str:
        if not sku or sku in self._id_by_sku:
            return self._id_by_sku.get(sku, "")
        return self._learned.get(sku, "")

    @cached_property
    def _learned(self) -> Mapping[str, str]:
        return self.learn()

    def _settled_app(self, batch: pa.RecordBatch) -> pa.Array:
        """Finance files name what was sold, not the app that it belongs to."""
        by_id = _words(batch, "apple_id", lambda i: i if i in self._ids else None)
        by_sku = _words(batch, "sku", self._id_by_sku.get)
        return _encoded(pc.coalesce(by_id, by_sku, pa.scalar("")))

    def _settled_on(self, batch: pa.RecordBatch, reading: Reading) -> pa.Array:
        last = self._period_ends_on(reading)
        check_fiscal_month(batch, self.partition, reading)
        if "end_date" not in batch.schema.names:
            return _repeated_day(last, batch)
        return pc.fill_null(batch.column("end_date"), pa.scalar(last, pa.date32()))

    def _period_ends_on(self, reading: Reading) -> date:
        """The file's own word, else the fiscal calendar's."""
        try:
            said = to_day(
                reading.top.preamble.get("enddate", ""),
                is_day_first=reading.context.days.order is Order.DAY_FIRST,
            )
        except CellError as error:
            raise NotUnderstood(str(error), file=reading.file, column="End Date") from None
        month = fiscal_month_of(self.partition)
        if said is not None:
            check_near(said, month.days.last, str(month), reading.file, column="End Date")
        return said or month.days.last


def ids_by_sku(batches: Iterator[pa.RecordBatch]) -> Mapping[str, str]:
    """SKU → Apple Identifier, of the rows that are of an app itself."""
    found: dict[str, str] = {}
    for batch in batches:
        if not {"sku", "apple_id", "product_type"} <= set(batch.schema.names):
            continue
        columns = pa.table([batch.column(n) for n in ("sku", "apple_id", "product_type")], _SOLD)
        for row in columns.group_by(_SOLD, use_threads=False).aggregate([]).to_pylist():
            if row["sku"] and row["id"] and row["type"] and is_of_app(row["type"]):
                found[row["sku"]] = row["id"]
    return found


_SOLD = ["sku", "id", "type"]


def _same(word: str) -> str:
    return word


def _words(batch: pa.RecordBatch, name: str, become: Callable[[str], str | None]) -> pa.StringArray:
    """A text column with each word replaced; all missing where the file lacks the column."""
    if name not in batch.schema.names:
        return pa.nulls(batch.num_rows, pa.string())
    column = batch.column(name)
    words = [None if word is None else become(word) for word in column.dictionary.to_pylist()]
    return pa.array(words, pa.string()).take(column.indices)


def _encoded(words: pa.StringArray) -> pa.DictionaryArray:
    return words.dictionary_encode()


def _repeated(word: str, batch: pa.RecordBatch) -> pa.DictionaryArray:
    indices = pa.repeat(pa.scalar(0, pa.int32()), batch.num_rows)
    return pa.DictionaryArray.from_arrays(indices, pa.array([word], pa.string()))


def _repeated_day(day: date, batch: pa.RecordBatch) -> pa.Array:
    return pa.repeat(pa.scalar(day, pa.date32()), batch.num_rows)
