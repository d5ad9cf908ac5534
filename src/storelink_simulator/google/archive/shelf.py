"""The archive's objects: few, never changed, from before the world's first day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from storelink_simulator.google.archive.beacon import INSTALL_MONTHS, MONEY_MONTHS, PACKAGE
from storelink_simulator.google.archive.tables import (
    cancellations,
    old_earnings,
    old_installs,
    old_sales,
    play_balance,
    retained_installers,
)
from storelink_simulator.google.bucket.stored import Stored
from storelink_simulator.google.files.table import (
    CSV_TYPE,
    ZIP_TYPE,
    Table,
    text_of,
    writing_of,
    zipped,
)
from storelink_simulator.google.play.months import last_day

_ENDED = date(2021, 6, 1)


class ArchiveShelf:
    """Everything that is old."""

    folder = ""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        found = (*self._statistics(), *self._money(), *_oddities())
        self._objects = tuple(sorted(found, key=lambda one: one.name))

    def listed(self, now: datetime, prefix: str, start: str) -> Iterator[Stored]:
        """All of it is out, whenever that is."""
        del now
        for stored in self._objects:
            if stored.name.startswith(prefix) and stored.name >= start:
                yield stored

    def _statistics(self) -> Iterator[Stored]:
        for month in INSTALL_MONTHS:
            name = f"stats/installs/installs_{PACKAGE}_{month:%Y%m}_overview.csv"
            yield self._csv(name, month, old_installs)
        name = f"acquisition/retained_installers/retained_installers_{PACKAGE}_{_ENDED:%Y%m}"
        yield self._csv(f"{name}_channel.csv", _ENDED, retained_installers)

    def _csv(self, name: str, month: date, table: Callable[[date], Table]) -> Stored:
        writing = writing_of(self._seed, name)
        encoding = "gzip" if writing.is_gzip else None
        return Stored(
            name, _written_at(month), CSV_TYPE, encoding, lambda: writing.bytes_of(table(month))
        )

    def _money(self) -> Iterator[Stored]:
        for month in MONEY_MONTHS:
            word = f"{month:%Y%m}"
            name = f"earnings/earnings_{word}_60211734925108-{month.year - 2000}.zip"
            yield _zip(name, month, f"PlayApps_{word}.csv", old_earnings)
        sold_in = MONEY_MONTHS[0]
        inner = f"salesreport_{sold_in:%Y%m}.csv"
        yield _zip(f"sales/salesreport_{sold_in:%Y%m}.zip", sold_in, inner, old_sales)
        name = f"play_balance_krw/play_balance_krw_{sold_in:%Y%m}"
        yield _zip(f"{name}.zip", sold_in, f"play_balance_krw_{sold_in:%Y%m}.csv", play_balance)


def _oddities() -> Iterator[Stored]:
    """A zip that is named as a CSV, and a folder that nobody has described."""
    month = MONEY_MONTHS[0]
    name = f"subscriptions/cancellations/freeform_{month:%Y%m}.csv"
    yield Stored(
        name,
        _written_at(month),
        CSV_TYPE,
        None,
        lambda: zipped("freeform.csv", cancellations(month)),
    )
    paid = Table(("Payout ID", "Payout Date", "Amount"), [["P-1", "2021-06-15", "44.08"]])
    written_at = _written_at(month)
    name = f"payouts/payouts_{month:%Y%m}.csv"
    yield Stored(name, written_at, CSV_TYPE, None, lambda: text_of(paid).encode())


def _zip(name: str, month: date, inner: str, table: Callable[[date], Table]) -> Stored:
    return Stored(name, _written_at(month), ZIP_TYPE, None, lambda: zipped(inner, table(month)))


def _written_at(month: date) -> datetime:
    return datetime.combine(last_day(month) + timedelta(days=5), time(4), tzinfo=UTC)
