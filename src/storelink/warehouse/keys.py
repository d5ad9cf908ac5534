"""Numbers in place of values, by which rows are counted, chosen and sorted. One number a row.

`app_id` and text columns are dictionary-encoded here, so that their codes are at hand.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from storelink.warehouse.ruling import Slice

_DAYS = 2**21
"""More days than a calendar has, counted from the year 1."""
_EPOCH = date(1970, 1, 1)
_DAYS_BEFORE_EPOCH = (_EPOCH - date.min).days
_LARGEST_KEY = 2**62


def slice_keys(table: pa.Table) -> pa.Array:
    """App code × days + day: the same number for the rows of one slice, and for them only."""
    apps = _codes(table["app_id"])
    days = pc.add(_plain(table["date"]).cast(pa.int32()).cast(pa.int64()), _DAYS_BEFORE_EPOCH)
    return pc.add(pc.multiply(apps, _DAYS), days)


def slice_counts(table: pa.Table) -> dict[Slice, int]:
    """Slice → rows."""
    names = _plain(table["app_id"]).dictionary.to_pylist()
    counted = pc.value_counts(slice_keys(table))
    keys, counts = counted.field("values").to_pylist(), counted.field("counts").to_pylist()
    return {_slice(key, names): count for key, count in zip(keys, counts, strict=True)}


def slice_counts_of_parts(table: pa.Table, counts: Sequence[int]) -> list[dict[Slice, int]]:
    """The same of each part of the table, which has its parts one after another."""
    names = _plain(table["app_id"]).dictionary.to_pylist()
    size = len(names) * _DAYS
    parts = [pa.repeat(pa.scalar(n * size, pa.int64()), count) for n, count in enumerate(counts)]
    counted = pc.value_counts(pc.add(slice_keys(table), pa.concat_arrays(parts)))
    keys, rows = counted.field("values").to_pylist(), counted.field("counts").to_pylist()
    found: list[dict[Slice, int]] = [{} for _ in counts]
    for key, count in zip(keys, rows, strict=True):
        part, rest = divmod(key, size)
        found[part][_slice(rest, names)] = count
    return found


def only(table: pa.Table, slices: Collection[Slice]) -> pa.Table:
    """The rows of these slices."""
    codes = {name: n for n, name in enumerate(_plain(table["app_id"]).dictionary.to_pylist())}
    keys = [_key(codes[app], day) for app, day in slices if app in codes]
    mask = pc.is_in(slice_keys(table), value_set=pa.array(keys, pa.int64()))
    return table.filter(mask)


def parted(table: pa.Table, groups: Mapping[Slice, int]) -> Iterator[tuple[int, pa.Table]]:
    """The rows of each group of slices, every slice being of one."""
    names = _plain(table["app_id"]).dictionary.to_pylist()
    keys = slice_keys(table)
    known = pc.unique(keys)
    wanted = pa.array([groups[_slice(key, names)] for key in known.to_pylist()], pa.int32())
    numbers = pc.take(wanted, pc.index_in(keys, known))
    counted = {c["values"]: c["counts"] for c in pc.value_counts(numbers).to_pylist()}
    if len(counted) > 1:
        table = table.take(pc.sort_indices(numbers))
    start = 0
    for number in sorted(counted):
        yield number, table.slice(start, counted[number])
        start += counted[number]


def trimmed(table: pa.Table) -> pa.Table:
    """Without the words that no row says, where there are more of words than of rows: a few rows
    of many must not carry all their words along."""
    for place, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            column = _plain(table[field.name])
            if column.dictionary.nbytes > 4 * len(column):
                table = table.set_column(place, field, _trimmed(column))
    return table


def _trimmed(column: pa.DictionaryArray) -> pa.DictionaryArray:
    said = pc.unique(column.indices).drop_null()
    indices = pc.index_in(column.indices, said)
    return pa.DictionaryArray.from_arrays(indices, column.dictionary.take(said))


def slice_values(table: pa.Table, column: str) -> dict[Slice, int]:
    """Slice → the value of a whole-number column that is the same for all its rows."""
    names = _plain(table["app_id"]).dictionary.to_pylist()
    keyed = pa.table({"key": slice_keys(table), "value": _plain(table[column])})
    found = keyed.group_by("key", use_threads=False).aggregate([("value", "max")])
    keys, values = found["key"].to_pylist(), found["value_max"].to_pylist()
    return {_slice(key, names): value for key, value in zip(keys, values, strict=True)}


def in_order(table: pa.Table) -> pa.Table:
    """Sorted by app and day, then by as many of the text columns as fit into one number, the
    ones with the fewest values first: equal values lie together, and pack well."""
    ranks = pc.rank(_plain(table["app_id"]).dictionary, tiebreaker="dense")
    apps = pc.take(ranks.cast(pa.int64()), _plain(table["app_id"]).indices)
    days = pc.add(_plain(table["date"]).cast(pa.int32()).cast(pa.int64()), _DAYS_BEFORE_EPOCH)
    keys = pc.add(pc.multiply(apps, _DAYS), days)
    size = (len(ranks) + 1) * _DAYS
    for column in _texts(table):
        values = len(column.dictionary) + 1
        if size * values > _LARGEST_KEY:
            break
        size *= values
        keys = pc.add(pc.multiply(keys, values), _codes(column))
    return table if _is_ascending(keys) else table.take(pc.sort_indices(keys))


def _is_ascending(keys: pa.Array) -> bool:
    """Stores write their files in order: then there is nothing to move."""
    return bool(pc.all(pc.less_equal(keys[:-1], keys[1:])).as_py()) if len(keys) > 1 else True


def _texts(table: pa.Table) -> list[pa.DictionaryArray]:
    columns = [
        _plain(table[field.name])
        for field in table.schema
        if pa.types.is_dictionary(field.type) and field.name != "app_id"
    ]
    return sorted(columns, key=lambda column: len(column.dictionary))


def _codes(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """NULL comes last."""
    column = _plain(column)
    codes = column.indices.cast(pa.int64())
    return codes.fill_null(len(column.dictionary)) if codes.null_count else codes


def _plain(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """One array; tables come here with their chunks combined."""
    if not isinstance(column, pa.ChunkedArray):
        return column
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _slice(key: int, names: list[str]) -> Slice:
    app, day = divmod(key, _DAYS)
    return names[app], date.fromordinal(day + 1)


def _key(app: int, day: date) -> int:
    return app * _DAYS + (day - date.min).days
