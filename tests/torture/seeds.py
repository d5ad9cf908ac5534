"""Files and answers to begin fuzzing from, all made here: a few rows of every report of every
console, in every container and encoding that a file can come in."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from storelink.domain.errors import NotUnderstood
from storelink.domain.report import Column, Family, Kind, Report
from storelink.providers.contract import Provider
from storelink.providers.registry import providers

CELLS = {
    Kind.TEXT: ("US", "example.app", "Tap", "1234567890", "", 'A "b" c', "Zürich 🍋", "a, b"),
    Kind.COUNT: ("0", "7", "-1", "1,234", ""),
    Kind.AMOUNT: ("0", "3.50", "-2.00", "1,650.00", ""),
    Kind.RATE: ("0.25", "NA", "4.31", ""),
    Kind.DATE: (*["2026-11-20", "11/20/2026", "Nov 20, 2026"] * 4, "11/03/2026"),
}


@dataclass(frozen=True)
class Seed:
    """A text, and the report that it is a file of."""

    console: Provider
    report: Report
    content: bytes


def seeds(random: Random) -> tuple[Seed, ...]:
    """One or two of every report."""
    return tuple(
        Seed(console, report, content)
        for console in providers()
        for report in (*console.reports, *console.also_read)
        for content in (*_tables(report, random), *_pages(report))
        if _is_read(console, report, content)
    )


def _is_read(console: Provider, report: Report, content: bytes) -> bool:
    try:
        console.read(report, content, "a.csv")
    except NotUnderstood:
        return False
    return True


def _tables(report: Report, random: Random) -> Iterator[bytes]:
    for delimiter in "\t,":
        lines = [delimiter.join(column.source for column in report.columns)]
        for _ in range(3):
            cells = (_cell(column, delimiter, random) for column in report.columns)
            lines.append(delimiter.join(cells))
        if report.family is Family.FINANCE and delimiter == "\t":
            yield "\n".join(["Vendor Name\tA", *lines, "Total_Rows\t3", *lines]).encode()
        yield "\n".join(lines).encode() + b"\n"


def _cell(column: Column, delimiter: str, random: Random) -> str:
    cell = "example.app" if column.name == "app_id" else random.choice(CELLS[column.kind])
    needs_marks = delimiter == "," and ("," in cell or '"' in cell)
    return '"' + cell.replace('"', '""') + '"' if needs_marks else cell


def _pages(report: Report) -> Iterator[bytes]:
    """Answers in JSON, of whichever shape."""
    day = {"year": 2026, "month": 11, "day": 20}
    metrics = [
        {"metric": column.source, "decimalValue": {"value": "5"}}
        for column in report.columns
        if column.kind not in {Kind.DATE, Kind.TEXT}
    ]
    dimensions = [
        {"dimension": column.source, "stringValue": "A"}
        for column in report.columns
        if column.kind is Kind.TEXT
    ]
    rows = [{"startTime": day, "dimensions": dimensions, "metrics": metrics}]
    yield json.dumps({"rows": rows, "nextPageToken": "x"}).encode()
    points = [{"date": "2026-11-20T00:00:00Z", "units": 3, "value": 1.5}]
    result = {"adamId": "1", "group": {"key": "1", "title": "A"}, "data": points}
    yield json.dumps({"size": 1, "results": [result]}).encode()


def answers() -> tuple[bytes, ...]:
    """What the stores' APIs say: lists, reviews, complaints."""
    review = {
        "rating": 5, "title": "A", "body": "B", "reviewerNickname": "C",
        "createdDate": "2026-11-20T10:00:00-07:00", "territory": "USA",
    }  # fmt: skip
    comment = {"userComment": {"text": "A\tB", "starRating": 5,
                               "lastModified": {"seconds": "1795000000", "nanos": 1}}}  # fmt: skip
    said: tuple[object, ...] = (
        {"data": [{"type": "customerReviews", "id": "1", "attributes": review,
                   "relationships": {"response": {"data": {"type": "a", "id": "2"}}}}],
         "included": [], "links": {"next": "https://api.appstoreconnect.apple.com/v1/a"}},
        {"errors": [{"status": "400", "code": "A", "title": "B", "detail": "C",
                     "source": {"parameter": "filter[vendorNumber]"}}]},
        {"reviews": [{"reviewId": "gp:1", "authorName": "A", "comments": [comment]}],
         "tokenPagination": {"nextPageToken": "x"}},
        {"error": {"code": 403, "message": "A", "status": "PERMISSION_DENIED",
                   "errors": [{"reason": "forbidden", "message": "B"}]}},
    )  # fmt: skip
    return tuple(json.dumps(each).encode() for each in said)


def _zipped(method: int) -> Callable[[bytes], bytes]:
    def pack(content: bytes) -> bytes:
        raw = io.BytesIO()
        with zipfile.ZipFile(raw, "w", method) as archive:
            archive.writestr("a.csv", content)
            archive.writestr("b.csv", content[: len(content) // 2])
        return raw.getvalue()

    return pack


def _in_members(content: bytes) -> bytes:
    middle = len(content) // 2
    return gzip.compress(content[:middle], 1) + gzip.compress(content[middle:], 1) + b"\0"


def _encoded(name: str) -> Callable[[bytes], bytes]:
    return lambda content: content.decode("utf-8", "replace").encode(name)


WRAPPINGS: tuple[Callable[[bytes], bytes], ...] = (
    bytes,
    bytes,
    bytes,
    _encoded("utf-16"),
    _encoded("utf-16-be"),
    _encoded("utf-8-sig"),
    lambda content: gzip.compress(content, 1),
    lambda content: gzip.compress(gzip.compress(content, 1), 1),
    _in_members,
    _zipped(zipfile.ZIP_STORED),
    _zipped(zipfile.ZIP_DEFLATED),
    _zipped(zipfile.ZIP_BZIP2),
    _zipped(zipfile.ZIP_LZMA),
    lambda content: gzip.compress(_zipped(zipfile.ZIP_DEFLATED)(content), 1),
    lambda content: _zipped(zipfile.ZIP_STORED)(gzip.compress(content, 1)),
    bz2.compress,
    lzma.compress,
)
