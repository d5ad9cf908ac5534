"""For one app, or the account: what the store has that is not loaded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import timezone

from storelink.domain.errors import Busy, Incomplete, NeedsVerification, StoreError
from storelink.domain.ledger import Entry
from storelink.domain.report import Offer, Partition, Report
from storelink.domain.waiting import is_of_a_part
from storelink.integrations.ledger import adopt, expired, loaded, note_limit
from storelink.integrations.models import Run
from storelink.providers.contract import Session
from storelink.providers.paging import gathered
from storelink.sync.awaited import is_awaiting, note_gone, see_to_history
from storelink.sync.evidence import of_one_report
from storelink.sync.look import ACCOUNT, reports_for
from storelink.sync.outcome import Outcome, note, worked
from storelink.sync.plan import Again, recent, wanted
from storelink.sync.reloads import wanted_again
from storelink.sync.today import today


@dataclass(frozen=True, slots=True)
class Found:
    """Partitions to load of each report, newest first, and the reports that could not be asked."""

    partitions: tuple[tuple[Partition, ...], ...]
    troubles: Mapping[str, Outcome]


def find(
    run: Run,
    session: Session,
    app: str,
    *,
    left: set[str],
    passes_over: bool = False,
) -> Found:
    """Asks for each report but those that are `left` to the next run. NeedsVerification and Busy
    end it; other errors concern one report. `passes_over`: a report at which the store fails does
    not end it either, and is left too: it is added there, also where another ends it."""
    known = _Known(
        today(), _by_report(run, app), expired(run.integration, app), wanted_again(run.integration),
        is_awaited=is_awaiting(run.integration),
    )  # fmt: skip
    partitions: list[tuple[Partition, ...]] = []
    troubles: dict[str, Outcome] = {}
    answered: list[str] = []
    for report in reports_for(run.integration, app):
        if report.key in left:
            continue
        try:
            found, cut = _of_report(run, session, report, app, known=known)
            partitions.append(found)
            if cut is not None:
                raise cut
        except StoreError as error:
            meant = of_one_report(error)
            is_passed_over = passes_over and isinstance(meant, Busy) and meant.is_of_one_call
            if is_passed_over or is_of_a_part(meant):
                left.add(report.key)
            elif isinstance(meant, NeedsVerification | Busy):
                worked(run.integration, answered, timezone.now())
                raise
            troubles[report.key] = note(run.integration, report.key, meant)
        else:
            answered.append(report.key)
    worked(run.integration, answered, timezone.now())
    if answered and app != ACCOUNT:
        own = [entries.items() for entries in known.ledger.values()]
        with_rows = [partition for some in own for partition, entry in some if entry.row_count]
        see_to_history(run.integration, session, app, with_rows)
    return Found(tuple(partitions), troubles)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the plan of every report depends on."""

    day: date
    ledger: Mapping[str, Mapping[Partition, Entry]]
    expired: frozenset[Partition]
    """What the store keeps no longer."""
    again: tuple[Again, ...]
    is_awaited: bool
    """Whether the store has named anything that it has not given yet."""


def _by_report(run: Run, app: str) -> Mapping[str, Mapping[Partition, Entry]]:
    found: defaultdict[str, dict[Partition, Entry]] = defaultdict(dict)
    for partition, entry in loaded(run.integration, app).items():
        found[partition.report][partition] = entry
    return found


def _of_report(
    run: Run, session: Session, report: Report, app: str, *, known: _Known
) -> tuple[tuple[Partition, ...], Incomplete | None]:
    """The partitions, and why there may be more."""
    session.prepare(report, app)
    came, cut = gathered(session.available(report, app, known.day))
    if known.is_awaited and cut is None:
        note_gone(run.integration, report, app, came)
    offers = list(recent(came, known.day, settings.HISTORY_DAYS, known.again))
    if len(offers) < len(came):
        note_limit(run.integration, report.key, settings.HISTORY_DAYS)
    ledger = known.ledger.get(report.key, {})
    _adopt(run, report, offers, ledger)
    left = [offer for offer in offers if offer.partition not in known.expired]
    return tuple(wanted(report, left, ledger, known.day, again=known.again)), cut


def _adopt(
    run: Run, report: Report, offers: Sequence[Offer], ledger: Mapping[Partition, Entry]
) -> None:
    """What was loaded before the number of the account was remembered belongs to today's."""
    account = next((offer.account for offer in offers if offer.account), "")
    if account and any(not entry.account for entry in ledger.values()):
        adopt(run.integration, report.key, account)
