"""Bars for long work: on a terminal they move, elsewhere there are none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from storelink.cli.archive import Progress as OnProgress


@contextmanager
def byte_bar(title: str, byte_count: int | None) -> Iterator[OnProgress]:
    """A bar on standard error that counts bytes; it is told how many went by."""
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn(),
        console=console, disable=not console.is_terminal, transient=True,
    )  # fmt: skip
    with bar:
        task = bar.add_task(title, total=byte_count)
        yield lambda count: bar.advance(task, count)
