"""What is to be done: offers of the store × ledger × today → partitions, newest first. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from storelink.domain.ledger import Entry
from storelink.domain.nothing import is_proven
from storelink.domain.report import Offer, Partition, Report


def wanted(
    report: Report, offers: Iterable[Offer], ledger: Mapping[Partition, Entry], today: date
) -> list[Partition]:
    """The offered partitions that are not loaded as offered, newest first, each once."""
    found = {
        offer.partition
        for offer in offers
        if _is_wanted(report, offer, ledger.get(offer.partition), today)
    }
    # What an older parser read is kept here, whether the store still offers it or not.
    found |= {
        partition
        for partition, entry in ledger.items()
        if partition.report == report.key and entry.parser_version < report.parser_version
    }
    return sorted(found, key=lambda partition: partition.period, reverse=True)


def recent(offers: Iterable[Offer], today: date, history_days: int) -> Iterator[Offer]:
    """The offers of the last so many days; all of them for 0."""
    first = today - timedelta(days=history_days)
    for offer in offers:
        day = offer.days.last if offer.days else _day_named(offer.partition)
        if not history_days or day is None or day >= first:
            yield offer


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
    if offer.fingerprint:
        return offer.fingerprint != entry.fingerprint
    return _can_still_change(report, entry, today)


def _can_still_change(report: Report, entry: Entry, today: date) -> bool:
    """The store cannot say whether it changed: ask again once a day until it has settled."""
    if not report.settles_after_days or entry.last_on is None:
        return False
    settled_on = entry.last_on + timedelta(days=report.settles_after_days)
    return entry.processed_on < settled_on and entry.processed_on < today


def interleaved(reports: Sequence[Sequence[Partition]]) -> list[Partition]:
    """The newest of each report, then the second newest of each, and so on: something of every
    report shows early, and none starves."""
    longest = max((len(one) for one in reports), default=0)
    return [one[rank] for rank in range(longest) for one in reports if rank < len(one)]


def batches(
    partitions: Sequence[Partition], first: int = 8, largest: int = 1024
) -> list[list[Partition]]:
    """In order: small ones first, so that something shows soon, then larger ones, so that a
    cell of the warehouse is rewritten once for many partitions."""
    found: list[list[Partition]] = []
    start, size = 0, first
    while start < len(partitions):
        found.append(list(partitions[start : start + size]))
        start += size
        size = min(size * 2, largest)
    return found
