"""The files are in Google's layouts, old and new, in the encodings that buckets hold."""

import csv
import io
import re
from collections import Counter
from decimal import Decimal

import pytest

from storelink_simulator.google.files.table import Table, Writing, writing_of
from storelink_simulator.google.tests.playing import PACKAGE, opened

BEACON = "example.brightside.beacon"


def header(google, name):
    data = google.object(name, alt="media").content
    return next(csv.reader(io.StringIO(opened(data))))


def test_most_files_are_utf16_and_some_are_not():
    found = Counter(writing_of(1, f"stats/x_{n}.csv") for n in range(2000))
    encodings = Counter()
    for writing, times in found.items():
        encodings[writing.encoding] += times
    assert encodings["utf-16"] > 1800
    assert encodings["utf-8"] > 10
    assert encodings["utf-8-sig"] > 10
    assert {writing.line_end for writing in found} == {"\n", "\r\n"}


def test_utf16_is_little_endian_with_its_mark():
    table = Table(("Day", "Term"), [["1", 'wave, "big"\nü']])
    data = Writing(is_gzip=False).bytes_of(table)
    assert data[:4] == b"\xff\xfeD\x00"
    assert data.decode("utf-16") == 'Day,Term\n1,"wave, ""big""\nü"\n'


def test_every_folder_and_dimension_is_there(google):
    found = {name.rpartition("/")[0] for name in google.names()}
    assert found == {
        "acquisition/retained_installers",
        "earnings",
        "financial-stats/subscriptions",
        "payouts",
        "play_balance_krw",
        "reviews",
        "sales",
        "stats/crashes",
        "stats/installs",
        "stats/ratings",
        "stats/ratings_v2",
        "stats/store_performance",
        "subscriptions/cancellations",
    }
    prefix = f"stats/installs/installs_{PACKAGE}_202610_"
    dimensions = [name.removeprefix(prefix) for name in google.names(prefix)]
    assert dimensions == [
        f"{word}.csv"
        for word in (
            "app_version",
            "carrier",
            "country",
            "device",
            "language",
            "os_version",
            "overview",
        )
    ]


@pytest.mark.parametrize(
    ("shape", "look"),
    [
        ("twice", lambda data: opened(data).count("Date,Package") == 2),
        ("header_only", lambda data: opened(data).count("\n") == 1),
        ("columns_added", lambda data: ",A column of tomorrow," in opened(data)),
        ("columns_renamed", lambda data: "Uninstall events (new)" in opened(data)),
        ("thousands", lambda data: re.search(r'"\d{1,3},\d{3}"', opened(data))),
        ("utf-8", lambda data: data.startswith(b"Date,")),
        ("utf-8-sig", lambda data: data.startswith(b"\xef\xbb\xbfDate,")),
        ("utf-16-be", lambda data: data.startswith(b"\xfe\xff\x00D")),
        ("crlf", lambda data: "\r\n2026-09-02," in opened(data)),
        ("zip", lambda data: data[:2] == b"PK"),
        ("plain", lambda data: opened(data).startswith("Date,")),
    ],
)
def test_a_month_can_take_every_shape_that_was_seen(google, shape, look):
    body = {"month": "2026-09", "kind": "installs", "shape": shape}
    google.admin("POST", "google-rewrites", body)
    name = f"stats/installs/installs_{PACKAGE}_202609_overview.csv"
    answer = google.object(name, alt="media", headers={"Accept-Encoding": "identity"})
    assert look(answer.content)
    if shape in ("zip", "plain"):
        assert "contentEncoding" not in google.object(name).json()


def test_package_headings_vary_as_googles_do(google):
    stats = f"{PACKAGE}_202609_overview.csv"
    assert header(google, f"stats/installs/installs_{stats}")[1] == "Package name"
    assert header(google, f"stats/crashes/crashes_{stats}")[1] == "Package Name"
    dimension = header(google, f"stats/crashes/crashes_{PACKAGE}_202609_os_version.csv")
    assert dimension[2] == "Android OS Version"


def test_sales_have_the_header_of_their_year(google):
    columns = {
        year: header(google, f"sales/salesreport_{year}05.zip") for year in range(2024, 2027)
    }
    assert [len(columns[year]) for year in columns] == [25, 26, 27]
    assert columns[2025][6] == "Product ID"
    assert columns[2026][6] == "Package ID"
    assert columns[2026][-1] == "Sales Channel"
    assert len(header(google, "sales/salesreport_202105.zip")) == 17


def test_earnings_have_the_header_of_their_year(google):
    sizes = {}
    for name in google.names("earnings/"):
        sizes.setdefault(name[18:22], len(header(google, name)))
    assert sizes == {"2021": 19, "2023": 21, "2024": 26, "2025": 26, "2026": 27}


def test_installs_are_there_in_all_three_layouts(google):
    sizes = [
        len(header(google, f"stats/installs/installs_{BEACON}_{month}_overview.csv"))
        for month in ("201503", "201705", "201906")
    ]
    assert sizes == [10, 9, 12]
    rows = google.rows(f"stats/installs/installs_{BEACON}_201503_overview.csv")
    truth = google.truth(metric="daily_user_installs", app=BEACON, to="2015-12-31")
    assert sum(int(row["Daily User Installs"]) for row in rows) == sum(
        one["value"] for one in truth
    )


def test_old_money_is_in_the_truth_too(google):
    rows = [row for month in ("202105", "202302") for row in _earnings(google, month)]
    total = sum(Decimal(row["Amount (Merchant Currency)"]) for row in rows)
    truth = google.truth(metric="earnings", app=BEACON, to="2023-12-31")
    assert total == sum(Decimal(one["value"]) for one in truth)


def _earnings(google, month):
    (name,) = google.names(f"earnings/earnings_{month}")
    return google.rows(name)


def test_a_zip_can_lie_under_the_name_of_a_csv(google):
    answer = google.object("subscriptions/cancellations/freeform_202105.csv", alt="media")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.content[:2] == b"PK"
    assert opened(answer.content).startswith("Cancellation Date,Sku Id,Country,Response\n")


def test_reviews_have_fourteen_columns_in_old_months_and_sixteen_since(google):
    assert len(header(google, f"reviews/reviews_{PACKAGE}_202403.csv")) == 14
    assert len(header(google, f"reviews/reviews_{PACKAGE}_202603.csv")) == 16


def test_an_edited_review_stands_in_both_months_as_it_was(google):
    states = {}
    for month in ("202609", "202610"):
        for row in google.rows(f"reviews/reviews_{PACKAGE}_{month}.csv"):
            if row["Review Link"]:
                states.setdefault(row["Review Link"], []).append(row)
    edited = [rows for rows in states.values() if len(rows) == 2]
    assert edited
    for first, second in edited:
        submitted = "Review Submit Millis Since Epoch"
        assert first[submitted] == second[submitted]
        assert (
            first["Review Last Update Millis Since Epoch"]
            < second["Review Last Update Millis Since Epoch"]
        )
        assert second["Review Text"].startswith("Edit: ")


def test_a_day_nobody_rated_is_not_zero_but_unknown(google):
    found = set()
    for year in (2024, 2025, 2026):
        for row in google.rows(
            f"stats/ratings/ratings_example.brightside.stargazer_{year}02_overview.csv"
        ):
            found.add((year, row["Daily Average Rating"]))
    assert {(2024, "NA"), (2025, ""), (2026, "0.0")} <= found


def test_a_bigger_publisher_has_fewer_files_an_app(google):
    google.reset(app_count=12, today="2024-03-20", size=0.2)
    names = google.names("stats/installs/")
    small = [name for name in names if google.given["packages"][0] in name]
    assert names == sorted(names)
    assert small
