from datetime import date
from decimal import Decimal

import pytest

from storelink.domain.errors import NotUnderstood
from storelink.domain.report import Column, Kind
from storelink.providers.delimited.layout import Layout
from storelink.providers.delimited.tests.reading import COLUMNS, LAYOUT, read, tsv

HEADER = "Date\tApp Apple Identifier\tEvent\tCounts\tDeveloper Proceeds"
ROW = (date(2026, 11, 20), "6744125178", "Tap", 3, Decimal("1.5"))
LINE = "2026-11-20\t6744125178\tTap\t3\t1.50"


def test_a_plain_file_is_read_with_its_types():
    assert read(tsv(HEADER, LINE)).rows == [ROW]


@pytest.mark.parametrize(
    "content",
    [
        tsv(HEADER, LINE).replace(b"\n", b"\r\n"),
        tsv(HEADER, LINE).removesuffix(b"\n"),
        "\ufeff".encode() + tsv(HEADER, LINE),
        ("\ufeff" + tsv(HEADER, LINE).decode()).encode("utf-16-le"),
        ("\ufeff" + tsv(HEADER, LINE).decode()).encode("utf-16-be"),
        tsv(HEADER, LINE).decode().encode("utf-16-le"),
        tsv(HEADER, LINE).decode().encode("utf-16-be"),
        tsv(HEADER, LINE).replace(b"\t", b","),
        tsv(HEADER.lower().replace(" ", "_"), LINE),
        tsv(HEADER.upper().replace(" ", "-"), LINE),
        tsv(HEADER, LINE + "\t\t"),
        tsv("", HEADER, "", LINE, "", "\t\t\t\t"),
        tsv("Date,App ID,Event,Counts,Developer Proceeds", LINE.replace("\t", ",")),
        tsv(*('"' + line.replace("\t", '"\t"') + '"' for line in (HEADER, LINE))),
    ],
)
def test_the_same_rows_come_out_however_they_are_written(content):
    assert read(content).rows == [ROW]


def test_columns_are_found_by_name_in_any_order():
    got = read(tsv("Counts\tEvent\tDate", "3\tTap\t2026-11-20"))
    assert got.columns == ["counts", "event", "date"]
    assert got.rows == [(3, "Tap", date(2026, 11, 20))]


def test_a_column_nobody_declared_is_text_under_a_name_of_its_own():
    got = read(tsv("Event\tPeer Group (Beta)\tPeer-group beta", "Tap\t007\tx"))
    assert got.columns == ["event", "peer_group_beta", "peer_group_beta_2"]
    assert got.rows == [("Tap", "007", "x")]


def test_unknown_columns_can_be_left_out():
    layout = Layout(COLUMNS, keeps_unknown=False)
    assert read(tsv("Event\tOther", "Tap\tx"), layout).columns == ["event"]


def test_a_short_row_ends_in_missing_cells():
    assert read(tsv(HEADER, "2026-11-20\t1\tTap")).rows == [
        (date(2026, 11, 20), "1", "Tap", None, None)
    ]


def test_a_row_that_is_too_long_is_an_error_with_its_line():
    with pytest.raises(NotUnderstood, match="6 cells where the header has 5") as caught:
        read(tsv(HEADER, LINE, LINE + "\tmore"))
    assert (caught.value.file, caught.value.line) == ("a.tsv", 3)


def test_a_cell_that_is_not_understood_is_named_by_line_and_column():
    with pytest.raises(NotUnderstood, match="“three” is not a number") as caught:
        read(tsv("Vendor\tx", HEADER, LINE, LINE.replace("\t3\t", "\tthree\t")))
    assert (caught.value.line, caught.value.column) == (4, "Counts")


def test_lines_are_counted_across_blocks_fast_and_careful():
    lines = [LINE] * 500 + ["", LINE.replace("1.50", "1,234.5")] + [LINE] * 500
    with pytest.raises(NotUnderstood) as caught:
        read(tsv(HEADER, *lines, "x" + LINE), block_bytes=600)
    assert caught.value.line == len(lines) + 2


def test_a_quoted_cell_may_hold_delimiters_quotation_marks_and_line_ends():
    got = read(b'Event,Counts\r\n"Tap, ""twice""\r\nor more",2\r\nTap,1\r\n')
    assert got.rows == [('Tap, "twice"\nor more', 2), ("Tap", 1)]


def test_a_quoted_cell_may_go_on_in_the_next_block():
    got = read(b'Event,Counts\n"' + b"line\n" * 50 + b'end",2\nTap,1\n', block_bytes=30)
    assert got.rows == [("line\n" * 50 + "end", 2), ("Tap", 1)]


@pytest.mark.parametrize("title", ['"Loud" app', '5" tablet', '"unclosed', 'a"'])
def test_in_a_tab_separated_file_a_stray_quotation_mark_is_just_a_character(title):
    assert read(tsv("Event\tCounts", f"{title}\t1", "Tap\t2")).rows == [(title, 1), ("Tap", 2)]


def test_a_quotation_mark_that_is_never_closed_is_an_error():
    with pytest.raises(NotUnderstood, match="never closed") as caught:
        read(b'Event,Counts\nTap,1\n"Tap,2\nTap,3\n')
    assert caught.value.line == 3


def test_two_columns_of_one_name_may_agree_but_not_differ():
    assert read(tsv("Event\tCounts\tcounts", "Tap\t1\t1")).rows == [("Tap", 1, "1")]
    with pytest.raises(NotUnderstood, match="say different things"):
        read(tsv("Event\tCounts\tcounts", "Tap\t1\t2"))


def test_the_preamble_is_understood_and_is_no_row():
    got = read(tsv("Vendor Name\tExample Seller", "Start Date\t08/30/2026", HEADER, LINE))
    assert got.reading.top.preamble == {"vendorname": "Example Seller", "startdate": "08/30/2026"}
    assert got.rows == [ROW]


def test_quotation_marks_around_nothing_above_the_header_say_nothing():
    got = read(tsv('""', HEADER, LINE))
    assert (got.reading.top.preamble, got.rows) == ({}, [ROW])


def test_a_row_above_the_header_is_an_error_and_not_dropped():
    with pytest.raises(NotUnderstood, match="no preamble"):
        read(tsv(LINE, HEADER, LINE))


def test_totals_end_the_rows_and_are_kept():
    got = read(tsv(HEADER, LINE, "Total_Rows\t1", "Total_Amount\t1.50"), block_bytes=20)
    assert got.rows == [ROW]
    assert [line.cells[:2] for line in got.reading.tail] == [
        ("Total_Rows", "1"),
        ("Total_Amount", "1.50"),
    ]


def test_a_header_alone_is_an_empty_report():
    assert read(tsv(HEADER)).rows == []


@pytest.mark.parametrize("content", [b"", b"\n\n", b" \r\n"])
def test_a_file_without_even_a_header_is_an_error(content):
    with pytest.raises(NotUnderstood, match="is empty"):
        read(content)


def test_a_missing_required_column_is_named():
    with pytest.raises(NotUnderstood, match="lacks “Event”"):
        read(tsv("Date\tCounts", "2026-11-20\t1"))


def test_what_must_not_be_blank_is_an_error_where_it_is():
    layout = Layout(COLUMNS, never_blank=frozenset({"date"}))
    with pytest.raises(NotUnderstood, match="is blank") as caught:
        read(tsv(HEADER, LINE, LINE.replace("2026-11-20", " ")), layout)
    assert (caught.value.line, caught.value.column) == (3, "Date")


def test_text_that_is_not_utf_8_is_an_error_with_its_line():
    with pytest.raises(NotUnderstood, match="not UTF-8") as caught:
        read(tsv(HEADER, LINE) + b"2026-11-20\t1\t\xe9t\xe9\t1\t1\n")
    assert caught.value.line == 3


def test_an_endless_line_is_refused():
    with pytest.raises(NotUnderstood, match="line of more than"):
        read(b"Event\n" + b"x" * (10 << 20))


def test_the_same_text_type_comes_out_fast_or_careful():
    quick = read(tsv(HEADER, LINE)).reading.schema
    slow = read(tsv(HEADER, LINE), is_fast_allowed=False).reading.schema
    assert quick == slow


def test_every_column_kind_has_a_type():
    kinds = {column.kind for column in COLUMNS}
    assert kinds == set(Kind)
    assert LAYOUT.columns[0] == Column("date", Kind.DATE, "Date")


def test_a_word_for_no_figure_is_missing_in_figures_alone():
    layout = Layout(COLUMNS, missing_words=frozenset({"NA"}))
    [row] = read(tsv(HEADER, "2026-11-20\tNA\tTap\tNA\t1.50"), layout).rows
    assert row == (date(2026, 11, 20), "NA", "Tap", None, Decimal("1.5"))
    with pytest.raises(NotUnderstood):
        read(tsv(HEADER, "2026-11-20\tNA\tTap\tNA\t1.50"))


def test_a_line_with_too_many_cells_is_mended_by_whoever_knows_how():
    layout = Layout(COLUMNS, mend=lambda cells, header: cells[: header.width])
    assert read(tsv(HEADER, LINE, LINE + "\tmore"), layout).rows == [ROW, ROW]
    with pytest.raises(NotUnderstood, match="line 3"):
        read(tsv(HEADER, LINE, LINE + "\tmore"), Layout(COLUMNS, mend=lambda cells, header: None))
