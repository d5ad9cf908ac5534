"""What the warehouse gets: apps, days, and figures that say something."""

from datetime import date
from decimal import Decimal

import pytest

from storelink.domain.bounds import DEFAULT_BOUNDS, Bounds
from storelink.domain.errors import NotUnderstood
from storelink.domain.report import Partition, Version
from storelink.providers.contract import Fetched, Part
from storelink.providers.google_play.parse import parse
from storelink.providers.google_play.tests.files import (
    APP,
    COUNTRIES,
    CRASHES,
    EARNINGS,
    INSTALLS,
    RATINGS,
    REVIEWS,
    SALES,
    TRAFFIC,
    packed,
    utf16,
    zipped,
)
from storelink.providers.registry import provider


@pytest.fixture
def rows(tmp_path):
    def parsed(key, *contents, app=APP, period="2026-09", bounds=DEFAULT_BOUNDS):
        parts = []
        for number, content in enumerate(contents):
            part = Part(f"{number}.csv", tmp_path / f"{number}.csv")
            part.path.write_bytes(content)
            parts.append(part)
        partition = Partition(key, app, period)
        fetched = Fetched(partition, Version(1, date(2026, 10, 1)), tuple(parts))
        report = provider("google_play").report(key)
        return [row for batch in parse(report, fetched, (), bounds) for row in batch.to_pylist()]

    return parsed


def test_a_row_stands_at_its_app_and_day(rows):
    [row] = rows("installs_country", utf16(COUNTRIES, f"2026-09-18,{APP},PK,3,0,0,9,2,1,13,1,0,1"))
    assert (row["app_id"], row["date"], row["territory"]) == (APP, date(2026, 9, 18), "PK")
    assert (row["daily_device_installs"], row["active_device_installs"]) == (3, 13)


def test_an_empty_cell_is_missing_and_no_zero(rows):
    [row] = rows("installs_country", utf16(COUNTRIES, f"2026-09-18,{APP},,,,,,,,7,,,"))
    assert row["territory"] is None
    assert row["install_events"] is None
    assert row["active_device_installs"] == 7


def test_numbers_with_quoted_thousands(rows):
    line = f'2026-09-18,{APP},"1,204",0,0,9,2,1,13,1,0,1'
    assert rows("installs_overview", utf16(INSTALLS, line))[0]["daily_device_installs"] == 1204


def test_columns_that_google_fills_with_zeros_are_missing(rows):
    lines = [f"2026-09-{day},{APP},5,0,0,0,5,1,100,9,8,7" for day in (18, 19)]
    for row in rows("installs_overview", utf16(INSTALLS, *lines)):
        assert row["total_user_installs"] is None
        assert row["daily_device_uninstalls"] is None
        assert row["daily_device_upgrades"] is None
        assert row["uninstall_events"] == 7


def test_a_zero_among_figures_is_a_zero(rows):
    lines = [f"2026-09-18,{APP},5,0,0,0,5,1,100,9,8,7", f"2026-09-19,{APP},5,2,3,4,5,1,100,9,8,7"]
    first, _ = rows("installs_overview", utf16(INSTALLS, *lines))
    assert (first["total_user_installs"], first["daily_device_uninstalls"]) == (0, 0)


def test_a_month_in_which_nothing_was_removed_is_one_of_zeros(rows):
    [row] = rows("installs_overview", utf16(INSTALLS, f"2026-09-18,{APP},5,0,0,9,5,0,100,9,0,0"))
    assert (row["daily_device_uninstalls"], row["daily_device_upgrades"]) == (0, 0)


@pytest.mark.parametrize("nothing", ["NA", "", "0.0", "0"])
def test_a_day_without_ratings_has_no_mean(rows, nothing):
    [row] = rows("ratings_overview", utf16(RATINGS, f"2026-09-02,{APP},{nothing},4.31"))
    assert row["daily_average_rating"] is None
    assert row["total_average_rating"] == 4.31


def test_namibia_is_a_country(rows):
    header = RATINGS.replace("Package Name", "Package Name,Country")
    [row] = rows("ratings_country", utf16(header, f"2026-09-02,{APP},NA,NA,4.0"))
    assert row["territory"] == "NA"


def test_search_terms_hold_commas_and_any_letters(rows):
    line = f'2026-09-03,{APP},Google Play search,"경도, 게임",Other,Other,2,9,0.22'
    [row] = rows("store_performance_traffic_source", utf16(TRAFFIC, line))
    assert row["search_term"] == "경도, 게임"
    assert (row["store_listing_acquisitions"], row["store_listing_visitors"]) == (2, 9)


def test_a_table_that_is_appended_again_counts_once(rows):
    table = [CRASHES, f"2026-09-02,{APP},2,1", f"2026-09-20,{APP},7,7"]
    found = rows("crashes_overview", utf16(*table, *table))
    assert [row["daily_crashes"] for row in found] == [2, 7]


def test_a_second_table_may_go_on(rows):
    found = rows(
        "crashes_overview",
        utf16(CRASHES, f"2026-09-02,{APP},2,1", CRASHES, f"2026-09-03,{APP},5,0"),
    )
    assert [row["daily_crashes"] for row in found] == [2, 5]


def test_a_second_table_that_contradicts_the_first_is_refused(rows):
    with pytest.raises(NotUnderstood, match="twice"):
        rows(
            "crashes_overview",
            utf16(CRASHES, f"2026-09-02,{APP},2,1", CRASHES, f"2026-09-02,{APP},3,1"),
        )


def sale(status, amount, day="2026-09-03", package=APP):
    return (
        f"GPA.1,{day},1788771300,{status},Pixel 8,Lemon,{package},inapp,sku,EUR,{amount},0.50,"
        f"{amount},,,,DE"
    )


def test_refunds_are_negative_whichever_sign_they_have(rows):
    lines = [sale("Charged", "9.99"), sale("Refund", "9.99"), sale("Partial refund", "-2.00")]
    found = rows("sales", zipped(salesreport_202609=[SALES, *lines]), app="")
    assert [row["net_charged_amount"] for row in found] == [
        Decimal("9.99"), Decimal("-9.99"), Decimal("-2.00"),
    ]  # fmt: skip
    assert found[0]["app_id"] == APP


def earned(day="Sep 3, 2026", package=APP, amount="3.43"):
    return (
        f'GPA.1,"{day}",10:15:00 AM PDT,,Charge,,Lemon,{package},1,sku,,DE,,6855,EUR,{amount},'
        f"1.0,EUR,{amount}"
    )


def test_all_files_of_all_archives_of_a_month_add_up(rows):
    one = zipped(PlayApps_202609=[EARNINGS, earned(), earned()])
    two = zipped(PlayApps_202609=[EARNINGS, earned()], PlayApps_202609_IN=[EARNINGS, earned()])
    found = rows("earnings", one, two, app="")
    assert sum(row["merchant_amount"] for row in found) == 4 * Decimal("3.43")
    assert {row["date"] for row in found} == {date(2026, 9, 3)}


def test_earnings_without_a_package_stay_with_the_account(rows):
    [row] = rows("earnings", zipped(a=[EARNINGS, earned(package="")]), app="")
    assert row["app_id"] == ""


@pytest.mark.parametrize(
    ("own", "counted_on"), [("Aug 31, 2026", date(2026, 9, 1)), ("Oct 2, 2026", date(2026, 9, 30))]
)
def test_a_stray_day_counts_in_its_file_s_month(rows, own, counted_on):
    [row] = rows("earnings", zipped(a=[EARNINGS, earned(day=own)]), app="")
    assert row["date"] == counted_on
    assert row["transaction_date"] != counted_on


def test_a_review_stands_at_the_day_of_its_last_change(rows):
    line = f"{APP},,,ar,G07,2026-01-01T00:02:48Z,1767225768053,2026-01-01T23:59:59Z,"
    line += "1767311999999,5,,,,,,"
    [row] = rows("reviews", packed(utf16(REVIEWS, line, end="\r\n")))
    assert row["date"] == date(2026, 1, 1)
    assert row["stars"] == 5


def test_words_over_several_lines_are_one_review(rows):
    line = f'{APP},,,en,G07,x,1767225768053,x,1767225768053,4,,"Good,\nbut ""slow""",,,,'
    [row] = rows("reviews", utf16(REVIEWS, line))
    assert row["text"] == 'Good,\nbut "slow"'


def test_a_row_that_cannot_be_mended_names_file_and_line(rows):
    line = f"{APP},,,en,G07,x,1767225768053,x,1767225768053,nine,,a,b,c,,,,"
    with pytest.raises(NotUnderstood, match=r"0\.csv, line 2"):
        rows("reviews", utf16(REVIEWS, line))


def test_subscriptions_belong_to_the_app_that_their_rows_name(rows):
    header = "Date,Package Name,Product ID,Country,New Subscriptions,Cancelled Subscriptions,"
    header += "Active Subscriptions"
    [row] = rows(
        "subscriptions_country",
        utf16(header, "2026-09-02,example.lemon_iced,monthly,DE,1,0,9"),
        app="example.lemon",
    )
    assert row["app_id"] == "example.lemon_iced"
    assert row["active_subscriptions"] == 9


def test_vitals_are_rows_by_day_with_missing_figures_missing(rows):
    page = (
        b'{"rows": [{"aggregationPeriod": "DAILY", "startTime": {"year": 2026, "month": 9, "day":'
        b' 2}, "dimensions": [], "metrics": [{"metric": "userPerceivedCrashRate", "decimalValue":'
        b' {"value": "0.0865"}}, {"metric": "distinctUsers", "decimalValue": {"value": "1200"}}]}]}'
    )
    [row] = rows("crash_rate_overview", page, b"{}")
    assert (row["app_id"], row["date"]) == (APP, date(2026, 9, 2))
    assert (row["user_perceived_crash_rate"], row["distinct_users"]) == (0.0865, 1200)
    assert row["crash_rate"] is None


def test_an_archive_made_to_fill_memory_is_not_read(rows):
    with pytest.raises(NotUnderstood, match="hundreds of times"):
        rows("sales", zipped(bomb=["0" * (64 << 20)]), app="")


def test_a_month_of_one_app_has_a_bound_of_its_own(rows):
    table = utf16(CRASHES, f"2026-09-02,{APP},2,1", f"2026-09-20,{APP},7,7")
    assert len(rows("crashes_overview", table, bounds=Bounds(app_rows=2))) == 2
    with pytest.raises(NotUnderstood, match="STORELINK_FILE_APP_ROWS"):
        rows("crashes_overview", table, bounds=Bounds(app_rows=1))
