"""The audit log is a chain: each entry holds a digest over itself and the one before.

Whoever removes or changes an entry breaks it. Whoever can write to the database could forge a
whole chain anew: therefore `heads` can be kept elsewhere, and `broken` be asked whether the log
still grows out of them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC

from storelink.workspaces.models import AuditChain, AuditEntry

INSTALLATION = 0
"""The chain of what concerns no single workspace."""


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry of a chain at some time."""

    chain: int
    number: int
    digest: str


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain does not hold, and what that means."""

    chain: int
    number: int
    sentence: str


def digest_of(before: str, entry: AuditEntry) -> str:
    """SHA-256 over the digest before and all that the entry says, as JSON."""
    told = [
        before, entry.chain, entry.number, entry.at.astimezone(UTC).isoformat(), entry.actor,
        entry.verb, entry.about, entry.came_from,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(told, ensure_ascii=True).encode()).hexdigest()


def append(entry: AuditEntry) -> None:
    """Give the entry its place and store it. Within a transaction: the chain stays locked until
    that ends, so that no two entries have the same place."""
    AuditChain.objects.get_or_create(chain=entry.chain)
    chain = AuditChain.objects.select_for_update().get(chain=entry.chain)
    entry.number = chain.last_number + 1
    entry.digest = digest_of(chain.last_digest, entry)
    entry.save(force_insert=True)
    chain.last_number, chain.last_digest = entry.number, entry.digest
    chain.save(update_fields=["last_number", "last_digest"])


def cut(chain: AuditChain, up_to: int) -> int:
    """Forget the entries before `up_to`; the rest hangs on the last of them. How many went. Within
    a transaction that holds the chain."""
    gone = AuditEntry.objects.filter(chain=chain.chain, number__lt=up_to)
    last = gone.order_by("-number").first()
    if last is None:
        return 0
    chain.anchor_number, chain.anchor_digest = last.number, last.digest
    chain.save(update_fields=["anchor_number", "anchor_digest"])
    return gone.delete()[0]


def heads() -> Sequence[Head]:
    """The newest entry of every chain."""
    found = AuditChain.objects.order_by("chain")
    return tuple(Head(one.chain, one.last_number, one.last_digest) for one in found)


def broken(kept: Iterable[Head] = ()) -> Iterator[Break]:
    """Every chain that does not hold, at its first fault; and each of the `kept` heads that the
    log no longer grows out of."""
    known = {one.chain: one for one in AuditChain.objects.order_by("chain")}
    strays = AuditEntry.objects.exclude(chain__in=known).values_list("chain", flat=True)
    for number in sorted(set(strays.order_by())):
        yield Break(number, 0, "There are entries, but where they begin and end is gone.")
    for chain in known.values():
        fault = _first_fault(chain)
        if fault is not None:
            yield fault
    yield from _outgrown(kept, known)


def _first_fault(chain: AuditChain) -> Break | None:
    number, digest = chain.anchor_number, chain.anchor_digest
    entries = AuditEntry.objects.filter(chain=chain.chain).order_by("number")
    for entry in entries.iterator(chunk_size=2000):
        if entry.number != number + 1:
            return Break(chain.chain, number + 1, f"Entry {number + 1} was removed.")
        if entry.digest != digest_of(digest, entry):
            return Break(chain.chain, entry.number, f"Entry {entry.number} was changed.")
        number, digest = entry.number, entry.digest
    if (number, digest) != (chain.last_number, chain.last_digest):
        return Break(chain.chain, number + 1, f"All entries from {number + 1} on were removed.")
    return None


def _outgrown(kept: Iterable[Head], known: Mapping[int, AuditChain]) -> Iterator[Break]:
    for head in kept:
        chain = known.get(head.chain)
        if chain is None:
            yield Break(head.chain, head.number, "The whole chain was removed.")
        elif not _holds(head, chain):
            yield Break(
                head.chain,
                head.number,
                f"Entry {head.number} is not the one it was when its digest was kept.",
            )


def _holds(head: Head, chain: AuditChain) -> bool:
    if head.number < chain.anchor_number:
        return True  # forgotten because of its age
    if head.number == chain.anchor_number:
        return head.digest == chain.anchor_digest
    return AuditEntry.objects.filter(
        chain=head.chain, number=head.number, digest=head.digest
    ).exists()
