"""GET /v1/financeReports: fiscal months, regions, and the shapes of the two files."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest

from storelink_simulator.apple.finance.fiscal import period, period_of_day
from storelink_simulator.tests.playing import Player, opened, problem, table


@pytest.mark.parametrize(
    ("year", "month", "first", "last"),
    [
        (2026, 2, date(2025, 11, 2), date(2025, 11, 29)),
        (2026, 7, date(2026, 3, 29), date(2026, 5, 2)),
        (2026, 12, date(2026, 8, 30), date(2026, 9, 26)),
        (2022, 1, date(2021, 9, 26), date(2021, 10, 30)),
    ],
)
def test_fiscal_months_are_those_of_real_files(
    year: int, month: int, first: date, last: date
) -> None:
    found = period(year, month)
    assert (found.first_day, found.last_day) == (first, last)


def test_every_day_lies_in_one_fiscal_month() -> None:
    day = date(2024, 1, 1)
    before = period_of_day(day)
    for _ in range(2000):
        day += timedelta(days=1)
        found = period_of_day(day)
        assert found.first_day <= day <= found.last_day
        assert found == before or found.first_day == before.last_day + timedelta(days=1)
        before = found


def test_financial_ends_with_three_footer_lines(sim: Player) -> None:
    lines = opened(sim.finance("FINANCIAL", "ZZ", "2026-12")).decode().splitlines()
    body, footer = lines[:-3], [line.split("\t") for line in lines[-3:]]
    assert len(lines[0].split("\t")) == 22
    assert [name for name, _ in footer] == ["Total_Rows", "Total_Amount", "Total_Units"]
    found = list(table("\n".join(body).encode()))
    assert int(footer[0][1]) == len(found)
    amount = sum(Decimal(row["Extended Partner Share"]) for row in found)
    assert Decimal(footer[1][1]) == amount
    assert int(footer[2][1]) == sum(int(row["Quantity"]) for row in found)
    for row in found:
        share = int(row["Quantity"]) * Decimal(row["Partner Share"])
        assert Decimal(row["Extended Partner Share"]) == share
        assert (row["Sales or Return"] == "R") == (share < 0)
        assert (row["Start Date"], row["End Date"]) == ("08/30/2026", "09/26/2026")


def test_regions_hold_their_countries(sim: Player) -> None:
    text = opened(sim.finance("FINANCIAL", "EU", "2026-12")).decode()
    found = list(table(text.partition("Total_Rows")[0].encode()))
    countries = {row["Country Of Sale"] for row in found}
    assert {"DE", "FR"} <= countries
    assert not countries & {"US", "GB", "JP"}
    assert {row["Partner Share Currency"] for row in found} == {"EUR"}


def test_detail_has_preamble_trailing_cell_and_totals(sim: Player) -> None:
    lines = opened(sim.finance("FINANCE_DETAIL", "Z1", "2026-12")).decode().splitlines()
    assert [line.split("\t")[0] for line in lines[:3]] == ["Vendor Name", "Start Date", "End Date"]
    header = lines[3].split("\t")
    assert len(header) == 18
    start = next(place for place, line in enumerate(lines) if line.startswith("Country Of Sale"))
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for line in lines[4:start]:
        cells = line.split("\t")
        assert len(cells) == 19
        row = dict(zip(header, cells, strict=False))
        share = Decimal(row["Extended Partner Share"])
        sums[row["Country of Sale"], row["Partner Share Currency"]] += share
    totals = [line.split("\t") for line in lines[start + 1 :]]
    assert {(one[0], one[1]): Decimal(one[3]) for one in totals} == sums


@pytest.mark.parametrize(
    ("report_type", "region", "month", "code"),
    [
        ("FINANCE_DETAIL", "ZZ", "2026-12", "PARAMETER_ERROR.INVALID"),
        ("FINANCIAL", "Z1", "2026-12", "PARAMETER_ERROR.INVALID"),
        ("FINANCIAL", "XX", "2026-12", "PARAMETER_ERROR.INVALID"),
        ("FINANCIAL", "ZZ", "2026-13", "PARAMETER_ERROR.INVALID"),
        ("FINANCIAL", "ZZ", "2027-02", "NOT_FOUND"),
        ("FINANCIAL", "ZZ", "2024-02", "NOT_FOUND"),
        ("FINANCIAL", "VN", "2027-11", "NOT_FOUND"),
    ],
)
def test_what_is_not_there_is_refused(
    sim: Player, report_type: str, region: str, month: str, code: str
) -> None:
    assert problem(sim.finance(report_type, region, month))["code"] == code


def test_a_fiscal_month_comes_some_days_after_its_end(sim: Player) -> None:
    sim.admin("POST", "clock", {"set": "2026-11-04T18:00:00Z"})
    assert sim.finance("FINANCIAL", "ZZ", "2027-01").status_code == 404
    sim.admin("POST", "clock", {"set": "2026-11-05T18:00:00Z"})
    assert sim.finance("FINANCIAL", "ZZ", "2027-01").status_code == 200


def test_reports_are_kept_for_ten_years_or_for_less_where_so_set(sim: Player) -> None:
    old = {"metric": "settled_proceeds", "first": "2024-04-01", "to": "2024-06-30"}
    assert sim.finance("FINANCIAL", "ZZ", "2024-08").status_code == 200
    assert "2024-04-28" in {fact["date"] for fact in sim.truth(**old)}
    sim.reset(finance_days=365)
    assert problem(sim.finance("FINANCIAL", "ZZ", "2024-08"))["code"] == "NOT_FOUND"
    assert sim.truth(**old) == []
