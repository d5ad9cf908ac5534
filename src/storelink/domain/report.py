"""A report: a declared data set of a provider, and the partitions in which it is fetched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from storelink.domain.period import Days


class Kind(StrEnum):
    """What a column holds. The warehouse's type stands beside each."""

    TEXT = "text"
    """VARCHAR; an empty or blank cell is NULL."""
    COUNT = "count"
    """BIGINT"""
    AMOUNT = "amount"
    """DECIMAL(18,6): money and fractional quantities, exact."""
    RATE = "rate"
    """DOUBLE: ratios, averages, exchange rates."""
    DATE = "date"
    """DATE"""


@dataclass(frozen=True, slots=True)
class Column:
    """One declared column of a report."""

    name: str
    """Ours: snake_case, the same for the same thing in every report."""
    kind: Kind
    source: str
    """The store's own header."""
    also: tuple[str, ...] = ()
    """Other spellings of the header that were seen, such as older layouts'."""
    required: bool = False
    """A file without it is not this report."""


class Grain(StrEnum):
    """Whom one partition is for."""

    ACCOUNT = "account"
    APP = "app"


class Period(StrEnum):
    """The time that one partition covers, or, for analytics, the day the store processed it."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Family(StrEnum):
    """What a role allows or not, as a person thinks of it: a column of the connection doctor."""

    ANALYTICS = "analytics"
    SALES = "sales"
    FINANCE = "finance"
    REVIEWS = "reviews"
    REPLIES = "replies"
    VITALS = "vitals"
    SEARCH_TERMS = "search_terms"


@dataclass(frozen=True, slots=True)
class Report:
    """A declared data set."""

    key: str
    """Unique within its provider; used in table, URL, CLI and docs."""
    provider: str
    name: str
    """The store's name for it."""
    family: Family
    columns: tuple[Column, ...]
    grain: Grain
    period: Period
    lag_days: int
    """Days after a day's end until the store usually has published it."""
    settles_after_days: int
    """Days after which the store no longer changes a day. Before that it is provisional."""
    source: str
    """Where the store defines it: a public address."""
    history_days: int | None = None
    """How far back the store keeps it; None: from `history_from`."""
    history_from: date | None = None
    absence_is_zero: bool = False
    """True where a published day without a row for an app means zero (sales files). False where
    rows can be left out for privacy, so that absence says nothing."""
    kinds: tuple[str, ...] = ()
    """The credential kinds that can fetch it, preferred first; empty: all of the provider's."""
    instead_of: tuple[str, ...] = ()
    """Keys of better reports of the same figures: where an integration has a credential that can
    fetch all of them, this one is not fetched."""
    rollup_of: str = ""
    """Key of the report that has the same columns for shorter periods, where this one has only sums
    over whole months or years: a row of it counts where that one lacks days of the period. Its
    rows stand under the period's first day."""
    parser_version: int = 1
    """Raised when the parser's output changes: kept files are then parsed again."""

    def column(self, name: str) -> Column:
        """The declared column of that name; KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.key} has no column {name}")

    @property
    def dimensions(self) -> frozenset[str]:
        """Names of the columns by which figures can be split: the text ones."""
        return frozenset(c.name for c in self.columns if c.kind is Kind.TEXT)


@dataclass(frozen=True, slots=True, order=True)
class Partition:
    """One report × one account or app × one period: the unit of fetching and replacing."""

    report: str
    app: str
    """The store's app id; empty for a partition of the whole account."""
    period: str
    """`2026-11-20`, `2026-11`, or what else names it in the store; sorts by time. A provider may
    append a part, as in `2026-11-20/ongoing`."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A partition that the store has, or should have by now."""

    partition: Partition
    fingerprint: str = ""
    """Changes when the store's version changes (generation, checksum); empty where the store
    cannot say."""
    days: Days | None = None
    """The days it speaks of, where known before it is fetched."""
    account: str = ""
    """Where a person gives the number of the account whose figures are asked for: that number.
    What was loaded for another one is loaded again."""
    says_how_far: bool = False
    """The fingerprint tells how far the data goes, not whether a day of it was corrected."""

    @property
    def tells_changes(self) -> bool:
        """Whether the store would show a correction. Where not, what was released in the last days
        is asked for again once a day."""
        return bool(self.fingerprint) and not self.says_how_far


@dataclass(frozen=True, slots=True)
class Version:
    """Which of two contents for the same app and day is the newer one."""

    order: int
    """Higher replaces lower, equal replaces equal. From the store's own order (processing date,
    generation), never from the time of arrival alone where the store has one."""
    processed_on: date
    """The day the store made it; provisional days are told by it."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A partition that is complete for an app (or the account) and a range: days that vanished
    from it are emptied too."""

    app: str
    """Empty: every app of the integration."""
    days: Days
