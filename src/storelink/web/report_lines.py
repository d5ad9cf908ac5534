"""How each report of an account stands, in a line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from storelink.domain.outcome import ReportOutcome, report_outcome
from storelink.domain.report import Family, Period, Report
from storelink.integrations.models import ReportState
from storelink.labels.outcome import OUTCOME_LABELS
from storelink.products.matrix import family_name
from storelink.providers.contract import Provider
from storelink.web.moments import day
from storelink.web.numbers import plural

_SEEN_LATELY = timedelta(days=3)
"""Reports are looked for every day."""


@dataclass(frozen=True, slots=True)
class Line:
    """One report of one account."""

    key: str
    name: str
    about: str
    words: str
    icon: str
    tone: str
    share: float | None
    """How much of the run's work is done; None where nothing is being loaded."""
    loaded_at: datetime | None
    complete_to: date | None
    period: Period
    is_in: bool
    """Whether all of it has come in at least once."""


@dataclass(frozen=True, slots=True)
class Light:
    """Whether an account may read one family of reports, from what the store answered."""

    name: str
    icon: str
    tone: str
    words: str


def lines_of(provider: Provider, states: Iterable[ReportState]) -> tuple[Line, ...]:
    """A line for each report, in the provider's order. Before the first look all are queued; after
    it, those that no credential of the account can fetch are none of its own."""
    found = {state.report: state for state in states}
    own = [report for report in provider.reports if not found or report.key in found]
    return tuple(_line(report, found.get(report.key)) for report in own)


def lights_by_family(provider: Provider, states: Iterable[ReportState]) -> dict[Family, Light]:
    """A light for each family of reports that the provider has, in its order."""
    outcomes: dict[Family, list[ReportState]] = {report.family: [] for report in provider.reports}
    for state in states:
        family = _family(provider, state.report)
        if family is not None:
            outcomes[family].append(state)
    return {family: _light(family, found) for family, found in outcomes.items()}


def _line(report: Report, state: ReportState | None) -> Line:
    if state is None:
        state = ReportState(report=report.key)
    words, icon, tone = _words(state)
    return Line(
        key=report.key,
        name=report.name,
        about=_about(state),
        words=words,
        icon=icon,
        tone=tone,
        share=_share(state),
        loaded_at=state.loaded_at,
        complete_to=state.complete_to,
        period=report.period,
        is_in=state.first_completed_at is not None,
    )


_NOT_BEGUN = {ReportOutcome.QUEUED, ReportOutcome.NOT_READY}


def _words(state: ReportState) -> tuple[str, str, str]:
    outcome = report_outcome(state.outcome)
    if state.outcome == ReportOutcome.LOADING:
        return f"{state.done:,} of {state.planned:,}", "sync", "info-text"
    if state.outcome == ReportOutcome.COMPLETE:
        return _up_to_date(state) if state.loaded_at else ("Nothing to read", "ok", "yes")
    if state.first_completed_at and outcome in _NOT_BEGUN:
        return _up_to_date(state)
    label = OUTCOME_LABELS[outcome]
    return label.words, label.icon, label.tone


def _up_to_date(state: ReportState) -> tuple[str, str, str]:
    """Said only where somebody has looked lately: after a sign-in that ended weeks ago, what was
    complete then is old now."""
    seen_at = max((at for at in (state.checked_at, state.loaded_at) if at), default=None)
    if seen_at is not None and timezone.now() - seen_at > _SEEN_LATELY:
        return f"Not looked for since {day(seen_at)}", "clock", "muted"
    return "Up to date", "ok", "yes"


def _about(state: ReportState) -> str:
    if state.sentence and state.outcome != ReportOutcome.BUSY:  # told once for the whole account
        return state.sentence
    if state.complete_to:
        about = f"Complete to {day(state.complete_to)}"
        return f"{about}. {state.history_note}" if state.history_note else about
    if state.outcome == ReportOutcome.LOADING:
        return f"{plural(state.planned, 'file')} to read, newest first"
    return "Nothing has come in yet"


def _share(state: ReportState) -> float | None:
    if state.outcome != ReportOutcome.LOADING or not state.planned:
        return None
    return min(1.0, state.done / state.planned)


def _family(provider: Provider, key: str) -> Family | None:
    return next((report.family for report in provider.reports if report.key == key), None)


def _light(family: Family, states: list[ReportState]) -> Light:
    name = family_name(family)
    if any(state.outcome == ReportOutcome.NEEDS_PERMISSION for state in states):
        missing = next(s.sentence for s in states if s.outcome == ReportOutcome.NEEDS_PERMISSION)
        return Light(name, "minus", "bad-text", f"No: {missing or 'a permission is missing'}")
    if any(state.loaded_at or state.outcome == ReportOutcome.COMPLETE for state in states):
        return Light(name, "check", "yes", "Yes")
    return Light(name, "clock", "no", "Not known yet")
