from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storelink.domain.period import Days
from storelink.domain.report import Partition
from storelink.providers.app_store_connect.periods import (
    FiscalMonth,
    analytics_version,
    fiscal_month_at,
    fiscal_month_of,
    year_begins_on,
)


@pytest.mark.parametrize(
    ("month", "first", "last"),
    [
        # Ranges that real financial reports named.
        (FiscalMonth(2026, 2), date(2025, 11, 2), date(2025, 11, 29)),
        (FiscalMonth(2026, 7), date(2026, 3, 29), date(2026, 5, 2)),
        (FiscalMonth(2026, 12), date(2026, 8, 30), date(2026, 9, 26)),
        # A year of 53 weeks: its first quarter has fourteen.
        (FiscalMonth(2023, 3), date(2022, 11, 27), date(2022, 12, 31)),
        (FiscalMonth(2023, 12), date(2023, 9, 3), date(2023, 9, 30)),
    ],
)
def test_fiscal_months_are_apples(month, first, last):
    assert month.days == Days(first, last)


@given(st.integers(2015, 2050), st.integers(1, 12))
def test_fiscal_months_follow_one_another_without_gap(year, month):
    this = FiscalMonth(year, month)
    assert this.before.days.last + timedelta(days=1) == this.days.first
    assert fiscal_month_at(this.days.first) == fiscal_month_at(this.days.last) == this
    assert fiscal_month_of(Partition("finance_detail", "", f"{this}/Z1")) == this


@given(st.integers(2015, 2050))
def test_a_fiscal_year_has_52_or_53_weeks_and_begins_on_a_sunday(year):
    length = year_begins_on(year + 1) - year_begins_on(year)
    assert length.days in {52 * 7, 53 * 7}
    assert year_begins_on(year).weekday() == 6


def test_the_newer_processing_date_wins_and_then_the_ongoing_report():
    orders = [
        analytics_version(Partition("r", "1", period)).order
        for period in ("2026-11-19/ongoing", "2026-11-20/snapshot", "2026-11-20/ongoing",
                       "2026-11-21/snapshot")
    ]  # fmt: skip
    assert orders == sorted(set(orders))
