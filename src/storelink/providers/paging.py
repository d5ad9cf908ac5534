"""Every list of a store is read by this one rule, page after page.

A list ends where the store names no further page. It is cut short where the next page was read
already, where pages bring only what came before, where they do not end, where the link leads away
from the store, or where a further page is not understood. A record that is not understood is left
out and counted. Whatever came is handed on first; then `Incomplete` says what is missing, so that
what came is used and what is missing is never taken for none.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Generic, TypeVar
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from storelink.domain.errors import Incomplete, IncompleteReason, Unexpected
from storelink.providers.redaction import redact

P = TypeVar("P")
T = TypeVar("T")

MAX_PAGES: Final = 5000
MAX_RECORDS: Final = 2_000_000
MAX_EMPTY_PAGES: Final = 50
"""In a row. Stores send shorter pages than asked for, and now and then an empty one."""


@dataclass(frozen=True, slots=True)
class Page(Generic[P]):
    """One page of a list."""

    content: P
    next: str
    """Address or cursor of the page after it; empty at the end."""
    records: Hashable
    """What identifies its records: two pages that are equal in this are one page."""
    count: int
    odd: int = 0
    """Records that are not understood, and left out."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long a list may be."""

    pages: int = MAX_PAGES
    records: int = MAX_RECORDS


def every_page(
    what: str,
    ask: Callable[[str], Page[P]],
    *,
    first: str = "",
    may_follow: Callable[[str], object] = bool,
    bounds: Bounds = Bounds(),
) -> Iterator[P]:
    """The pages of a list, lazily. `ask` is called with `first` and then with each `next`.

    `may_follow` raises Unexpected for a link that must not be followed. Raises what `ask` raises
    for the first page, and Busy, NeedsPermission and NeedsVerification for any; else Incomplete
    once all that came was handed on. `what` names the list in its detail.
    """
    reader = _Reader(what, bounds)
    link = first
    while True:
        try:
            page = ask(link)
        except Unexpected as error:
            if not reader.pages:
                raise
            raise reader.cut_short(IncompleteReason.PAGE_NOT_UNDERSTOOD, error.detail) from error
        if reader.has_seen(link, page):
            raise reader.cut_short(IncompleteReason.REPEATED)
        yield page.content
        if not page.next:
            break
        _check(reader, page.next, may_follow)
        link = page.next
    if reader.odd:
        raise reader.cut_short(IncompleteReason.ODD_RECORDS)


def gathered(records: Iterable[T]) -> tuple[list[T], Incomplete | None]:
    """All that came, and what is missing, if anything is."""
    found: list[T] = []
    try:
        for one in records:
            found.append(one)  # noqa: PERF402 - what came before an error stays
    except Incomplete as cut:
        return found, cut
    return found, None


def link_key(link: str) -> str:
    """Links that lead to one page, however their parameters are ordered, are one."""
    if "://" not in link:
        return link
    parts = urlsplit(link)
    query = sorted(parse_qsl(parts.query, keep_blank_values=True))
    return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path, repr(query), ""))


class _Reader:
    """What has been read of a list."""

    def __init__(self, what: str, bounds: Bounds) -> None:
        self._what = what
        self._bounds = bounds
        self._links: set[str] = set()
        self._contents: set[int] = set()
        self._empty_in_a_row = 0
        self.pages = self.odd = self._records = 0

    def has_seen(self, link: str, page: Page[P]) -> bool:
        """Notes the page. True where its records came before under another link."""
        self._links.add(link_key(link))
        content = hash(page.records)
        if page.count and content in self._contents:
            return True
        self._contents.add(content)
        self.pages += 1
        self.odd += page.odd
        self._records += page.count
        self._empty_in_a_row = 0 if page.count or page.odd else self._empty_in_a_row + 1
        return False

    def why_not(self, link: str) -> IncompleteReason | None:
        """Why the next page is not asked for."""
        if link_key(link) in self._links:
            return IncompleteReason.REPEATED
        if self.pages >= self._bounds.pages or self._records >= self._bounds.records:
            return IncompleteReason.ENDLESS
        if self._empty_in_a_row >= MAX_EMPTY_PAGES:
            return IncompleteReason.ENDLESS
        return None

    def cut_short(self, reason: IncompleteReason, more: str = "") -> Incomplete:
        told = f"{self._what}: {self.pages} pages, {self._records} records, {self.odd} odd"
        return Incomplete(reason, odd=self.odd, detail=redact(f"{told}; {more}" if more else told))


def _check(reader: _Reader, link: str, may_follow: Callable[[str], object]) -> None:
    reason = reader.why_not(link)
    if reason is not None:
        raise reader.cut_short(reason)
    try:
        may_follow(link)
    except Unexpected as error:
        raise reader.cut_short(IncompleteReason.LINK_REFUSED, error.detail) from error
