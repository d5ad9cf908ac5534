"""Finance files in which the header comes again below the totals: each part is read and checked."""

from datetime import date
from decimal import Decimal

import pytest

from storelink.domain.bounds import DEFAULT_BOUNDS
from storelink.domain.errors import NotUnderstood
from storelink.domain.report import Partition, Version
from storelink.providers.contract import Fetched, Part, StoreApp
from storelink.providers.registry import provider
from storelink.providers.understand import batches

APPLE = provider("app_store_connect")
FINANCIAL = APPLE.report("finance_financial")
HEADER = (
    "Start Date\tEnd Date\tVendor Identifier\tQuantity\tPartner Share\tExtended Partner Share\t"
    "Partner Share Currency\tApple Identifier"
)
OTHER = (
    "Apple Identifier\tQuantity\tPartner Share Currency\tPartner Share\tExtended Partner Share\t"
    "Start Date\tEnd Date\tVendor Identifier"
)
POLISH = "08/30/2026\t09/26/2026\tPLUS\t10\t19.00\t190.00\tPLN\t100"
RETURNED = "08/30/2026\t09/26/2026\tPLUS\t-1\t19.00\t-19.00\tPLN\t100"
EURO = "08/30/2026\t09/26/2026\tPLUS\t2\t5.00\t10.00\tEUR\t200"
DOLLAR = "08/30/2026\t09/26/2026\tPLUS\t1\t3.00\t3.00\tUSD\t200"
TOTALS = ("", "Total_Rows\t3", "Total_Amount\t181.00", "Total_Units\t11")
TWO = (HEADER, POLISH, RETURNED, EURO, *TOTALS, HEADER, DOLLAR)
APPS = (StoreApp("100", "Drift"), StoreApp("200", "Quill"))


def read(*lines):
    content = "\n".join(lines).encode() + b"\n"
    assert APPLE.recognise(content, "a.txt") == FINANCIAL
    return APPLE.read(FINANCIAL, content, "a.txt").table.to_pylist()


def shares(rows):
    found = {}
    for row in rows:
        found.setdefault(row["currency"], Decimal(0))
        found[row["currency"]] += row["extended_partner_share"]
    return found


def test_the_rows_of_all_sections_are_read():
    rows = read(*TWO)
    assert len(rows) == 4
    assert shares(rows) == {"PLN": 171, "EUR": 10, "USD": 3}
    assert sum(row["quantity"] for row in rows) == 12


def test_so_they_are_for_the_warehouse_of_every_app(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("\n".join(TWO))
    partition = Partition(FINANCIAL.key, "", "2026-12/ZZ")
    fetched = Fetched(partition, Version(1, date(2026, 10, 6)), (Part("a.txt", path),))
    found = [
        row
        for batch in batches(APPLE, FINANCIAL, fetched, APPS, bounds=DEFAULT_BOUNDS)
        for row in batch.to_pylist()
    ]
    assert [row["app_id"] for row in found] == ["100", "100", "200", "200"]
    assert {row["date"] for row in found} == {date(2026, 9, 26)}
    assert shares(found) == {"PLN": 171, "EUR": 10, "USD": 3}


def test_columns_of_a_further_section_may_stand_in_another_order():
    moved = "200\t1\tUSD\t3.00\t3.00\t08/30/2026\t09/26/2026\tPLUS"
    rows = read(*TWO[:-2], OTHER, moved, "Total_Rows\t1", "Total_Amount\t3.00")
    assert rows == read(*TWO)


def test_a_section_without_rows_is_none_the_less_one():
    assert read(*TWO, "Total_Rows\t1", HEADER, "Total_Rows\t0") == read(*TWO)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("Total_Rows\t4", "says that there are 4 rows, but 1 were read"),
        ("Total_Amount\t184.00", r"says 184\.00, but the rows above it add up to 3"),
        ("Total_Units\t12", "says 12, but the rows above it add up to 1"),
    ],
)
def test_the_totals_of_each_section_are_of_its_own_rows(line, what):
    with pytest.raises(NotUnderstood, match=what) as caught:
        read(*TWO, line)
    assert caught.value.line == len(TWO) + 1


def test_the_totals_of_the_first_are_checked_as_well():
    with pytest.raises(NotUnderstood, match="says that there are 4 rows, but 3 were read"):
        read(*(line.replace("Total_Rows\t3", "Total_Rows\t4") for line in TWO))


def test_a_header_with_other_columns_is_refused():
    with pytest.raises(NotUnderstood, match="other columns than the first"):
        read(*TWO[:-2], HEADER + "\tPromo Code", DOLLAR + "\tX")


def test_a_file_of_daily_sales_has_one_header():
    header = "SKU\tProduct Type Identifier\tUnits\tApple Identifier\tBegin Date"
    row = "DRIFT\t1F\t1\t100\t11/20/2026"
    content = "\n".join([header, row, header, row]).encode()
    with pytest.raises(NotUnderstood, match="line 3: is the header once more"):
        APPLE.read(APPLE.report("sales_summary"), content, "a.txt")
