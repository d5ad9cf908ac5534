"""`storelink parse`: one file, as a store sent it, understood or refused."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Annotated

import typer

from storelink.cli.exact_json import exact, rows_as_json
from storelink.cli.exits import CommandFailed
from storelink.cli.output import note, print_facts, print_table, say
from storelink.domain.bounds import Bounds, bounds_from
from storelink.domain.errors import BadInput, NotUnderstood
from storelink.domain.report import Report
from storelink.providers import understand
from storelink.providers.contract import Provider, ReadFile
from storelink.providers.registry import provider, providers

_SHOWN_ROWS = 20


def run(
    file: Annotated[
        Path, typer.Argument(help="The file, compressed or not; - reads standard input.")
    ],
    *,
    report: Annotated[
        str, typer.Option("--report", help="provider/report. Default: recognised from the file.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Read a report file from a store: show its report, columns, and rows.

    Works without a home folder, a database, or a network. If the file cannot be understood, the
    exit code is 1 and a sentence names the file, line, and column: no row is dropped silently.
    """
    bounds = bounds_from(lambda name: os.environ.get(name, ""))
    content, name = _content(file, bounds)
    known = _named(report) if report else _recognised(content, name, bounds)
    read = understand.read(*known, content, name, bounds=bounds)
    if as_json:
        _print_json(read)
    else:
        _print_text(read)


def _content(file: Path, bounds: Bounds) -> tuple[bytes, str]:
    if str(file) == "-":
        return _bounded(sys.stdin.buffer, "stdin", bounds), "stdin"
    with file.open("rb") as opened:
        return _bounded(opened, file.name, bounds), file.name


def _bounded(file: IO[bytes], name: str, bounds: Bounds) -> bytes:
    content = file.read(bounds.held_bytes + 1)
    if len(content) > bounds.held_bytes:
        raise NotUnderstood(
            f"is larger than what is read at once ({bounds.held_bytes >> 20:,} MiB). "
            "STORELINK_FILE_HELD_MIB allows more",
            file=name,
        )
    return content


def _named(text: str) -> tuple[Provider, Report]:
    provider_key, _, report_key = text.partition("/")
    found = provider(provider_key)
    try:
        return found, found.report(report_key)
    except KeyError:
        known = ", ".join(report.key for report in found.reports)
        raise BadInput(f"{found.name} has no report “{report_key}”. Known: {known}.") from None


def _recognised(content: bytes, name: str, bounds: Bounds) -> tuple[Provider, Report]:
    claims = [
        (found, report)
        for found in providers()
        if (report := understand.recognise(found, content, name, bounds=bounds)) is not None
    ]
    if not claims:
        for found in providers():
            if sentence := understand.instead(found, content, name, bounds=bounds):
                raise NotUnderstood(sentence, file=name)
        raise NotUnderstood(
            "This is no report that Storelink knows. `storelink reports` lists those that it "
            "knows; --report provider/report names one by hand.",
            file=name,
        )
    if len(claims) > 1:
        names = ", ".join(f"{found.key}/{report.key}" for found, report in claims)
        raise CommandFailed(f"{name}: it could be one of several. Name one by --report: {names}.")
    return claims[0]


def _print_json(read: ReadFile) -> None:
    for piece in _json(read):
        sys.stdout.write(piece)


def _json(read: ReadFile) -> Iterator[str]:
    columns = ",\n    ".join(
        f'{{"name": {exact(column.name)}, "source": {exact(column.source)}}}'
        for column in read.columns
    )
    yield f'{{\n  "provider": {exact(read.report.provider)},\n'
    yield f'  "report": {exact(read.report.key)},\n'
    yield f'  "columns": [\n    {columns}\n  ],\n'
    yield f'  "row_count": {read.table.num_rows},\n  "rows": ['
    for number, row in enumerate(rows_as_json(read.table)):
        yield f"{',' if number else ''}\n    {row}"
    yield "\n  ]\n}\n" if read.table.num_rows else "]\n}\n"


def _print_text(read: ReadFile) -> None:
    print_facts(
        {
            "Report": f"{read.report.name} ({read.report.provider}/{read.report.key})",
            "Columns": str(len(read.columns)),
            "Rows": str(read.table.num_rows),
        }
    )
    say()
    shown = read.table.slice(0, _SHOWN_ROWS)
    cells = [[_text(value) for value in column.to_pylist()] for column in shown.columns]
    rows = [list(row) for row in zip(*cells, strict=True)]
    print_table([column.name for column in read.columns], rows)
    if read.table.num_rows > _SHOWN_ROWS:
        note(f"The first {_SHOWN_ROWS} rows. --json prints all of them.")


def _text(value: object) -> str:
    return "" if value is None else str(value)
