"""What the store was asked for again: only what is new is loaded.

A store corrects days after their release, and often cannot say so. So they are asked for again,
kept as a further version where the bytes differ, and loaded where the content does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from storelink.domain.report import Report
from storelink.integrations import ledger
from storelink.integrations.models import Run
from storelink.providers.contract import Fetched
from storelink.sync.reloads import forced


@dataclass(frozen=True, slots=True)
class Arrived:
    """A partition whose files are here and kept."""

    report: Report
    fetched: Fetched
    digest: str
    is_read_again: bool = False
    """A newer parser reads what is here already."""


def new_of(run: Run, arrived: Sequence[Arrived], today: date | None) -> list[Arrived]:
    """Those that have to be loaded; the others are noted as asked for.

    What is loaded with the same content stays, unless a person wants it again.
    """
    partitions = {one.fetched.partition for one in arrived}
    same = ledger.unchanged(
        run.integration, [(one.report, one.fetched, one.digest) for one in arrived]
    )
    again = forced(run.integration, partitions)
    as_loaded = [one.fetched for one in arrived if one.fetched.partition in same - again]
    ledger.note_unchanged(run.integration, as_loaded, today)
    stays = {one.partition for one in as_loaded}
    return [one for one in arrived if one.fetched.partition not in stays]
