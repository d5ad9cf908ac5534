"""Reading files through a provider: the one place where nothing but NotUnderstood comes out.

A provider's own functions raise NotUnderstood for all that they know can be wrong. What they do
not know of is an error of ours; it must not end a run, and it is told as what it is.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from storelink.domain.bounds import Bounds
from storelink.domain.errors import NotUnderstood, StoreError
from storelink.domain.report import Report
from storelink.providers.contract import Fetched, Provider, ReadFile, StoreApp
from storelink.providers.lookalikes import lookalike_of

OWN_ERROR: Final = "own_error"
"""The reason of what Storelink itself could not do."""
_FIRST: Final = date(2000, 1, 1)
_LAST: Final = date(2100, 1, 1)
_log = logging.getLogger(__name__)


def recognise(provider: Provider, content: bytes, name: str, *, bounds: Bounds) -> Report | None:
    """Which of the provider's reports a file is. NotUnderstood as contract.Recognise."""
    with _own_errors(name):
        return provider.recognise(content, name, bounds)


def instead(provider: Provider, content: bytes, name: str, *, bounds: Bounds) -> str:
    """For a file that is no report: what of the console's it is, and what to use instead; empty
    where that is not known. NotUnderstood as contract.Recognise."""
    with _own_errors(name):
        found = lookalike_of(provider.lookalikes, content, name, bounds)
        return found.sentence if found else ""


def read(
    provider: Provider, report: Report, content: bytes, name: str, *, bounds: Bounds
) -> ReadFile:
    """A whole file. NotUnderstood as contract.Read."""
    with _own_errors(name):
        return provider.read(report, content, name, bounds)


def batches(
    provider: Provider,
    report: Report,
    fetched: Fetched,
    apps: Sequence[StoreApp],
    *,
    bounds: Bounds,
) -> Iterator[pa.RecordBatch]:
    """The rows of a partition. NotUnderstood as contract.Parse, and where a day is none that a
    store can report on."""
    name = fetched.parts[0].name if len(fetched.parts) == 1 else report.key
    with _own_errors(name):
        for batch in provider.parse(report, fetched, apps, bounds):
            _check_days(batch, name)
            yield batch


def _check_days(batch: pa.RecordBatch, name: str) -> None:
    ends = pc.min_max(batch.column("date"))
    first, last = ends["min"].as_py(), ends["max"].as_py()
    for day in (first, last):
        if day is not None and not _FIRST <= day <= _LAST:
            raise NotUnderstood(f"tells of {day}, which is no day of a report", file=name)


@contextmanager
def _own_errors(name: str) -> Iterator[None]:
    """Trouble of the machine (a full disk, no memory) passes: it says nothing of the file."""
    try:
        yield
    except (StoreError, OSError, MemoryError):
        raise
    except Exception as error:
        _log.exception("An error of Storelink’s own while reading a file.")
        found = NotUnderstood(
            f"cannot be read because of an error in Storelink ({type(error).__name__}). The file "
            "is kept, nothing is lost; please report it",
            file=name,
        )
        found.reason = OWN_ERROR
        raise found from error
