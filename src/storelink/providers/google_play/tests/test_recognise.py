"""Which report a file is, whatever its name and its encoding."""

import codecs
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storelink.domain.errors import NotUnderstood
from storelink.providers.google_play.recognise import recognise
from storelink.providers.google_play.tests.files import (
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

HEADERS = {
    "installs_overview": INSTALLS,
    "installs_country": COUNTRIES,
    "crashes_overview": CRASHES,
    "ratings_overview": RATINGS,
    "store_performance_traffic_source": TRAFFIC,
    "reviews": REVIEWS,
    "sales": SALES,
    "earnings": EARNINGS,
}
ENCODINGS = {
    "utf-16 with its mark": utf16,
    "utf-16 with crlf": lambda line: utf16(line, end="\r\n"),
    "big endian": lambda line: codecs.BOM_UTF16_BE + line.encode("utf-16-be"),
    "utf-16 without a mark": lambda line: line.encode("utf-16-le"),
    "utf-8": str.encode,
    "utf-8 with its mark": lambda line: codecs.BOM_UTF8 + line.encode(),
    "packed": lambda line: packed(utf16(line)),
    "an archive": lambda line: zipped(some=[line]),
    "a packed archive": lambda line: packed(zipped(some=[line])),
}


def key_of(content, name="file"):
    report = recognise(content, name)
    return report.key if report else None


@pytest.mark.parametrize("key", HEADERS)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_each_report_in_each_encoding(key, encoding):
    assert key_of(ENCODINGS[encoding](HEADERS[key])) == key


def test_headers_in_other_case_and_order():
    cells = COUNTRIES.upper().split(",")
    assert key_of(",".join(reversed(cells)).encode()) == "installs_country"


def test_the_header_of_2026_is_sales_too():
    newer = SALES.replace("Product ID", "Package ID").replace("Postal Code", "Postcode")
    assert key_of(newer.encode()) == "sales"


def test_twins_are_told_by_their_name():
    header = RATINGS.replace("Package Name", "Package Name,Country").encode()
    assert key_of(header, "ratings_com.a.b_202210_country.csv") == "ratings_country"
    assert key_of(header, "ratings_v2_com.a.b_202210_country.csv") == "ratings_v2_country"


def test_columns_that_nobody_declared_do_no_harm():
    assert key_of(f"{CRASHES},Something new".encode()) == "crashes_overview"


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK", b"{", b'{"rows": []}', b"a,b\n1,2\n"])
def test_something_else_is_none_of_them(content):
    assert key_of(content) is None


def test_a_page_of_vitals_is_told_by_its_rows():
    page = (
        b'{"rows": [{"startTime": {"year": 2026, "month": 11, "day": 20}, "dimensions":'
        b' [{"dimension": "versionCode", "int64Value": "7"}], "metrics": [{"metric": "crashRate"}]'
        b"}]}"
    )
    assert key_of(page) == "crash_rate_app_version"


def test_a_damaged_archive_is_said_to_be_damaged():
    content = bytearray(zipped(some=[SALES] * 40))
    content[len(content) // 3] ^= 0xFF
    with pytest.raises(NotUnderstood, match="damaged"):
        recognise(bytes(content), "salesreport_202609.zip")


@given(st.binary(max_size=300))
def test_any_bytes_are_a_report_or_not_one(content):
    with contextlib.suppress(NotUnderstood):
        report = recognise(content, "file")
        assert report is None or report.provider == "google_play"


@given(st.sampled_from(sorted(HEADERS)), st.randoms(use_true_random=False))
def test_the_order_of_columns_is_of_no_matter(key, order):
    cells = HEADERS[key].split(",")
    order.shuffle(cells)
    assert key_of(utf16(",".join(cells))) == key
