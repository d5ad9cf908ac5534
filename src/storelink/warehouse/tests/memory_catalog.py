"""A catalogue in memory, for tests of what does not need a database."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from storelink.domain.period import Days
from storelink.warehouse.contract import AppRef, Claim, Conflict, DataFile, Swap
from storelink.warehouse.errors import Damage


class MemoryCatalog:
    """Keeps the contract within one process. `bucket_count` spreads the apps evenly."""

    def __init__(self, bucket_count: int = 2) -> None:
        self._bucket_count = bucket_count
        self._lock = threading.RLock()
        self._files: dict[int, DataFile] = {}
        self._dead_at: dict[int, float] = {}
        self.damages: dict[str, Damage] = {}
        self._buckets: dict[tuple[int, str], dict[str, int]] = {}
        self._claims: dict[tuple[int, str, object], Claim] = {}

    def live(
        self,
        integrations: Sequence[int],
        report: str,
        *,
        days: Days | None = None,
        apps: Sequence[AppRef] | None = None,
    ) -> tuple[DataFile, ...]:
        with self._lock:
            files = [f for i, f in self._files.items() if i not in self._dead_at]
        return tuple(
            f
            for f in files
            if f.cell.integration in integrations
            and f.cell.report == report
            and (days is None or (f.first_on <= days.last and f.last_on >= days.first))
            and (apps is None or any(self._holds(f, app) for app in apps))
        )

    def holders(self, integrations: Sequence[int], report: str) -> frozenset[int]:
        return frozenset(file.cell.integration for file in self.live(integrations, report))

    def buckets(self, integration: int, report: str, apps: Mapping[str, int]) -> Mapping[str, int]:
        with self._lock:
            known = self._buckets.setdefault((integration, report), {})
            for app in sorted(apps):
                known.setdefault(app, len(known) % self._bucket_count)
            return {app: known[app] for app in apps}

    def claims(self, integration: int, report: str, days: Days) -> frozenset[Claim]:
        with self._lock:
            return frozenset(
                claim
                for claim in self._claims.values()
                if (claim.integration, claim.report) == (integration, report)
                and claim.scope.days.first <= days.last
                and claim.scope.days.last >= days.first
            )

    def commit(self, swap: Swap, record: Callable[[], None] | None = None) -> None:
        with self._lock:
            live = {f.cell: i for i, f in self._files.items() if i not in self._dead_at}
            if any(live.get(cell) != file_id for cell, file_id in swap.replaced.items()):
                raise Conflict
            now = [self.claims(*owner, days) for owner, days in swap.within.items()]
            if frozenset().union(*now) != swap.read:
                raise Conflict
            if record is not None:
                record()
            for file_id in filter(None, swap.replaced.values()):
                self._dead_at[file_id] = time.time()
            for file in swap.written:
                file_id = max(self._files, default=0) + 1
                self._files[file_id] = replace(file, id=file_id)
            for claim in swap.claims:
                key = (claim.integration, claim.report, claim.scope)
                if key not in self._claims or self._claims[key].order <= claim.order:
                    self._claims[key] = claim

    def mark_damaged(self, file: DataFile, damage: Damage) -> bool:
        with self._lock:
            if file.id is None or file.id in self._dead_at or file.id not in self._files:
                return False
            self._files[file.id] = replace(self._files[file.id], is_damaged=True)
            self.damages[file.path] = damage
            return True

    def damaged(self, integration: int) -> tuple[DataFile, ...]:
        with self._lock:
            return tuple(
                f
                for i, f in self._files.items()
                if f.is_damaged and i not in self._dead_at and f.cell.integration == integration
            )

    def erase(self, integration: int) -> None:
        with self._lock:
            for file_id, file in self._files.items():
                if file.cell.integration == integration:
                    self._dead_at.setdefault(file_id, time.time())
            self._claims = {k: c for k, c in self._claims.items() if k[0] != integration}
            self._buckets = {k: b for k, b in self._buckets.items() if k[0] != integration}

    def dead(self, before: float) -> tuple[DataFile, ...]:
        with self._lock:
            return tuple(self._files[i] for i, died in self._dead_at.items() if died < before)

    def forget(self, ids: Iterable[int]) -> None:
        with self._lock:
            for file_id in ids:
                del self._files[file_id], self._dead_at[file_id]

    def known_paths(self) -> frozenset[str]:
        with self._lock:
            return frozenset(file.path for file in self._files.values())

    def _holds(self, file: DataFile, app: AppRef) -> bool:
        cell = file.cell
        bucket = self._buckets.get((cell.integration, cell.report), {}).get(app.app_id)
        return app.integration == cell.integration and bucket == cell.bucket
