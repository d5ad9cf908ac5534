"""Which apps of the overview are shown, and in which order. All of it stands in the address, so
that it works without script and can be sent to somebody."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict

PAGE = 50
"""Lines of one page."""
NAME = "name"
_MOST_LETTERS = 100
_MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for. As made: everything, by name."""

    words: str = ""
    store: str = ""
    account: int | None = None
    sort: str = NAME
    """`name`, or the key of a metric."""
    is_reversed: bool = False
    """By name from the end; by a metric from the smallest."""
    page: int = 1

    @property
    def is_whole(self) -> bool:
        """Nothing is left out."""
        return not self.words and not self.store and self.account is None

    @property
    def condition(self) -> Q:
        """On apps. What is looked for may stand in the name or in one of the store's ids."""
        found = Q()
        if self.words:
            found &= (
                Q(name__icontains=self.words)
                | Q(bundle_id__icontains=self.words)
                | Q(store_id__iexact=self.words)
            )
        if self.store:
            found &= Q(integration__provider=self.store)
        if self.account is not None:
            found &= Q(integration=self.account)
        return found

    def sorted_link(self, key: str) -> str:
        """The same apps by that column; the other way round where they are already."""
        turns = key == self.sort and not self.is_reversed
        return self._link(key, "up" if turns else "", 1)

    def page_link(self, page: int) -> str:
        return self._link(self.sort, "up" if self.is_reversed else "", page)

    def aria_sort(self, key: str) -> str:
        """As `aria-sort` has it; empty for other columns."""
        if key != self.sort:
            return ""
        return "ascending" if (key == NAME) != self.is_reversed else "descending"

    def _link(self, sort: str, order: str, page: int) -> str:
        params = {
            "q": self.words, "store": self.store, "account": self.account or "",
            "sort": "" if sort == NAME else sort, "order": order, "page": page if page > 1 else "",
        }  # fmt: skip
        return "?" + urlencode({key: value for key, value in params.items() if value})


def wanted_of(given: QueryDict, stores: Collection[str], metrics: Collection[str]) -> Wanted:
    """From the address; what it does not know shows all, by name."""
    sort, store = given.get("sort", NAME), given.get("store", "")
    return Wanted(
        words=(given.get("q") or "").strip()[:_MOST_LETTERS],
        store=store if store in stores else "",
        account=_number(given.get("account", "")),
        sort=sort if sort in metrics else NAME,
        is_reversed=given.get("order") == "up",
        page=_number(given.get("page", "")) or 1,
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS else None
