"""What scenarios do to a file: other columns, other separators, no rows, rubbish.

Shapes are chosen when a file is listed or asked for and travel as a number, so that a listed
checksum is the one of the file that is downloaded later.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable

from storelink_simulator.drawing import stream
from storelink_simulator.stage import Scene, Stage

Table = list[list[str]]


def _columns_reordered(table: Table) -> Table:
    order = list(range(len(table[0])))
    stream("order", *table[0]).shuffle(order)
    return [[line[place] for place in order if place < len(line)] for line in table]


def _columns_added(table: Table) -> Table:
    middle = len(table[0]) // 2
    added = [[*line[:middle], f"new {number}", *line[middle:]] for number, line in enumerate(table)]
    added[0][middle] = "Storefront Experiment"
    return [[*line, "" if number else "Reserved"] for number, line in enumerate(added)]


def _empty(table: Table) -> Table:
    return table[:1]


_COUNTED = ("Counts", "Unique Counts", "Units", "Sessions", "Quantity", "Purchases", "Crashes")


def _thousands(table: Table) -> Table:
    places = [place for place, name in enumerate(table[0]) if name in _COUNTED]
    lines = [list(line) for line in table]
    for line in lines[1:]:
        for place in places:
            if place < len(line) and line[place].lstrip("-").isdecimal():
                line[place] = f"{int(line[place]):,}"
    return lines


TABLE_SHAPES: dict[str, Callable[[Table], Table]] = {
    "columns_reordered": _columns_reordered,
    "columns_added": _columns_added,
    "empty_report": _empty,
    "thousands_separators": _thousands,
}
_BYTE_SHAPES = ("comma_separated", "byte_order_mark", "garbage", "truncated_gzip")
SHAPES = (*TABLE_SHAPES, *_BYTE_SHAPES)


def chosen(stage: Stage, scene: Scene) -> tuple[int, list[str]]:
    """Which shapes play for this call, as a number and by name; each is used up once."""
    names = [name for name in SHAPES if stage.play(name, scene)]
    return sum(1 << SHAPES.index(name) for name in names), names


def names_in(number: int) -> list[str]:
    """The shapes that a number stands for."""
    return [name for place, name in enumerate(SHAPES) if number >> place & 1]


def shaped(content: bytes, number: int) -> bytes:
    """A report's bytes, as the shapes want them; tables are told by their first header line."""
    names = names_in(number)
    if not names:
        return content
    table = [line.split("\t") for line in content.decode().splitlines()]
    for name in names:
        if name in TABLE_SHAPES:
            table = TABLE_SHAPES[name](table)
    content = _written(table, "," if "comma_separated" in names else "\t")
    if "byte_order_mark" in names:
        content = b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n")
    if "garbage" in names:
        content = stream("garbage").randbytes(2048)
    return content


def compressed(content: bytes) -> bytes:
    """Gzip without a time in it, so that equal content gives equal bytes."""
    return gzip.compress(content, compresslevel=6, mtime=0)


def is_cut(number: int) -> bool:
    """Whether the file is to end half-way when it is sent."""
    return "truncated_gzip" in names_in(number)


def _written(table: Table, separator: str) -> bytes:
    if separator == "\t":
        return ("\n".join("\t".join(line) for line in table) + "\n").encode()
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(table)
    return buffer.getvalue().encode()
