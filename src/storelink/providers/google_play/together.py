"""Many small files of one report read as one: their rows under one header, in one go.

Only where nothing is odd: statistics of one app and month each, plain text, all with the same
header. At the slightest doubt there is no answer, and `parse` takes each by itself. That the two
agree wherever this one answers is held by a property test.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pyarrow as pa

from storelink.domain.bounds import DEFAULT_BOUNDS, Bounds
from storelink.domain.errors import NotUnderstood
from storelink.domain.report import Grain, Report
from storelink.providers.contract import Fetched
from storelink.providers.delimited.blocks import Block
from storelink.providers.delimited.careful import Context
from storelink.providers.delimited.containers import ZIP
from storelink.providers.delimited.days import NoSlashedDays
from storelink.providers.delimited.encoding import as_utf8
from storelink.providers.delimited.fast import read_fast
from storelink.providers.delimited.reader import context_of
from storelink.providers.delimited.top import find_top
from storelink.providers.delimited.unpack import MAGIC
from storelink.providers.google_play.layouts import is_dated, layout_of
from storelink.providers.google_play.months import partition_days
from storelink.providers.google_play.of_period import are_in_months
from storelink.providers.google_play.pages import looks_like_page
from storelink.providers.google_play.parse import placed
from storelink.providers.google_play.placing import (
    is_told_by_file,
    of_apps,
    said_in_files,
    without_fillers,
)


def parse_together(
    report: Report, fetched: Sequence[Fetched], bounds: Bounds = DEFAULT_BOUNDS
) -> tuple[pa.RecordBatch, Sequence[int]] | None:
    """See providers.contract.ParseTogether."""
    if report.grain is not Grain.APP or not is_dated(report) or not is_told_by_file(report):
        return None
    try:
        contents = [_plain_text(one) for one in fetched]
    except NotUnderstood:
        return None
    texts = [content for content in contents if content is not None]
    if len(texts) < len(contents) or not texts:
        return None
    return _rows(report, fetched, texts, bounds)


def _plain_text(fetched: Fetched) -> bytes | None:
    """The one part as UTF-8 with a line feed at its end; None where it is something else."""
    if len(fetched.parts) != 1 or not fetched.partition.app:
        return None
    content = fetched.parts[0].path.read_bytes()
    if content.startswith((MAGIC, *ZIP)) or looks_like_page(content):
        return None
    text = b"".join(as_utf8([content]))
    return text if text.endswith(b"\n") else text + b"\n"


def _rows(
    report: Report, fetched: Sequence[Fetched], texts: Sequence[bytes], bounds: Bounds
) -> tuple[pa.RecordBatch, Sequence[int]] | None:
    head = texts[0][: texts[0].index(b"\n") + 1]
    if not all(text.startswith(head) for text in texts):
        return None
    context = _context(report, head, bounds)
    bodies = [text[len(head) :] for text in texts]
    whole = b"".join(bodies)
    if context is None or not whole:
        return None
    read = read_fast(Block(whole, 2), context)
    counts = [body.count(b"\n") for body in bodies]
    if not read or "date" not in read[0].schema.names:
        return None
    if sum(batch.num_rows for batch in read) != sum(counts):
        return None
    return _together(report, fetched, read, counts)


def _context(report: Report, head: bytes, bounds: Bounds) -> Context | None:
    layout = layout_of(report, keeps_unknown=False)
    try:
        context = context_of(find_top(Block(head, 1), layout, "", bounds), layout, bounds=bounds)
    except NotUnderstood:
        return None
    # Which way round days with slashes are read, each file tells by its own month.
    return replace(context, days=NoSlashedDays())


def _together(
    report: Report,
    fetched: Sequence[Fetched],
    read: Sequence[pa.RecordBatch],
    counts: Sequence[int],
) -> tuple[pa.RecordBatch, Sequence[int]] | None:
    table = pa.Table.from_batches(read).unify_dictionaries().combine_chunks()
    [batch] = table.to_batches()
    files = pa.concat_arrays(list(_numbers(counts)))
    months = [partition_days(one.partition) for one in fetched]
    if not are_in_months(batch.column("date"), months, files):
        return None
    batch = without_fillers(batch, report, said_in_files(batch, report, files))
    apps = of_apps([one.partition.app for one in fetched], files)
    return placed(batch, report, apps, batch.column("date")), counts


def _numbers(counts: Sequence[int]) -> Iterator[pa.Array]:
    for number, count in enumerate(counts):
        yield pa.repeat(pa.scalar(number, pa.int32()), count)
