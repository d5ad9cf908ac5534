"""How a connected account stands: the first rule that holds over stored facts.

Never stored, always computed. What people read for each code stands in `storelink.labels`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from storelink.domain.errors import ErrorKind

SYNCING_AT_MOST = timedelta(hours=72)
"""A first sync that has brought nothing by then is still pending."""
VERIFY_SOON = timedelta(days=5)
TRIES_BEFORE_ERROR = 3
UNASKED_AT_MOST = timedelta(days=3)
"""An account is asked several times a day: what was not asked for this long is not up to date."""


class StatusCode(StrEnum):
    """One for each rule below; two of them may read alike to people."""

    PAUSED = "paused"
    DEPRECATED_AUTHORIZATION = "deprecated_authorization"
    TWO_FACTOR_NOT_SET_UP = "two_factor_not_set_up"
    TWO_FACTOR_REQUIRED = "two_factor_required"
    INVALID_CREDENTIALS = "invalid_credentials"
    WAITING_FOR_STORE = "waiting_for_store"
    """The store lets nobody in yet, and that is usual."""
    PERMISSION_DENIED = "permission_denied"
    OWN_TROUBLE = "own_trouble"
    """Something of Storelink's own is waited for."""
    UNKNOWN_ERROR = "unknown_error"
    APPS_TO_CHOOSE = "apps_to_choose"
    NO_DATA = "no_data"
    """Connected for days, and nothing has come in."""
    VERIFY_SOON = "verify_soon"
    SYNCING = "syncing"
    CONNECTED = "connected"


class Severity(StrEnum):
    """How much a status asks of people."""

    OK = "ok"
    INFO = "info"
    WARN = "warn"
    DANGER = "danger"


NEEDS_ATTENTION = frozenset({Severity.WARN, Severity.DANGER})


class Remedy(StrEnum):
    """What a person does to fix it."""

    RESUME = "resume"
    RECONNECT = "reconnect"
    SET_UP_TWO_FACTOR = "set_up_two_factor"
    VERIFY = "verify"
    UPDATE_CREDENTIALS = "update_credentials"
    FIX_PERMISSIONS = "fix_permissions"
    CONTACT_SUPPORT = "contact_support"
    CHOOSE_APPS = "choose_apps"
    START_AGAIN = "start_again"


@dataclass(frozen=True, slots=True)
class Trouble:
    """An open issue: what only a person can solve."""

    kind: ErrorKind
    sentence: str
    reason: str = ""
    missing: str = ""
    is_whole_account: bool = True
    """False where it concerns one report and the others go on."""
    is_needed: bool = False
    """Of a permission that one report lacks: whether somebody is to give it. So it is where the
    account was connected for what it opens (the provider says which), and where it was there
    before and was taken away. Else the credential is simply made for less: that is told beside the
    report, and asks nothing of anybody."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is stored of an account, as far as its status depends on it."""

    now: datetime
    store: str
    """The console's name."""
    connected_at: datetime
    is_paused: bool = False
    has_credential: bool = True
    refused_at: datetime | None = None
    """When the store refused the credential."""
    refused_reason: str = ""
    refused_sentence: str = ""
    verified_until: datetime | None = None
    pending_until: datetime | None = None
    """Until then the store may not have let the account in, and a refusal says nothing."""
    troubles: tuple[Trouble, ...] = ()
    reports_total: int = 0
    reports_in: int = 0
    """How many have come in: wholly, at least once; during the first sync, newest days at least."""
    awaits_choice: bool = False
    """Somebody chooses the apps first; nothing is asked for before."""
    is_first_sync_over: bool = False
    has_data: bool = False
    failures_in_a_row: int = 0
    """The most that any report has."""
    reference: str = ""
    """By which a person who helps finds the failure."""
    waiting: str = ""
    """Why the store is not asked now, and until when (`waiting_words`); empty while it is."""
    own_trouble: str = ""
    """Why our own side keeps it waiting, if it does."""
    last_success_at: datetime | None = None
    data_to: date | None = None
    late_after_days: int | None = None
    """How old the newest complete day may be, by what the store usually takes to publish; None:
    not known."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A status as people see it."""

    code: StatusCode
    severity: Severity
    cause: str
    """Cause and effect in one line."""
    remedy: Remedy | None = None
    """What fixes it; None where nothing needs to be done."""
    last_success_at: datetime | None = None
    data_to: date | None = None
    waiting: str = ""
    """Why the store is not asked now, and until when; empty while it is."""

    @property
    def needs_attention(self) -> bool:
        return self.severity in NEEDS_ATTENTION


@dataclass(frozen=True, slots=True)
class _Rule:
    code: StatusCode
    severity: Severity
    holds: Callable[[Facts], bool]
    cause: Callable[[Facts], str]
    remedy: Remedy | None = None


def status(facts: Facts) -> Shown:
    """The first status whose rule holds. Always exactly one."""
    rule = next(rule for rule in RULES if rule.holds(facts))
    return Shown(
        rule.code, rule.severity, rule.cause(facts), rule.remedy,
        facts.last_success_at, facts.data_to, facts.waiting,
    )  # fmt: skip


def _day(moment: datetime, now: datetime) -> str:
    return _date(moment.date(), now)


def _date(day: date, now: datetime) -> str:
    year = "" if day.year == now.year else f" {day.year}"
    return f"{day.day} {day:%b}{year}"


def _refused_for(*reasons: str) -> Callable[[Facts], bool]:
    return lambda f: f.refused_at is not None and f.refused_reason in reasons


def _is_over(f: Facts) -> bool:
    return f.verified_until is not None and f.verified_until <= f.now


def _ends_soon(f: Facts) -> bool:
    return f.verified_until is not None and f.verified_until - f.now <= VERIFY_SOON


def _first(f: Facts, kind: ErrorKind, *, whole: bool) -> Trouble | None:
    return next((t for t in f.troubles if t.kind == kind and t.is_whole_account == whole), None)


def _invalid_cause(f: Facts) -> str:
    if not f.has_credential:
        return "There is nothing to sign in with. Data stops until you give a key or password."
    if f.refused_sentence:
        return f.refused_sentence
    on = f" on {_day(f.refused_at, f.now)}" if f.refused_at else ""
    return f"{f.store} rejected these credentials{on}. Were they changed?"


def _two_factor_cause(f: Facts) -> str:
    ended = f.verified_until if _is_over(f) else f.refused_at
    on = f" on {_day(ended, f.now)}" if ended else ""
    return f"Verification ended{on}. Data stops there until you verify."


def _soon_cause(f: Facts) -> str:
    if f.verified_until is None:
        return ""
    left = (f.verified_until.date() - f.now.date()).days
    when = {0: "today", 1: "tomorrow"}.get(left, f"in {left} days")
    return f"{f.store}’s verification ends {when}, on {_day(f.verified_until, f.now)}."


def _permission_cause(f: Facts) -> str:
    trouble = _permission(f)
    if trouble is None:
        return ""
    return trouble.sentence if trouble.is_whole_account else f"{trouble.sentence} {_OTHERS}"


_OTHERS = "Everything else comes in."


def _permission(f: Facts) -> Trouble | None:
    """What stops the account, else what stops one report that somebody is waiting for."""
    needed = (t for t in f.troubles if t.kind == ErrorKind.NEEDS_PERMISSION and t.is_needed)
    return _first(f, ErrorKind.NEEDS_PERMISSION, whole=True) or next(needed, None)


def _has_lasting_failure(f: Facts) -> bool:
    return f.failures_in_a_row >= TRIES_BEFORE_ERROR or any(
        t.kind == ErrorKind.UNEXPECTED for t in f.troubles
    )


def _unknown_cause(f: Facts) -> str:
    known = _first(f, ErrorKind.UNEXPECTED, whole=True) or _first(
        f, ErrorKind.UNEXPECTED, whole=False
    )
    if known is not None:
        return known.sentence
    ref = f" (ref {f.reference})" if f.reference else ""
    return f"{f.store} sent an answer we don’t know{ref}."


def _is_waited_for(f: Facts) -> bool:
    """The store lets nobody in yet: no fault of anybody's, and nothing to be done."""
    return f.pending_until is not None and f.now < f.pending_until and not f.has_data


def _waited_for_cause(f: Facts) -> str:
    if f.pending_until is None:
        return ""
    return (
        f"{f.store} has not let the account in yet. That can take until "
        f"{_day(f.pending_until, f.now)}, {f.pending_until:%H:%M} UTC "
        f"({_left(f.pending_until - f.now)} more). Storelink looks again every hour by itself."
    )


def _left(left: timedelta) -> str:
    hours, minutes = divmod(int(left.total_seconds()) // 60, 60)
    count, noun = (hours, "hour") if hours else (max(1, minutes), "minute")
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _is_pending(f: Facts) -> bool:
    return (
        not f.is_first_sync_over
        and not f.has_data
        and f.now - f.connected_at > SYNCING_AT_MOST
    )  # fmt: skip


def _pending_cause(f: Facts) -> str:
    days = max(3, (f.now - f.connected_at).days)
    return f"No data after {days} days. Starting again usually helps."


def _is_syncing(f: Facts) -> bool:
    return not f.is_first_sync_over and f.now - f.connected_at <= SYNCING_AT_MOST


def _syncing_cause(f: Facts) -> str:
    if f.waiting:
        return f.waiting
    if not f.reports_total:
        return "Looking for your apps. The rest usually arrives within 48 hours."
    if f.reports_in >= f.reports_total:
        return f"All {f.reports_total} reports have begun to come in. Older days follow."
    return (
        f"{f.reports_in} of {f.reports_total} reports in. The rest usually arrive within 48 hours."
    )


_OF_SOME = (
    ErrorKind.NEEDS_VERIFICATION,
    ErrorKind.NEEDS_PERMISSION,
    ErrorKind.NOT_READY,
    ErrorKind.INCOMPLETE,
)
"""Told beside an account that is connected, in this order."""


def _connected_cause(f: Facts) -> str:
    partial = next((t for kind in _OF_SOME if (t := _first(f, kind, whole=False))), None)
    if partial is not None:
        # One credential of several, or a role too small for some reports: the others go on.
        return f"Connected. {partial.sentence}"
    if f.waiting:
        return f.waiting
    until = (
        f" Verified until {_day(f.verified_until, f.now)}." if f.verified_until is not None else ""
    )
    late = f"Last data of {_date(f.data_to, f.now)}." if f.data_to and _is_late(f) else ""
    if f.reports_in < f.reports_total:
        some = f"{f.reports_in} of {f.reports_total} reports have data."
        return f"{some} {late}".rstrip() + until
    return f"{late or 'All reports up to date.'}{until}"


def _is_late(f: Facts) -> bool:
    """Nothing is refused, and still nothing new has come in for longer than the store takes."""
    if f.last_success_at is not None and f.now - f.last_success_at > UNASKED_AT_MOST:
        return True
    if f.data_to is None or f.late_after_days is None:
        return False
    return (f.now.date() - f.data_to).days > f.late_after_days


RULES: tuple[_Rule, ...] = (
    _Rule(
        StatusCode.PAUSED, Severity.INFO, lambda f: f.is_paused,
        lambda _: "Nothing is fetched until somebody resumes it. History stays.",
        Remedy.RESUME,
    ),
    _Rule(
        StatusCode.DEPRECATED_AUTHORIZATION, Severity.WARN,
        _refused_for("deprecated_authorization"),
        lambda f: f"Access was withdrawn at {f.store}, or the agreement ran out.",
        Remedy.RECONNECT,
    ),
    _Rule(
        StatusCode.TWO_FACTOR_NOT_SET_UP, Severity.DANGER, _refused_for("two_factor_not_set_up"),
        lambda f: f"{f.store} lets in only accounts that have it turned on.",
        Remedy.SET_UP_TWO_FACTOR,
    ),
    _Rule(
        StatusCode.TWO_FACTOR_REQUIRED, Severity.DANGER,
        lambda f: _refused_for("code_wanted", "session_over")(f)
        or (f.refused_at is None and _is_over(f)),
        _two_factor_cause, Remedy.VERIFY,
    ),
    _Rule(
        StatusCode.INVALID_CREDENTIALS, Severity.DANGER,
        lambda f: f.refused_at is not None or not f.has_credential,
        _invalid_cause, Remedy.UPDATE_CREDENTIALS,
    ),
    _Rule(StatusCode.WAITING_FOR_STORE, Severity.INFO, _is_waited_for, _waited_for_cause),
    _Rule(
        StatusCode.PERMISSION_DENIED, Severity.DANGER, lambda f: _permission(f) is not None,
        _permission_cause, Remedy.FIX_PERMISSIONS,
    ),
    _Rule(
        StatusCode.OWN_TROUBLE, Severity.INFO, lambda f: bool(f.own_trouble),
        lambda f: f.own_trouble,
    ),
    _Rule(
        StatusCode.UNKNOWN_ERROR, Severity.DANGER, _has_lasting_failure, _unknown_cause,
        Remedy.CONTACT_SUPPORT,
    ),
    _Rule(
        StatusCode.APPS_TO_CHOOSE, Severity.INFO, lambda f: f.awaits_choice,
        lambda _: "Nothing is asked for until you choose the apps.",
        Remedy.CHOOSE_APPS,
    ),
    _Rule(
        StatusCode.NO_DATA, Severity.WARN, _is_pending, _pending_cause, Remedy.START_AGAIN,
    ),
    _Rule(StatusCode.VERIFY_SOON, Severity.WARN, _ends_soon, _soon_cause, Remedy.VERIFY),
    _Rule(StatusCode.SYNCING, Severity.INFO, _is_syncing, _syncing_cause),
    _Rule(StatusCode.CONNECTED, Severity.OK, lambda _: True, _connected_cause),
)  # fmt: skip
"""In the order in which they must be solved."""
