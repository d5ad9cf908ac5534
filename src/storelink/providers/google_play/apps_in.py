"""What stored rows say of the apps that they are of, for apps that the account no longer lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyarrow as pa

from storelink.domain.report import Report
from storelink.providers.contract import StoreApp

_PAID_APP: Final = "paidapp"
_NAMES: Final = ("app_id", "product_type", "title")


def apps_in(report: Report, batch: pa.RecordBatch) -> Iterator[StoreApp]:  # noqa: ARG001
    """Files of money name products. Only the title of a paid app is the app's own name; any other
    app goes by its package."""
    if not set(_NAMES) <= set(batch.schema.names):
        return
    table = pa.table([batch.column(name).cast(pa.string()) for name in _NAMES], list(_NAMES))
    for row in table.group_by(_NAMES, use_threads=False).aggregate([]).to_pylist():
        is_named = (row["product_type"] or "").lower() == _PAID_APP and row["title"]
        if row["app_id"] and is_named:
            yield StoreApp(row["app_id"], row["title"], bundle_id=row["app_id"])
