"""What is to be done: offers of the store × ledger × today → partitions, newest first. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from storelink.domain.ledger import Entry
from storelink.domain.nothing import is_proven
from storelink.domain.period import Days
from storelink.domain.report import Offer, Partition, Report

RESTATED_DAYS = 10
"""For so many days after its release the store is asked again, once a day, for what it may have
corrected without saying so."""


@dataclass(frozen=True, slots=True)
class Again:
    """A person wants these days loaded again, whatever the ledger says."""

    asked_at: datetime
    days: Days
    report: str = ""
    """Empty: of every report."""
    app: str = ""
    """Empty: of the account and every app."""

    def speaks_of(self, partition: Partition, days: Days | None) -> bool:
        """Whether a partition of these days is meant."""
        return (
            self.report in {"", partition.report}
            and self.app in {"", partition.app}
            and days is not None
            and days.first <= self.days.last
            and self.days.first <= days.last
        )


def wanted(
    report: Report,
    offers: Iterable[Offer],
    ledger: Mapping[Partition, Entry],
    today: date,
    *,
    again: Sequence[Again] = (),
) -> list[Partition]:
    """The offered partitions that are not loaded as offered, newest first, each once."""
    found = {
        offer.partition
        for offer in offers
        if _is_wanted(report, offer, ledger.get(offer.partition), today)
        or is_asked_again(offer, ledger.get(offer.partition), again)
    }
    # What an older parser read is kept here, whether the store still offers it or not.
    found |= {
        partition
        for partition, entry in ledger.items()
        if partition.report == report.key and entry.parser_version < report.parser_version
    }
    return sorted(found, key=lambda partition: partition.period, reverse=True)


def recent(
    offers: Iterable[Offer], today: date, history_days: int, again: Sequence[Again] = ()
) -> Iterator[Offer]:
    """The offers of the last so many days, and of the days that a person wants again; all of them
    for 0."""
    first = today - timedelta(days=history_days)
    for offer in offers:
        days = days_of(offer, None)
        if (
            not history_days
            or days is None
            or days.last >= first
            or any(one.speaks_of(offer.partition, days) for one in again)
        ):
            yield offer


def is_asked_again(offer: Offer, entry: Entry | None, again: Sequence[Again]) -> bool:
    """Whether a person wants it loaded again and the store was not asked for it since."""
    days = days_of(offer, entry)
    return any(
        one.speaks_of(offer.partition, days)
        and (entry is None or entry.checked_at is None or entry.checked_at < one.asked_at)
        for one in again
    )


def days_of(offer: Offer, entry: Entry | None) -> Days | None:
    """The days that a partition speaks of: as it was read, else as the store says, else as it is
    named."""
    if entry is not None and entry.first_on and entry.last_on:
        return Days(entry.first_on, entry.last_on)
    if offer.days is not None:
        return offer.days
    day = _day_named(offer.partition)
    return Days(day, day) if day else None


def _day_named(partition: Partition) -> date | None:
    try:
        return date.fromisoformat(partition.period[:10])
    except ValueError:
        return None


def _is_wanted(report: Report, offer: Offer, entry: Entry | None, today: date) -> bool:
    if entry is None or not is_proven(entry.row_count, entry.proof):
        return True
    if offer.account and entry.account and offer.account != entry.account:
        return True
    if offer.fingerprint and offer.fingerprint != entry.fingerprint:
        return True
    return not offer.tells_changes and _may_be_restated(report, offer, entry, today)


def _may_be_restated(report: Report, offer: Offer, entry: Entry, today: date) -> bool:
    """The store cannot say whether it changed: it is asked again once a day, until so long after
    the release."""
    days = days_of(offer, entry)
    if days is None or (entry.checked_on is not None and entry.checked_on >= today):
        return False
    for_days = max(RESTATED_DAYS, report.settles_after_days)
    return today - days.last < timedelta(days=report.lag_days + for_days)


def interleaved(reports: Sequence[Sequence[Partition]]) -> list[Partition]:
    """The newest of each report, then the second newest of each, and so on: something of every
    report shows early, and none starves."""
    longest = max((len(one) for one in reports), default=0)
    return [one[rank] for rank in range(longest) for one in reports if rank < len(one)]


T = TypeVar("T")


def newest_first(rows: Iterable[list[str]]) -> list[list[str]]:
    """Rows of report, app and period by the days that they are named after, of all apps and
    reports: where the store allows few requests, the days that are looked at come first. Months
    and years count by their last day."""
    return sorted(rows, key=lambda row: _last_day(row[2]), reverse=True)


def _last_day(period: str) -> str:
    """As text that sorts: a day as it is, a month by its 31st, a year by its 31 December; what
    names no time comes last."""
    name = period.partition("/")[0]
    if not name[:4].isdecimal():
        return ""
    return f"{name}{'-12-31'[len(name) - 4 :]}" if len(name) in {4, 7} else name


def batches(partitions: Sequence[T], first: int = 8, largest: int = 1024) -> list[list[T]]:
    """In order: small ones first, so that something shows soon, then larger ones, so that a
    cell of the warehouse is rewritten once for many partitions."""
    found: list[list[T]] = []
    start, size = 0, first
    while start < len(partitions):
        found.append(list(partitions[start : start + size]))
        start += size
        size = min(size * 2, largest)
    return found
