"""Files read together give just what each gives by itself, or no answer."""

import codecs
import gzip
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storelink.domain.period import Days
from storelink.domain.report import Partition, Scope, Version
from storelink.providers.contract import Fetched, Part
from storelink.providers.google_play.parse import parse
from storelink.providers.google_play.together import parse_together
from storelink.providers.registry import provider

INSTALLS = provider("google_play").report("installs_country")
RATINGS = provider("google_play").report("ratings_country")
HEADS = {
    INSTALLS: "Date,Package name,Country,Daily Device Installs,Daily Device Uninstalls,"
    "Daily Device Upgrades,Total User Installs,Daily User Installs,Daily User Uninstalls,"
    "Active Device Installs,Install events,Update events,Uninstall events",
    RATINGS: "Date,Package Name,Country,Daily Average Rating,Total Average Rating",
}
CODECS = {"utf-16": codecs.BOM_UTF16_LE, "utf-8": b""}


def fetched(folder, number, content, app=None):
    path = folder / f"{number}.csv"
    path.write_bytes(content)
    month = f"2026-{number % 12 + 1:02}"
    days = Days(date(2026, number % 12 + 1, 1), date(2026, number % 12 + 1, 28))
    partition = Partition("installs_country", app or f"com.app{number // 12}", month)
    part = Part(path.name, path)
    return Fetched(partition, Version(1, date(2026, 11, 1)), (part,), "", Scope("", days))


def coded(text, name="utf-16"):
    return CODECS[name] + text.encode("utf-16-le" if name == "utf-16" else name)


def rows(number, lines):
    return "".join(
        f"2026-{number % 12 + 1:02}-{day:02},com.app,{','.join(cells)}\n" for day, cells in lines
    )


def alone(report, one):
    batches = list(parse(report, one, ()))
    return [row for batch in batches for row in batch.to_pylist()]


def agrees(report, files):
    """Whether there was an answer; where there was, that it is the same."""
    found = parse_together(report, files)
    if found is None:
        return False
    batch, counts = found
    assert len(counts) == len(files)
    start = 0
    for one, count in zip(files, counts, strict=True):
        assert batch.slice(start, count).to_pylist() == alone(report, one)
        start += count
    assert start == batch.num_rows
    return True


def read(files):
    found = parse_together(INSTALLS, files)
    assert found is not None
    return found[0], list(found[1])


country = st.sampled_from(["DE", "US", "GB", "", " ", '"Côte, d’Ivoire"', "0x1"])
figure = st.one_of(st.just("0"), st.integers(0, 99).map(str))
odd_figure = st.sampled_from(["", "NA", '"1,204"', "x", "1.5", " 7 "])


@st.composite
def files_of(draw, cells, odd):
    """Lines of a few files; one cell in one of them may be odd."""
    figures = st.lists(figure, min_size=cells, max_size=cells)
    line = st.tuples(st.integers(1, 28), st.tuples(country, figures).map(lambda t: [t[0], *t[1]]))
    files = draw(st.lists(st.lists(line, max_size=4), min_size=2, max_size=4))
    if draw(odd) and files[0]:
        files[0][0][1][-1] = draw(odd_figure)
    return files


@pytest.mark.parametrize(("report", "cells"), [(INSTALLS, 10), (RATINGS, 2)], ids=["i", "r"])
@settings(max_examples=60)
@given(data=st.data())
def test_together_or_alone_it_is_the_same(report, cells, data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    drawn = data.draw(files_of(cells, st.booleans()))
    code = data.draw(st.sampled_from(sorted(CODECS)))
    ends = data.draw(st.sampled_from(["\n", ""]))
    files = []
    for number, lines in enumerate(drawn):
        text = f"{HEADS[report]}\n{rows(number, lines)}"
        files.append(fetched(folder, number, coded(text.removesuffix("\n") + ends, code)))
    try:
        agrees(report, files)
    except Exception as error:
        # What one cannot read by itself has no answer together.
        raise AssertionError(str(error)) from error


def test_plain_files_are_read_together(tmp_path):
    lines = [(1, ["DE", *"1234567890"]), (2, ["US", *"0000000000"])]
    files = [
        fetched(tmp_path, n, coded(f"{HEADS[INSTALLS]}\n{rows(n, lines[: n % 3])}"))
        for n in range(14)
    ]
    assert agrees(INSTALLS, files)
    assert read(files)[1][:3] == [0, 1, 2]


def test_a_column_that_says_nothing_is_told_by_each_file_alone(tmp_path):
    """In one month all zeros, in the next not."""
    zero, three = ["DE", *"1000111222"], ["DE", *"1030111222"]
    files = [
        fetched(tmp_path, n, coded(f"{HEADS[INSTALLS]}\n{rows(n, lines)}"))
        for n, lines in enumerate([[(1, zero)], [(1, zero), (2, three)]])
    ]
    assert agrees(INSTALLS, files)
    batch, _ = read(files)
    assert batch.column("daily_device_upgrades").to_pylist() == [None, 0, 3]


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(coded(f"{HEADS[INSTALLS]}\n")),
        b"PK\x03\x04" + bytes(40),
        coded("Date,Package name\n2026-01-01,com.app\n"),
        coded(f"{HEADS[INSTALLS]},Another\n"),
        coded(f"{HEADS[INSTALLS]}\n2026-01-01,com.app,DE,x{',1' * 9}\n"),
        coded(f"{HEADS[INSTALLS]}\n2026-01-01,com.app,DE{',1' * 12}\n"),
        coded(f"{HEADS[INSTALLS]}\n\n2026-01-01,com.app,DE{',1' * 10}\n"),
        coded(f"{HEADS[INSTALLS]}\n{HEADS[INSTALLS]}\n"),
        b"\xff\xfe\x00",
        b"",
    ],
    ids=["gzip", "zip", "too little", "another column", "a word", "too many cells", "blank line",
         "header again", "half a letter", "empty"],
)  # fmt: skip
def test_what_is_odd_is_left_to_each_alone(content, tmp_path):
    plain = coded(f"{HEADS[INSTALLS]}\n2026-01-01,com.app,DE{',1' * 10}\n")
    files = [fetched(tmp_path, 0, plain), fetched(tmp_path, 1, content)]
    assert parse_together(INSTALLS, files) is None


@pytest.mark.parametrize("key", ["subscriptions_country", "reviews", "sales", "earnings"])
def test_what_tells_its_app_or_day_in_its_rows_is_read_alone(key, tmp_path):
    report = provider("google_play").report(key)
    plain = coded(f"{HEADS[INSTALLS]}\n2026-01-01,com.app,DE{',1' * 10}\n")
    assert parse_together(report, [fetched(tmp_path, 0, plain)]) is None
