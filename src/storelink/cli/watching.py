"""Waits until integrations are up to date, with a bar for each report."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from storelink.cli.output import note, one_line
from storelink.cli.standing import Standing, standings
from storelink.integrations.models import Integration

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

    Bars stand on standard error where that is a terminal; elsewhere, a line for each report.
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
    """On a terminal."""

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(),
            TextColumn("{task.fields[state]}", markup=False), console=console,
        )  # fmt: skip
        self._tasks: dict[tuple[int, str], TaskID] = {}

    def __enter__(self) -> _View:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def show(self, found: Sequence[Standing]) -> None:
        for standing in found:
            for state in standing.reports:
                self._progress.update(
                    self._task(standing, state.report),
                    total=state.planned or None,
                    completed=state.done,
                    state=state.outcome.replace("_", " "),
                )

    def say(self, text: str) -> None:
        self._progress.console.print(text, markup=False)

    def _task(self, standing: Standing, report: str) -> TaskID:
        key = (standing.integration.pk, report)
        if key not in self._tasks:
            title = f"{one_line(standing.integration.name)[:24]} {report}"
            self._tasks[key] = self._progress.add_task(title, total=None, state="")
        return self._tasks[key]


class _Lines(_View):
    """Elsewhere: a line when a report's state changes."""

    def __init__(self) -> None:
        self._said: dict[tuple[int, str], str] = {}

    def show(self, found: Sequence[Standing]) -> None:
        for standing in found:
            for state in standing.reports:
                key = (standing.integration.pk, state.report)
                if state.outcome and self._said.get(key) != state.outcome:
                    self._said[key] = state.outcome
                    note(
                        f"{standing.integration.name} {state.report}: "
                        f"{state.outcome.replace('_', ' ')} {state.done}/{state.planned}"
                    )
