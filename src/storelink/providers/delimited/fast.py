"""The same as `careful`, at the speed of Arrow's reader, for blocks where nothing is odd.

Gives None at the slightest doubt, and the careful reader takes the block. That the two agree
wherever this one answers is held by a property test.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache, reduce
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from storelink.domain.report import Kind
from storelink.providers.delimited.blocks import Block
from storelink.providers.delimited.careful import Context
from storelink.providers.delimited.cells import AMOUNT_LIMIT, BLANKS, TYPES, CellError, to_day
from storelink.providers.delimited.days import Order, UnclearDay, is_slashed
from storelink.providers.delimited.header import Found

_CHUNK_BYTES: Final = 2 << 20
_MOST_EXTRA: Final = 40
"""Cells beyond the header that are worth a column each."""
_HEXADECIMAL: Final = re.compile(rb"(?:\A|[\t\n, ])[+-]?0[xX]")
"""Arrow reads 0x10 as a whole number; nobody else does."""
_QUOTED: Final = {
    "\t": re.compile(rb'(?:(?<=[\t\n])|\A)"[^"\r\n]*"(?=[\t\r\n]|\Z)'),
    ",": re.compile(rb'(?:(?<=[,\n])|\A)"[^"\r\n]*"(?=[,\r\n]|\Z)'),
}
_BLANK: Final = f"^[{BLANKS}]*$"
_day_of: Final = lru_cache(maxsize=4096)(to_day)
_OPENING: Final = {
    "\t": re.compile(rb'(?:\A|[\t\n])"'),
    ",": re.compile(rb'(?:\A|[,\n])"'),
}


def read_fast(block: Block, context: Context) -> list[pa.RecordBatch] | None:
    """The block's rows as batches with the wanted columns, one row for each physical line; None
    where the careful reader must look."""
    if _is_odd(block.content, context):
        return None
    quote = _quote_mode(block.content, context.delimiter)
    if quote is None:
        return None
    first_end = block.content.find(b"\n")
    first = block.content[: first_end if first_end >= 0 else None]
    cells = _cell_count(first, context.delimiter, quoted=quote is True)
    if cells is None or cells > context.header.width + _MOST_EXTRA:
        return None
    try:
        table = _parse(block.content, context, cells, quoted=quote)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowKeyError):
        return None
    return _finished(table, context, cells)


def _is_odd(content: bytes, context: Context) -> bool:
    if context.header.twins:
        return True
    if b"\r" in content and content.count(b"\r") != content.count(b"\r\n"):
        return True
    if not content.isascii() and not _is_utf8(content):
        return True
    if _may_hold_hexadecimal(content) and _HEXADECIMAL.search(content):
        return True
    return _tail_shows_in(context) is None and _tail_of(content, context)


def _tail_shows_in(context: Context) -> Found | None:
    """The column that is handed out and begins each line: a tail is told by what stands there."""
    first = context.wanted[0] if context.wanted else None
    return first if first is not None and first.place == 0 else None


def _tail_of(content: bytes, context: Context) -> bool:
    """Slow: looks at every byte."""
    pattern = context.layout.tail_pattern
    return pattern is not None and pattern.search(content) is not None


def _has_tail(table: pa.Table, context: Context) -> bool:
    """True where a line may begin the tail. In a column of figures or days none can: the word with
    which it begins is neither."""
    first = _tail_shows_in(context)
    if first is None or first.kind is not Kind.TEXT or not context.layout.tail_starts:
        return False
    return any(context.layout.is_tail((word,)) for word in _words(table, first))


def _has_header(table: pa.Table, context: Context) -> bool:
    """True where a line may be the header once more. As above: it shows in text alone."""
    first = context.wanted[0]
    if first.kind is not Kind.TEXT or str(first.place) not in table.column_names:
        return False
    return any(
        pc.index(chunk.dictionary, first.source).as_py() >= 0
        for chunk in table.column(str(first.place)).chunks
        if len(chunk.dictionary)
    )


def _words(table: pa.Table, column: Found) -> Iterator[str]:
    if str(column.place) in table.column_names:
        for chunk in table.column(str(column.place)).chunks:
            yield from chunk.dictionary.to_pylist()


def _may_hold_hexadecimal(content: bytes) -> bool:
    """Looking for one byte is twenty times quicker than for two."""
    return (b"x" in content and b"0x" in content) or (b"X" in content and b"0X" in content)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _quote_mode(content: bytes, delimiter: str) -> bool | None:
    """False: no quotation mark has a meaning. True: all are plain pairs around whole cells.
    None: anything else."""
    if b'"' not in content or not _OPENING[delimiter].search(content):
        return False
    marks = content.count(b'"')
    pairs = sum(1 for _ in _QUOTED[delimiter].finditer(content))
    return True if 2 * pairs == marks else None


def _cell_count(line: bytes, delimiter: str, *, quoted: bool) -> int | None:
    if quoted and b'"' in line:
        line = _QUOTED[delimiter].sub(b"", line)
    return line.count(delimiter.encode()) + 1


def _parse(content: bytes, context: Context, cells: int, *, quoted: bool) -> pa.Table:
    names = [str(place) for place in range(cells)]
    used = [column for column in context.wanted if column.place < cells]
    extra = names[context.header.width :]
    types = {str(column.place): _arrow_type(column) for column in used}
    return csv.read_csv(
        pa.BufferReader(content),
        read_options=csv.ReadOptions(
            column_names=names,
            use_threads=len(content) > _CHUNK_BYTES,
            block_size=_CHUNK_BYTES,
        ),
        parse_options=csv.ParseOptions(
            delimiter=context.delimiter,
            quote_char='"' if quoted else False,
            double_quote=False,
            ignore_empty_lines=False,
        ),
        convert_options=csv.ConvertOptions(
            column_types=types | dict.fromkeys(extra, pa.string()),
            include_columns=[str(column.place) for column in used] + extra,
            null_values=["", " "],
            strings_can_be_null=True,
        ),
    )


def _arrow_type(column: Found) -> pa.DataType:
    """Days are read as the few different words they are written in, and understood one by one."""
    return TYPES[Kind.TEXT] if column.kind is Kind.DATE else TYPES[column.kind]


def _finished(table: pa.Table, context: Context, cells: int) -> list[pa.RecordBatch] | None:
    if _has_tail(table, context) or _has_header(table, context):
        return None
    try:
        words = _slashed(table, context, cells)
        order = context.days.decide(words) if any(words.values()) else None
    except UnclearDay:
        return None
    for place in range(context.header.width, cells):
        extra = table.column(str(place))
        if extra.null_count != len(extra):
            return None
    batches = []
    for raw in table.to_batches():
        arrays = _arrays(raw, context, cells, order)
        if arrays is None or _has_empty_row(arrays):
            return None
        batches.append(pa.RecordBatch.from_arrays(arrays, schema=context.schema))
    if order is not None:
        context.days.keep(words, order)
    return batches


def _slashed(table: pa.Table, context: Context, cells: int) -> dict[str, set[str]]:
    """The days with slashes, by column."""
    return {
        column.name: {word for word in _words(table, column) if is_slashed(word)}
        for column in context.wanted
        if column.kind is Kind.DATE and column.place < cells
    }


def _arrays(
    raw: pa.RecordBatch, context: Context, cells: int, order: Order | None
) -> list[pa.Array] | None:
    arrays = []
    for column in context.wanted:
        array = _understood(raw, column, cells, order)
        if (
            array is None
            or _is_long(array, context)
            or (array.null_count and column.name in context.layout.never_blank)
        ):
            return None
        arrays.append(array)
    return arrays


def _has_empty_row(arrays: list[pa.Array]) -> bool:
    """A line of delimiters alone is no row, but Arrow makes one of it."""
    if any(array.null_count == 0 for array in arrays):
        return False
    return bool(pc.any(reduce(pc.and_, map(pc.is_null, arrays))).as_py())


def _is_long(array: pa.Array, context: Context) -> bool:
    """True where a cell may be longer than the bound."""
    if not isinstance(array, pa.DictionaryArray) or not len(array.dictionary):
        return False
    return bool(pc.max(pc.binary_length(array.dictionary)).as_py() > context.bounds.cell_bytes)


def _understood(
    raw: pa.RecordBatch, column: Found, cells: int, order: Order | None
) -> pa.Array | None:
    if column.place >= cells:
        return pa.nulls(raw.num_rows, TYPES[column.kind])
    array = raw.column(str(column.place))
    if column.kind is Kind.DATE:
        return _days(array, is_day_first=order is Order.DAY_FIRST)
    if column.kind is Kind.TEXT:
        return _without_blanks(array)
    if column.kind is Kind.AMOUNT and _is_beyond(array):
        return None
    if column.kind is Kind.RATE and not pc.all(pc.is_finite(array), skip_nulls=True).as_py():
        return None if len(array) != array.null_count else array
    return array


def _is_beyond(amounts: pa.Array) -> bool:
    """True where an amount has more digits than its type: Arrow lets a whole number pass that has
    just one too many."""
    ends = pc.min_max(amounts).as_py()
    return any(end is not None and abs(end) >= AMOUNT_LIMIT for end in ends.values())


def _days(array: pa.DictionaryArray, *, is_day_first: bool) -> pa.Array | None:
    try:
        days = [_day_of(word, is_day_first=is_day_first) for word in array.dictionary.to_pylist()]
    except CellError:
        return None
    return pc.take(pa.array(days, pa.date32()), array.indices)


def _without_blanks(array: pa.DictionaryArray) -> pa.DictionaryArray:
    words = array.dictionary
    if not len(words):
        return array
    blank = pc.match_substring_regex(words, _BLANK)
    if not pc.any(blank).as_py():
        return array
    kept = pc.if_else(blank, pa.scalar(None, pa.string()), words)
    return pc.take(kept, array.indices).dictionary_encode()
