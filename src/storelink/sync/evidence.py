"""What the store sent, before it is loaded: whether an answer without rows may be a zero.

The rule is `domain.nothing`; this is where the ledger is asked for what it rests on.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from storelink.domain.errors import PAGE_INSTEAD, Busy, Missing, StoreError
from storelink.domain.nothing import counts, replaces_rows
from storelink.domain.report import Partition
from storelink.integrations import ledger
from storelink.integrations.models import Integration
from storelink.providers.contract import Fetched

log = logging.getLogger(__name__)

UNPROVEN = "layout_unproven"
"""Reason of the refusal below. A store that says it again and again is not asked for more of it
in one run."""
ROWS_VANISHED = "rows_vanished"


def of_one_report(error: StoreError) -> StoreError:
    """A page in place of an answer about one report stops that one, and the others go on; where
    the store is busy, all wait."""
    if isinstance(error, Busy) and error.reason == PAGE_INSTEAD:
        return Missing(error.sentence, detail=error.detail, reason=PAGE_INSTEAD)
    return error


def accepted(
    integration: Integration, came: Sequence[Fetched], today: date | None = None
) -> tuple[list[Fetched], list[tuple[Partition, Missing]]]:
    """What may be loaded, and what must be asked for again. What is here already and is said to
    be nothing now is in neither: it stays as it is, asked for on the store's day `today`."""
    empty = [one for one in came if one.nothing is not None]
    if not empty:
        return list(came), []
    given = _layouts_given(integration, came)
    here = ledger.rows_here(integration, [one.partition for one in empty])
    good, refused = [], []
    for one in came:
        if one.nothing is None:
            good.append(one)
        elif not counts(one.nothing, given.get(one.partition.report, ())):
            refused.append((one.partition, _unproven(one)))
        elif replaces_rows(here.get(one.partition, 0), 0):
            good.append(one)
        else:
            _keep(integration, one, today)
    return good, refused


def check_replaces(here: Mapping[Partition, int], came: Iterable[tuple[Fetched, int]]) -> None:
    """Missing where a file without rows would take the place of rows that are here."""
    for fetched, row_count in came:
        if not replaces_rows(here.get(fetched.partition, 0), row_count):
            raise Missing(
                "The store sent a file without any row where it had sent rows before. What is "
                "here was kept, and it is asked for again.",
                detail=f"{fetched.partition}",
                reason=ROWS_VANISHED,
            )


def _layouts_given(integration: Integration, came: Iterable[Fetched]) -> Mapping[str, set[str]]:
    """Report → the versions of which a file has come, just now or before."""
    found: dict[str, set[str]] = {}
    for one in came:
        report = one.partition.report
        if one.nothing is not None and one.nothing.layout:
            found.setdefault(report, set()).update(ledger.layouts_given(integration, report))
        if one.parts and one.layout:
            found.setdefault(report, set()).add(one.layout)
    return found


def _unproven(one: Fetched) -> Missing:
    layout = one.nothing.layout if one.nothing else ""
    return Missing(
        f"The store names another version of this report ({layout}) and has not given a file of "
        "it yet. Until it does, “nothing” is not taken for zero. It is asked for again.",
        detail=f"{one.partition}",
        reason=UNPROVEN,
    )


def _keep(integration: Integration, one: Fetched, today: date | None) -> None:
    log.warning("%s: the store has nothing where rows are here; they stay", one.partition)
    ledger.note_kept_as_is(integration, [one.partition], today, one.account)
