"""The panel of a status: what happened, what to do step by step, what still works.

One function for each status that has something to tell; the words are of design/README sections
6 and 10. Which status holds is decided elsewhere, from facts alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from storelink.domain.errors import ErrorKind
from storelink.domain.status import Shown, StatusCode
from storelink.integrations.told_issues import ToldIssue
from storelink.providers.way_out import WayOut
from storelink.web.moments import day, moment
from storelink.web.report_lines import Light


@dataclass(frozen=True, slots=True)
class Situation:
    """All that a panel tells of."""

    shown: Shown
    store: str
    account: str
    """Its name or number, as the store knows it."""
    connected_at: datetime
    button: str
    """The words of the button that solves it."""
    way_out: WayOut | None
    """The store's page where it is solved, if it is solved there."""
    kind_without_codes: str
    """Another way to sign in, which needs no codes; empty where there is none."""
    issues: Sequence[ToldIssue]
    lights: Sequence[Light]


@dataclass(frozen=True, slots=True)
class Tick:
    """What still works, or does not."""

    words: str
    tone: str
    """As that of a light: `yes`, `no` (not known), `warn-t`, `bad-t`."""


@dataclass(frozen=True, slots=True)
class Panel:
    """The panel under a row that needs somebody."""

    title: str
    lead: str
    steps: Sequence[str]
    ticks: Sequence[Tick] = ()
    aside: str = "Until then"
    message: str = ""
    """For whoever can give what is missing: to be copied."""
    way_out: WayOut | None = None
    """Where the row's own button does not lead there."""


@dataclass(frozen=True, slots=True)
class _Told:
    title: str
    lead: str
    steps: Sequence[str]
    kept: str = "Everything that was collected stays, and stays visible"
    lost: str = ""
    aside: str = "Until then"
    message: str = ""
    has_lights: bool = field(default=False)


def panel_of(now: Situation) -> Panel | None:
    """The panel; None where the status has nothing to tell but its line."""
    panel = _PANELS.get(now.shown.code)
    if panel is None:
        return None
    told = panel(now)
    ticks = [Tick(told.kept, "yes")]
    ticks += [Tick(told.lost, "bad-text")] if told.lost else []
    if told.has_lights:
        ticks += [Tick(_words_of(light), light.tone) for light in now.lights]
    steps = tuple(dict.fromkeys(told.steps))
    further = now.way_out if now.way_out and not now.way_out.is_whole_answer else None
    return Panel(told.title, told.lead, steps, ticks, told.aside, told.message, further)


def _words_of(light: Light) -> str:
    if light.tone == "yes":
        return f"{light.name}: readable"
    return f"{light.name}: {light.words.removeprefix('No: ')}"


def _stopped(now: Situation) -> str:
    if now.shown.data_to is None:
        return "No data comes in"
    return f"No new data since {day(now.shown.data_to)}"


def _code_steps(now: Situation) -> list[str]:
    steps = ["Press Verify.", f"Type the six digits that {now.store} sends."]
    if now.kind_without_codes:
        steps.append(f"Or press Update and choose {now.kind_without_codes}: it needs no codes.")
    return steps


def _verify_soon(now: Situation) -> _Told:
    return _Told(
        "Verify before it ends",
        f"{now.store} ends every sign-in after some time. Verifying now begins a new one, and "
        "nothing stops in between.",
        _code_steps(now),
        kept="Everything keeps updating until then, and history and shares stay as they are",
    )


def _two_factor_required(now: Situation) -> _Told:
    return _Told(
        "Verify to go on",
        f"{now.store} asks for a code again. It does so after some time; nothing is wrong with "
        "the account. The days that are missed meanwhile are fetched afterwards.",
        _code_steps(now),
        lost=_stopped(now),
        has_lights=bool(now.issues),
    )


def _two_factor_not_set_up(now: Situation) -> _Told:
    return _Told(
        "Turn on two-factor authentication first",
        now.shown.cause,
        [
            f"Press {now.button}, and turn it on for this account.",
            "Come back, press Update, and sign in again.",
        ],
        lost=_stopped(now),
    )


def _deprecated(now: Situation) -> _Told:
    return _Told(
        "Reconnect with the current method",
        f"Access was withdrawn at {now.store}, or the agreement ran out. Nothing is wrong with "
        "your account.",
        [
            f"Press {now.button} and choose the same account.",
            "Agree to every permission asked for.",
        ],
        kept="Reports and shares stay as they are",
        lost=_stopped(now),
        aside="Good to know",
    )


def _permission_denied(now: Situation) -> _Told:
    steps = [step for issue in now.issues for step in _steps_of(issue, now.shown.cause)]
    begin = [f"Press {now.way_out.label}."] if now.way_out else []
    return _Told(
        "Give what is missing",
        now.shown.cause,
        [*begin, *steps, "Then press Check again."],
        message=_message(now),
        has_lights=True,
    )


def _steps_of(issue: ToldIssue, said: str) -> list[str]:
    steps = [issue.sentence] if issue.sentence != said else []
    if issue.missing:
        steps.append(f"What is missing: {issue.missing}.")
    if issue.where:
        steps.append(f"Where it is given: {issue.where}.")
    if issue.stops:
        steps.append(issue.stops)
    return steps


def _message(now: Situation) -> str:
    """For an admin: what to give to whom, where, and why."""
    wanted = [one for one in now.issues if one.kind == ErrorKind.NEEDS_PERMISSION and one.missing]
    if not wanted:
        return ""
    lines = [f"Hello, Storelink reads our reports from {now.store} as {now.account}."]
    for one in wanted:
        where = f" (in {one.where})" if one.where else ""
        lines.append(f"Please give it: {one.missing}{where}. {one.stops}".strip())
    return "\n".join([*lines, "It only reads; it changes nothing in the account."])


def _invalid_credentials(now: Situation) -> _Told:
    if now.way_out:
        steps = [f"Press {now.way_out.label}.", "Come back, press Update, and sign in again."]
    else:
        steps = [
            f"Look up the credentials at {now.store}, or make new ones there.",
            "Press Update credentials and enter them.",
        ]
    return _Told(
        "Sign in anew",
        now.shown.cause,
        steps,
        kept="History and shares stay. Storelink has stopped trying, so that nothing gets locked",
        lost=_stopped(now),
    )


def _still_pending(now: Situation) -> _Told:
    if not now.button:
        return _Told(
            f"Waiting for {now.store}",
            now.shown.cause,
            ["Nothing needs to be done: Storelink looks again every hour."],
            kept="Nothing was collected yet, so nothing is lost",
            aside="Good to know",
        )
    tried = now.shown.last_success_at
    return _Told(
        "Start this connection again",
        f"Connected on {day(now.connected_at)}. {now.store} has sent nothing since, which usually "
        "means that the first request was lost.",
        [
            f"Press {now.button}.",
            "Connect the same account again.",
            "Or press Check again and wait one more day.",
        ],
        kept="Nothing was collected yet, so nothing is lost",
        lost=f"Last answer: {moment(tried)}" if tried else f"{now.store} has not answered yet",
        aside="Good to know",
    )


def _unknown_error(now: Situation) -> _Told:
    seen = [
        f"First seen {moment(issue.opened_at)}: {issue.sentence}"
        for issue in now.issues
        if issue.sentence != now.shown.cause
    ]
    return _Told(
        "Something new went wrong",
        f"{now.shown.cause} Storelink keeps trying at the usual hours.",
        [
            "Press Check again.",
            f"Still failing? Press {now.button} and send it to whoever runs this server. It holds "
            "no password and no key.",
            *seen,
        ],
        has_lights=True,
    )


def _paused(now: Situation) -> _Told:
    return _Told(
        "Nothing is fetched while it is paused",
        "Somebody of this workspace paused it.",
        [f"Press {now.button or 'Resume'}. What was missed is then fetched."],
        lost=_stopped(now),
    )


_PANELS: Mapping[StatusCode, Callable[[Situation], _Told]] = {
    StatusCode.VERIFY_SOON: _verify_soon,
    StatusCode.TWO_FACTOR_REQUIRED: _two_factor_required,
    StatusCode.TWO_FACTOR_NOT_SET_UP: _two_factor_not_set_up,
    StatusCode.DEPRECATED_AUTHORIZATION: _deprecated,
    StatusCode.PERMISSION_DENIED: _permission_denied,
    StatusCode.INVALID_CREDENTIALS: _invalid_credentials,
    StatusCode.WAITING_FOR_STORE: _still_pending,
    StatusCode.OWN_TROUBLE: _still_pending,
    StatusCode.NO_DATA: _still_pending,
    StatusCode.UNKNOWN_ERROR: _unknown_error,
    StatusCode.PAUSED: _paused,
}
