"""Waits until integrations are up to date, with a bar for each account."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn

from storelink.cli.output import note, one_line
from storelink.cli.standing import Standing, standings
from storelink.domain.outcome import ReportOutcome
from storelink.integrations.models import Integration
from storelink.labels.outcome import outcome_label
from storelink.providers.registry import provider

_LOOK_EVERY_SECONDS = 0.5
_WORD_AFTER_SECONDS = 20.0
"""Without a run until then, the person learns what may be the matter."""


def watch(
    integrations: Sequence[Integration],
    after_runs: Mapping[int, int],
    *,
    timeout_seconds: float | None = None,
) -> bool:
    """Until each integration has ended a run later than the one in `after_runs` (integration id
    → run id). False where the time was over first.

    A bar for each account on standard error where that is a terminal; elsewhere, lines: what has
    begun to come in, what is in, what failed. Single reports stand in `storelink status`.
    """
    console = Console(stderr=True)
    started_at = time.monotonic()
    view = _Bars(console) if console.is_terminal else _Lines()
    with view:
        while True:
            found = [standing for _, standing in standings(integrations)]
            view.show(found)
            if all(_is_over(standing, after_runs) for standing in found):
                return True
            waited = time.monotonic() - started_at
            if timeout_seconds is not None and waited >= timeout_seconds:
                return False
            view.hint(found, waited)
            time.sleep(_LOOK_EVERY_SECONDS)


def _is_over(standing: Standing, after_runs: Mapping[int, int]) -> bool:
    after = after_runs.get(standing.integration.pk, 0)
    return standing.last_run_id > after and not standing.is_running


_IS_BETWEEN = frozenset({"", ReportOutcome.QUEUED, ReportOutcome.LOADING})
"""Outcomes that are none yet."""


def _with_data(standing: Standing) -> str:
    some = sum(state.loaded_at is not None for state in standing.reports)
    return f"{some} of {len(standing.reports)} reports have data"


def _tenths(standing: Standing) -> str:
    planned = sum(state.planned for state in standing.reports)
    done = sum(state.done for state in standing.reports)
    return f"{done * 10 // planned * 10} %, {_with_data(standing)}" if planned else ""


class _View:
    """Shows the same standings again and again."""

    _has_hinted = False

    def __enter__(self) -> _View:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is held."""

    def show(self, found: Sequence[Standing]) -> None:
        raise NotImplementedError

    def hint(self, found: Sequence[Standing], waited_seconds: float) -> None:
        """One word where nothing seems to happen."""
        if self._has_hinted or waited_seconds < _WORD_AFTER_SECONDS:
            return
        if not any(standing.is_running for standing in found):
            self._has_hinted = True
            self.say(
                "No run has started yet. Is a worker running? `storelink up` or "
                "`storelink worker` starts one."
            )

    def say(self, text: str) -> None:
        note(text)


class _Bars(_View):
    """On a terminal: as many lines as accounts, so that what stands above stays in sight."""

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn(),
            TextColumn("{task.fields[state]}", markup=False), console=console,
        )  # fmt: skip
        self._tasks: dict[int, TaskID] = {}

    def __enter__(self) -> _View:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def show(self, found: Sequence[Standing]) -> None:
        for standing in found:
            planned = sum(state.planned for state in standing.reports)
            self._progress.update(
                self._task(standing),
                total=planned or None,
                completed=sum(state.done for state in standing.reports),
                state=_with_data(standing) if standing.reports else "",
            )

    def say(self, text: str) -> None:
        self._progress.console.print(text, markup=False)

    def _task(self, standing: Standing) -> TaskID:
        one = standing.integration
        if one.pk not in self._tasks:
            self._tasks[one.pk] = self._progress.add_task(_title(standing), total=None, state="")
        return self._tasks[one.pk]


class _Lines(_View):
    """Elsewhere: a line when a report has ended, and at each tenth of an account's work."""

    def __init__(self) -> None:
        self._said: dict[tuple[int, str], str] = {}

    def show(self, found: Sequence[Standing]) -> None:
        for standing in found:
            self._say_once(standing, "", _tenths(standing))
            for state in standing.reports:
                if state.outcome not in _IS_BETWEEN:
                    words = f"{outcome_label(state.outcome)} {state.done}/{state.planned}"
                    self._say_once(standing, state.report, words)

    def _say_once(self, standing: Standing, report: str, words: str) -> None:
        key = (standing.integration.pk, report)
        kind = words.partition(",")[0]
        if words and self._said.get(key) != kind:
            self._said[key] = kind
            about = f" {report}" if report else ""
            note(f"{_title(standing)}{about}: {words}")


def _title(standing: Standing) -> str:
    """Accounts of one publisher in two stores have one name."""
    one = standing.integration
    return f"{one_line(one.name)[:24]} ({provider(one.provider).name})"
