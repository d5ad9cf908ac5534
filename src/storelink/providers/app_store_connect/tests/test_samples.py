"""Every sample file is read, and says cell for cell what a plain reader sees in it."""

import csv
import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from storelink.providers.app_store_connect.read import read
from storelink.providers.app_store_connect.recognise import recognise

_BESIDE = Path(__file__).parents[5].parent / "shared"
SAMPLES = Path(os.environ.get("STORELINK_SHARED", _BESIDE)) / "samples" / "apple"
EXPECTED = {
    "analytics-app-crashes-reduced-columns.tsv": ("app_crashes", 1),
    "analytics-app-downloads-standard-daily-real.tsv": ("app_downloads_standard", 3),
    "analytics-app-sessions-reduced-columns.tsv": ("app_sessions_standard", 1),
    "analytics-app-store-purchases-standard-daily.tsv": ("app_store_purchases_standard", 3),
    "analytics-engagement-thousands-separator.tsv": (
        "app_store_discovery_and_engagement_standard", 1),
    "analytics-installation-deletion-standard-daily-real.tsv": (
        "app_store_installation_and_deletion_standard", 3),
    "finance-detail-15col-refund.tsv": ("finance_detail", 2),
    "finance-detail-z1-country-totals-block.tsv": ("finance_detail", 1),
    "finance-financial-zz-footer.tsv": ("finance_financial", 2),
    "fivetran-app-crash-daily.csv": ("app_crashes", 10),
    "fivetran-engagement-standard-daily.csv": ("app_store_discovery_and_engagement_standard", 10),
    "fivetran-subscription-summary.csv": ("subscription", 10),
    "legacy-downloads-source-type-device.csv": ("legacy_downloads", 10),
    "legacy-sales-subscription-events.csv": ("subscription_event", 10),
    "legacy-usage-territory-source-type.csv": ("legacy_usage", 10),
    "preorder-summary-nonstandard-columns.tsv": ("pre_order", 2),
    "sales-summary-daily-1_0-a.tsv": ("sales_summary", 23),
    "sales-summary-daily-28col-short-rows.tsv": ("sales_summary", 3),
    "sales-summary-daily-jpy-iap.tsv": ("sales_summary", 2),
    "subscriber-detailed-daily-1_2-a.tsv": ("subscriber", 24),
    "subscription-daily-1_2-a.tsv": ("subscription", 24),
    "subscription-event-daily-1_2-a.tsv": ("subscription_event", 24),
}  # fmt: skip

pytestmark = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the sample files are missing (see STORELINK_SHARED)"
)


def seen(name: str) -> list[dict[str, str]]:
    """Header → cell, by Python's own reader, without preamble and totals."""
    delimiter = "," if name.endswith(".csv") else "\t"
    with (SAMPLES / name).open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file, delimiter=delimiter))
    start = next(n for n, line in enumerate(lines) if len(line) > 4)
    header = lines[start]
    rows = [line for line in lines[start + 1 :] if len(line) > 4]
    return [dict(zip(header, row + [""] * len(header), strict=False)) for row in rows]


def says(value: object, cell: str) -> bool:
    """The value is what the cell says."""
    text = cell.strip()
    if value is None:
        return text == ""
    if isinstance(value, date):
        month_first = f"{value.month:02}/{value.day:02}/{value.year}"
        return text[:10] in {value.isoformat(), month_first}
    if isinstance(value, int | Decimal):
        return Decimal(text.replace(",", "")) == value
    return value == cell


@pytest.mark.parametrize("name", EXPECTED)
def test_it_is_read_exactly(name):
    content = (SAMPLES / name).read_bytes()
    report = recognise(content, name)
    assert report is not None
    found = read(report, content, name)
    assert (report.key, found.table.num_rows) == EXPECTED[name]
    sources = {column.name: column.source for column in found.columns}
    for row, cells in zip(found.table.to_pylist(), seen(name), strict=True):
        assert {sources[ours] for ours in row} == set(cells)
        wrong = {ours for ours, value in row.items() if not says(value, cells[sources[ours]])}
        assert wrong == set()


def test_no_sample_is_left_out():
    assert {path.name for path in SAMPLES.iterdir() if path.suffix != ".md"} == set(EXPECTED)
