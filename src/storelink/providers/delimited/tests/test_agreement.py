"""The fast reader and the careful one say the same wherever the fast one answers."""

import pyarrow as pa
from hypothesis import example, given, settings
from hypothesis import strategies as st

from storelink.domain.errors import NotUnderstood
from storelink.providers.delimited.blocks import Block, Blocks
from storelink.providers.delimited.careful import batch_of, rows_of
from storelink.providers.delimited.fast import read_fast
from storelink.providers.delimited.layout import Layout
from storelink.providers.delimited.reader import open_delimited
from storelink.providers.delimited.tests.reading import COLUMNS, LAYOUT

HEADER = ("Date", "Event", "Counts", "Developer Proceeds", "Exchange Rate", "Something Else")
NEAT = st.tuples(
    st.sampled_from(["2026-11-20", "11/20/2026", "", " ", "2026-11-21 00:00:00+00:00"]),
    st.sampled_from(["Tap", "Page view", "", " ", "  ", "Zürich 🍋", 'a "b" c', '"x"', '"x, y"']),
    st.integers(-(2**63), 2**63 - 1).map(str) | st.sampled_from(["", " ", "0012"]),
    st.decimals(-(10**11), 10**11, places=6).map(str) | st.just(""),
    st.floats(allow_nan=False, allow_infinity=False).map(lambda x: f"{x:.6f}") | st.just(" "),
    st.text(st.characters(exclude_characters="\t\n\r"), max_size=6),
)
ODD = st.sampled_from(
    ["0x1F", "-0X2", "1,234", "1 234", "1.5", "nan", "inf", "1e5", "1E-9", "+7", '"', '""', '"a',
     'b"', "\x00", "\r", "\u00a0", "﻿", "   ", "99999999999999999999", "Total_Rows", "2026-1-1",
     "1.0000000", "5.", ".5", "-", "true", "NULL", "0.1234567", "\u2028", "12:00", "--5", "1_000"]
)  # fmt: skip
CELL = ODD | st.text(max_size=5)
LINE = NEAT | st.lists(CELL, max_size=8) | st.tuples(*[NEAT.flatmap(st.sampled_from) | ODD] * 6)


def _careful(content: bytes, layout: Layout, delimiter: str):
    reading = open_delimited([_head(delimiter)], layout, "a")
    rows = list(rows_of(Block(content, 2), Blocks([], "a"), reading.context))
    cut = next((n for n, row in enumerate(rows) if layout.is_tail(row.cells)), len(rows))
    return batch_of(rows[:cut], reading.context).to_pylist()


def _fast(content: bytes, layout: Layout, delimiter: str):
    reading = open_delimited([_head(delimiter)], layout, "a")
    batches = read_fast(Block(content, 2), reading.context)
    return None if batches is None else pa.Table.from_batches(batches).to_pylist()


def _head(delimiter: str) -> bytes:
    return delimiter.join(HEADER).encode() + b"\n"


@settings(max_examples=1000)
@given(
    lines=st.lists(LINE, min_size=1, max_size=6),
    delimiter=st.sampled_from("\t,"),
    end=st.sampled_from(["\n", "\r\n"]),
    has_last_end=st.booleans(),
    keeps_unknown=st.booleans(),
)
@example([["2026-11-20", "a", "0x10", "1", "1", ""]], "\t", "\n", True, True)
@example([["", "", "", "", "", ""]], "\t", "\n", True, True)
@example([["", "", "", "", "", "x"]], "\t", "\n", True, False)
@example([["2026-11-20", "a", "1", "1000000000000", "1", ""]], "\t", "\n", True, True)
@example([["2026-11-20", "a", "1", "-1000000000000", "1", ""]], "\t", "\n", True, True)
def test_fast_and_careful_agree(lines, delimiter, end, has_last_end, keeps_unknown):
    content = end.join(delimiter.join(line) for line in lines) + (end if has_last_end else "")
    raw = content.encode("utf-8", "surrogatepass")
    if not raw:
        return
    layout = Layout(COLUMNS, tail_starts=("Total_Rows",), keeps_unknown=keeps_unknown)
    quick = _fast(raw, layout, delimiter)
    if quick is not None:
        assert quick == _careful(raw, layout, delimiter)


@settings(max_examples=200)
@given(st.lists(NEAT.filter(lambda c: '"' not in c[1] + c[5] and any(x.strip() for x in c)),
                min_size=1, max_size=5))  # fmt: skip
def test_the_fast_reader_does_answer_for_neat_lines(lines):
    content = "".join("\t".join(line) + "\n" for line in lines)
    if "x" not in content.lower() and all(c.isascii() for line in lines for c in line[5]):
        assert _fast(content.encode(), LAYOUT, "\t") is not None


@settings(max_examples=500)
@given(st.binary(max_size=80), st.sampled_from([b"", _head("\t"), _head(","), b"\x1f\x8b"]))
def test_any_bytes_are_rows_or_an_error_that_names_the_file(noise, head):
    try:
        reading = open_delimited([head + noise], LAYOUT, "a")
        total = sum(batch.num_rows for batch in reading.batches())
        assert total == reading.row_count
    except NotUnderstood as error:
        assert error.file == "a"  # noqa: PT017


@settings(max_examples=200)
@given(st.lists(LINE, max_size=8), st.integers(1, 60))
def test_where_the_blocks_are_cut_changes_nothing(lines, size):
    content = _head("\t") + "\n".join("\t".join(line) for line in lines).encode(
        "utf-8", "surrogatepass"
    )
    assert _outcome(content, 1 << 20) == _outcome(content, size)


def _outcome(content: bytes, block_bytes: int):
    pieces = [content[at : at + 7] for at in range(0, len(content), 7)]
    try:
        reading = open_delimited(pieces, LAYOUT, "a", block_bytes=block_bytes)
        rows = [row for batch in reading.batches() for row in batch.to_pylist()]
    except NotUnderstood:
        return "an error"  # of several, which one is met first may differ
    return rows, reading.tail
