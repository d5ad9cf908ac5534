"""What stored rows say of the apps that they are of, for apps that the account no longer lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyarrow as pa

from storelink.domain.report import Report
from storelink.providers.app_store_connect.placing import is_of_app
from storelink.providers.app_store_connect.reports.sales import SALES_SUMMARY
from storelink.providers.contract import StoreApp

_SOLD: Final = ("app_id", "title", "sku", "product_type")


def apps_in(report: Report, batch: pa.RecordBatch) -> Iterator[StoreApp]:
    """Sales files name an app by title and SKU, those of subscriptions by its name."""
    if report == SALES_SUMMARY:
        yield from _sold(batch)
    elif "app_name" in batch.schema.names:
        for row in _each(batch, ("app_id", "app_name")):
            if row["app_id"] and row["app_name"]:
                yield StoreApp(row["app_id"], row["app_name"])


def _sold(batch: pa.RecordBatch) -> Iterator[StoreApp]:
    for row in _each(batch, _SOLD):
        if row["app_id"] and is_of_app(row["product_type"] or ""):
            yield StoreApp(row["app_id"], row["title"] or row["app_id"], sku=row["sku"] or "")


def _each(batch: pa.RecordBatch, names: tuple[str, ...]) -> list[dict[str, str]]:
    """Each combination once."""
    table = pa.table([batch.column(name).cast(pa.string()) for name in names], list(names))
    rows: list[dict[str, str]] = table.group_by(names, use_threads=False).aggregate([]).to_pylist()
    return rows
