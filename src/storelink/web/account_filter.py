"""Which accounts of the list are shown: by how they stand, and by words to find.

In the address, so that it works without script and can be sent to somebody.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from storelink.web.accounts import Row

_MOST_LETTERS = 100
_SHOWN = frozenset({"all", "act", "fine"})
"""All, those that need attention, those that work."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What was asked for."""

    show: str = "all"
    words: str = ""

    @property
    def is_empty(self) -> bool:
        """Nothing is left out, so that the page itself can filter further."""
        return self.show == "all" and not self.words

    @property
    def query(self) -> str:
        """For an address that goes on with it, behind another question; empty for all."""
        return "" if self.is_empty else f"&{urlencode({'show': self.show, 'find': self.words})}"

    def lets_in(self, row: Row) -> bool:
        """Whether the account is shown."""
        stands = "act" if row.needs_attention else "fine"
        return self.show in {"all", stands} and self.words.lower() in row.find


def filter_of(given: QueryDict) -> Filter:
    """From the address; what it does not know shows all."""
    show = given.get("show", "all")
    words = (given.get("find") or "").strip()[:_MOST_LETTERS]
    return Filter(show if show in _SHOWN else "all", words)
