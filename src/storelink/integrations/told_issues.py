"""Open issues as people are told them: one for one cause, with the reports that it stops.

One permission that is missing is refused by every report that takes it. Each of these stands in
its own row, because each is solved by itself; nobody should read the same thing sixteen times.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from storelink.domain.errors import BadInput
from storelink.integrations.models import Issue
from storelink.providers.registry import provider as provider_of

_OF_REPORT = "report:"
_NAMED_AT_MOST = 6


@dataclass(frozen=True, slots=True)
class ToldIssue:
    """One cause."""

    kind: str
    reason: str
    sentence: str
    missing: str
    where: str
    opened_at: datetime
    """When it was met first."""
    keys: tuple[str, ...]
    """Of the rows that it is made of."""
    reports: tuple[str, ...]
    """Names of the reports that it stops, where it is about single ones."""

    @property
    def stops(self) -> str:
        """Which reports it stops, in a sentence; empty where it is about the whole account."""
        if not self.reports:
            return ""
        named, more = self.reports[:_NAMED_AT_MOST], len(self.reports) - _NAMED_AT_MOST
        rest = f" and {more} more" if more > 0 else ""
        noun = "report" if len(self.reports) == 1 else "reports"
        return f"It stops {len(self.reports)} {noun}: {', '.join(named)}{rest}."


def told_issues(issues: Iterable[Issue]) -> tuple[ToldIssue, ...]:
    """Issues of one integration, those of one cause together, in the order of their opening."""
    groups: dict[tuple[str, ...], list[Issue]] = {}
    for issue in sorted(issues, key=lambda one: one.pk):
        groups.setdefault(_cause(issue), []).append(issue)
    return tuple(_told(group) for group in groups.values())


def _cause(issue: Issue) -> tuple[str, ...]:
    """What is not known to be missing is told apart by its sentence."""
    cause = (issue.kind, issue.reason, issue.missing, issue.where)
    return cause if issue.missing else (*cause, issue.sentence)


def _told(group: Sequence[Issue]) -> ToldIssue:
    first = group[0]
    keys = tuple(issue.key for issue in group)
    reports = [key.removeprefix(_OF_REPORT) for key in keys if key.startswith(_OF_REPORT)]
    return ToldIssue(
        first.kind, first.reason, first.sentence, first.missing, first.where,
        min(issue.opened_at for issue in group), keys,
        _names(first.integration.provider, reports),
    )  # fmt: skip


def _names(provider_key: str, reports: Sequence[str]) -> tuple[str, ...]:
    """The store's names, each once; the key of a report that is known no more."""
    try:
        known = {one.key: one.name for one in provider_of(provider_key).reports}
    except BadInput:
        known = {}
    return tuple(dict.fromkeys(known.get(key, key) for key in reports))
