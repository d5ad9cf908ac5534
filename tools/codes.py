"""The reference page of the codes: what is compared, stored and sent, and what people read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import Any

from storelink.domain.errors import ErrorKind
from storelink.domain.outcome import ReportOutcome, RunOutcome
from storelink.domain.status import Remedy, Severity, StatusCode
from storelink.labels.outcome import outcome_label
from storelink.labels.status import remedy_label, status_label

_LEAD = (
    "What is compared, stored and sent: `--json` gives these codes, and they stay the same when "
    "the words on pages change. Words stand beside them where a person reads them."
)
CODES: Mapping[type[StrEnum], tuple[str, Callable[[Any], str]]] = {
    StatusCode: ("Statuses", status_label),
    ReportOutcome: ("Outcomes of a report", outcome_label),
    RunOutcome: ("Outcomes of a run", str),
    ErrorKind: ("Kinds of issues", str),
    Severity: ("Severities", str),
    Remedy: ("Remedies", remedy_label),
}
"""Each kind of code → its heading, and the words for one."""


def lines() -> Iterator[str]:
    """The page below its head."""
    yield _LEAD
    for codes, (heading, words) in CODES.items():
        yield from ("", f"## {heading}", "", "| code | words |", "| --- | --- |")
        for code in codes:
            yield f"| `{code}` | {words(code)} |"
