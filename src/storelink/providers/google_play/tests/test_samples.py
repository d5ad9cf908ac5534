"""Every sample file is read, and adds up to what two other readers found in it."""

import json
import os
from pathlib import Path

import pytest

from storelink.providers.google_play.read import read
from storelink.providers.google_play.recognise import recognise

_BESIDE = Path(__file__).parents[5].parent / "shared"
SAMPLES = Path(os.environ.get("STORELINK_SHARED", _BESIDE)) / "samples" / "google"

pytestmark = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the sample files are missing (see STORELINK_SHARED)"
)

EXPECTED = json.loads((SAMPLES / "EXPECTED.json").read_text()) if SAMPLES.is_dir() else {}
TWICE = "bucket/quirks/crashes_header_repeated_202609_overview.csv"
"""The other readers took the header that stands in it again for a row."""
RAGGED = (
    "bucket/reviews/reviews_com.roman-tsisyk.review_tool_202304.csv",
    "originals/reviews_demo_as_embedded.csv",
)
NO_HEADER = "Unnamed: 0"


def found_in(name):
    content = (SAMPLES / name).read_bytes()
    file = name.rpartition("/")[2]
    report = recognise(content, file)
    assert report is not None
    return read(report, content, file)


def cells(found, source):
    name = next(column.name for column in found.columns if column.source == source)
    return [value for value in found.table.column(name).to_pylist() if value is not None]


@pytest.mark.parametrize("name", [name for name in EXPECTED if name != TWICE])
def test_it_adds_up(name):
    found, expected = found_in(name), EXPECTED[name]
    assert found.table.num_rows == expected["rows"]
    sources = {column.source for column in found.columns}
    assert set(expected["columns"]) - {NO_HEADER} <= sources
    for source, total in expected["sums"].items():
        assert sum(map(float, cells(found, source))) == pytest.approx(total)


@pytest.mark.parametrize("name", [name for name in EXPECTED if name != TWICE])
def test_no_cell_is_lost_but_those_that_say_na(name):
    found, expected = found_in(name), EXPECTED[name]
    for source, count in expected["nonempty"].items():
        if source != NO_HEADER and "average" not in source.lower():
            assert len(cells(found, source)) == count, source


def test_a_table_that_stands_twice_counts_once():
    found = found_in(TWICE)
    assert found.table.num_rows == 2
    assert sum(cells(found, "Daily Crashes")) == 2 + 7


@pytest.mark.parametrize("name", RAGGED)
def test_reviews_with_unquoted_commas_are_all_read(name):
    found = found_in(name)
    assert found.table.num_rows == 277
    assert sum(cells(found, "Star Rating")) == 862
    assert "Good app, but needs improvement" in cells(found, "Review Text")
