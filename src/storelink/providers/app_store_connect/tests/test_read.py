from datetime import date
from decimal import Decimal

import pytest

from storelink.domain.errors import NotUnderstood
from storelink.providers.app_store_connect.read import read
from storelink.providers.app_store_connect.recognise import recognise


def rows_of(*lines: str):
    content = "\n".join(lines).encode() + b"\n"
    report = recognise(content, "a.tsv")
    assert report is not None
    found = read(report, content, "a.tsv")
    return report.key, found.table.to_pylist(), {c.name: c.source for c in found.columns}


def test_sales_are_exact_and_blanks_are_missing():
    key, rows, sources = rows_of(
        "SKU\tProduct Type Identifier\tUnits\tDeveloper Proceeds\tBegin Date\tCustomer Price"
        "\tCurrency of Proceeds\tParent Identifier",
        "a.b\tIAY\t0\t59.80\t10/05/2020\t-85.43\tRUB\t ",
        "a.b\t1\t12\t0.00\t10/05/2020\t0.00\t ",
    )
    assert key == "sales_summary"
    assert sources["currency"] == "Currency of Proceeds"
    assert rows[0] == {
        "sku": "a.b", "product_type": "IAY", "units": Decimal(0),
        "developer_proceeds": Decimal("59.8"), "begin_date": date(2020, 10, 5),
        "customer_price": Decimal("-85.43"), "currency": "RUB", "parent_sku": None,
    }  # fmt: skip
    assert rows[1]["currency"] is None


def test_counts_may_have_thousands_separators():
    _, rows, _ = rows_of(
        "Date\tEvent\tEngagement Type\tCounts\tUnique Counts",
        "2026-07-20\tImpression\t\t1,234\t987",
    )
    assert rows[0]["counts"] == 1234


def test_a_connectors_file_is_read_with_its_own_columns_beside_ours():
    key, rows, sources = rows_of(
        "_fivetran_id,app_id,date,app_version,device,crashes,unique_devices,_fivetran_synced",
        "abc=,239587236,2024-12-04,1.2,iPhone,1,1,2024-12-11 05:13:33.444 +00:00",
    )
    assert key == "app_crashes"
    assert next(iter(sources.items())) == ("fivetran_id", "_fivetran_id")
    assert rows[0]["app_id"] == "239587236"
    assert rows[0]["fivetran_synced"] == "2024-12-11 05:13:33.444 +00:00"


FINANCIAL = (
    "Start Date\tEnd Date\tVendor Identifier\tQuantity\tPartner Share\tExtended Partner Share",
    "10/05/2020\t11/01/2020\ta\t1\t3.15\t3.15",
    "10/05/2020\t11/01/2020\tb\t5\t6.30\t31.50",
)


def test_the_totals_of_a_financial_file_are_checked_and_no_rows():
    _, rows, _ = rows_of(*FINANCIAL, "Total_Rows\t2", "Total_Amount\t34.65", "Total_Units\t6")
    assert [row["quantity"] for row in rows] == [Decimal(1), Decimal(5)]


@pytest.mark.parametrize(
    ("tail", "said"),
    [
        (("Total_Rows\t3",), "says that there are 3 rows, but 2 were read"),
        (("Total_Rows\tmany",), "“many” is not a number"),
        (("Total_Rows\t2", "10/05/2020\t11/01/2020\tc\t1\t1\t1"), "below the totals"),
        (("Total_Rows\t2\tand\tmore",), "below the totals"),
    ],
)
def test_totals_that_do_not_fit_are_an_error(tail, said):
    with pytest.raises(NotUnderstood, match=said) as caught:
        rows_of(*FINANCIAL, *tail)
    assert caught.value.file == "a.tsv"
    assert caught.value.line in {4, 5}


DETAIL = (
    "Vendor Name\tExample Seller",
    "Start Date\t08/30/2026",
    "End Date\t09/26/2026",
    "Transaction Date\tSettlement Date\tApple Identifier\tSKU\tQuantity\tPartner Share\tRegion",
    "09/12/2026\t09/12/2026\t1\ta.b\t1\t4250\tZ1\t",
)


def test_a_detail_file_has_a_preamble_trailing_tabs_and_a_block_of_totals():
    key, rows, _ = rows_of(
        *DETAIL,
        "Country Of Sale\tPartner Share Currency\tQuantity\tExtended Partner Share",
        "JP\tJPY\t1\t4250.00",
    )
    assert key == "finance_detail"
    assert [row["partner_share"] for row in rows] == [Decimal(4250)]


def test_a_row_below_the_block_of_totals_is_not_dropped_in_silence():
    with pytest.raises(NotUnderstood):
        rows_of(*DETAIL, "Country Of Sale\tPartner Share Currency\tQuantity\tx", DETAIL[-1])


def test_an_analytics_row_without_a_day_is_an_error():
    with pytest.raises(NotUnderstood, match="is blank") as caught:
        rows_of("Date\tDevice\tSessions", "2026-11-20\tiPhone\t1", "\tiPhone\t2")
    assert (caught.value.line, caught.value.column) == (3, "Date")


def test_a_quoted_list_of_skus_is_one_cell():
    _, rows, _ = rows_of("SKU\tProduct Type Identifier\tUnits", '"a,b"\tIAY\t1')
    assert rows[0]["sku"] == "a,b"
