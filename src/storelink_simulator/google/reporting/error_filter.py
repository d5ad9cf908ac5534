"""Filters of the search of errors: conjunctions of disjunctions that are about one field each."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from storelink_simulator.google.errors import Refused, invalid
from storelink_simulator.google.play.errors import ErrorReport

_WORD = re.compile(r'\s*("[^"]*"|[\w./:-]+|[()=])')
_PERCEIVED = "isUserPerceived"
_LONGEST = 4000
_OF_BOTH: dict[str, Callable[[ErrorReport], str]] = {
    "apiLevel": lambda one: str(one.api_level),
    "versionCode": lambda one: one.version_code,
    "deviceModel": lambda one: f"{one.brand}/{one.device[0]}",
    "deviceBrand": lambda one: one.brand,
    "deviceType": lambda _: "PHONE",
    "errorIssueType": lambda one: one.group.type,
    "appProcessState": lambda one: "FOREGROUND" if one.is_foreground else "BACKGROUND",
    _PERCEIVED: lambda one: "true" if one.is_foreground else "false",
}
_OF_REPORTS: dict[str, Callable[[ErrorReport], str]] = {
    "errorIssueId": lambda one: one.group.id,
    "errorReportId": lambda one: one.id,
}
_KNOWN_VALUES = {
    "errorIssueType": {"CRASH", "ANR", "NON_FATAL"},
    "appProcessState": {"FOREGROUND", "BACKGROUND"},
}


@dataclass(frozen=True, slots=True)
class Clause:
    """One field, and the values of which it has to have one."""

    field: str
    values: frozenset[str]

    def fits(self, report: ErrorReport) -> bool:
        """Whether a report is meant."""
        return (_OF_BOTH | _OF_REPORTS)[self.field](report).lower() in self.values


def clauses_of(text: str | None, *, of_reports: bool) -> tuple[Clause, ...]:
    """Read a filter; fields of single reports are for their search only. Raises Refused."""
    words = _words(text or "")
    if not words:
        return ()
    known = set(_OF_BOTH) | (set(_OF_REPORTS) if of_reports else set())
    return tuple(_clause(one, known) for one in _parted(words, "AND"))


def _words(text: str) -> list[str]:
    if len(text) > _LONGEST:
        raise _bad()
    found, place, text = [], 0, text.strip()
    while place < len(text):
        match = _WORD.match(text, place)
        if match is None:
            raise _bad()
        found.append(match[1])
        place = match.end()
    return found


def _parted(words: list[str], by: str) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for word in words:
        if word == by:
            parts.append([])
        else:
            parts[-1].append(word)
    return parts


def _clause(words: list[str], known: set[str]) -> Clause:
    if words[:1] == ["("] and words[-1:] == [")"]:
        words = words[1:-1]
    terms = [_term(one, known) for one in _parted(words, "OR")]
    fields = {field for field, _ in terms}
    if len(fields) != 1:
        raise invalid("Invalid filter: OR is only supported between values of one field.")
    return Clause(fields.pop(), frozenset(value.lower() for _, value in terms))


def _term(words: list[str], known: set[str]) -> tuple[str, str]:
    if words == [_PERCEIVED]:
        return _PERCEIVED, "true"
    if len(words) != 3 or words[1] != "=" or words[0] not in known - {_PERCEIVED}:
        raise _bad()
    value = words[2].strip('"')
    if value in ("(", ")", "=") or value not in _KNOWN_VALUES.get(words[0], {value}):
        raise _bad()
    return words[0], value


def _bad() -> Refused:
    return invalid("Invalid filter: unknown field, value or operator.")
