"""One run: bring one integration up to date. The workflow, and the steps that it is made of.

    look → for the account and each app: find → load the newest → then the rest, newest first → end

Everything between steps is ids and counts; a killed run goes on after its last finished step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction

from storelink.domain.outcome import ReportOutcome, RunOutcome
from storelink.domain.report import Partition
from storelink.integrations.models import Integration, ReportState, Run
from storelink.integrations.own_trouble import own_trouble_is_over
from storelink.products.choose_apps import left_out_of
from storelink.sync import jobs
from storelink.sync.close import close
from storelink.sync.find import find
from storelink.sync.guard import Answer, guarded
from storelink.sync.load import Result, load
from storelink.sync.look import look
from storelink.sync.outcome import LASTING, worst
from storelink.sync.own_side import is_own, patiently, tells_own_trouble
from storelink.sync.plan import batches, interleaved, newest_first
from storelink.sync.session import let_go, session_of

FIRST = 1
"""Of each report of an app, so many of its newest partitions are loaded before the next app is
looked at: where the store allows few requests, every app has its newest days first."""
PATIENCE = 8
"""Times that a step waits for a busy store before the run ends halted; the next run goes on."""

TRIES_OF_A_REPORT = 2
"""Waits of a step for a report at which the store fails, before it is left to the next run."""

Row = list[str]


@jobs.workflow("sync_run")
def sync_run(run_id: int) -> str:
    """`done`, `halted` or `failed`."""
    progress = _Progress(run_id)
    seen = progress.take(look_step)
    if seen is None:
        return _ended(progress)
    for app in seen["apps"]:
        found = progress.take(find_step, app, sorted(progress.failing))
        if found is None:
            return _ended(progress)
        progress.plan(found)
        newest = found.get("newest", len(found["partitions"]))
        if not progress.load(found["partitions"][:newest]):
            return _ended(progress)
        progress.later += found["partitions"][newest:]
    for batch in batches(newest_first(progress.later)):
        if not progress.load(batch):
            break
    return _ended(progress)


def _ended(progress: _Progress) -> str:
    answer = patiently(end_step, progress.run_id, progress.told())
    return RunOutcome.HALTED if is_own(answer) else str(answer)


class _Progress:
    """What a run knows while it goes. Rebuilt by replaying the stored steps after a restart."""

    def __init__(self, run_id: int) -> None:
        self.run_id = run_id
        self.later: list[Row] = []
        self.planned: dict[str, int] = {}
        self.troubles: dict[str, ReportOutcome] = {}
        self.skipped: set[str] = set()
        self.failing: set[str] = set()
        self.ended = ""
        self.is_own = False
        """It ends for a reason of our own: the next run is due soon."""

    def take(self, step: Callable[..., Answer], *args: Any) -> Answer | None:
        """A step's answer, waiting as often as the store is busy; None where the run ends."""
        for attempt in range(PATIENCE):
            answer = patiently(
                step, self.run_id, *args, attempt >= TRIES_OF_A_REPORT, attempt=attempt
            )
            if is_own(answer):
                self.is_own = True
                break
            self.troubles = worst(self.troubles, answer.get("troubles", {}))
            self.skipped |= set(answer.get("skipped", []))
            self.failing |= set(answer.get("failing", []))
            if "again_in" in answer:
                jobs.sleep(answer["again_in"])
                continue
            if "wait" not in answer:
                self.ended = answer.get("ended", "")
                return None if self.ended else answer
            jobs.sleep(answer["wait"])
        self.ended = RunOutcome.HALTED
        return None

    def plan(self, found: Answer) -> None:
        for report, *_ in found["partitions"]:
            self.planned[report] = self.planned.get(report, 0) + 1
        lasting = {report for report, one in self.troubles.items() if one in LASTING}
        stays_told = sorted(lasting | self.skipped | self.failing)
        patiently(plan_step, self.run_id, self.planned, stays_told)

    def load(self, rows: list[Row]) -> bool:
        """False where the run ends."""
        left = self.skipped | self.failing
        wanted = [row for row in rows if row[0] not in left]
        return not wanted or self.take(load_step, wanted, sorted(left)) is not None

    def told(self) -> Answer:
        return {"ended": self.ended, "troubles": self.troubles, "is_own": self.is_own}


def _integration_of(run_id: int) -> Integration | None:
    run = Run.objects.filter(pk=run_id).select_related("integration").first()
    return run.integration if run else None


_own = tells_own_trouble(_integration_of)


@jobs.step("look")
@_own
def look_step(
    run_id: int,
    passes_over: bool = False,  # noqa: ARG001, FBT001, FBT002 - a step is called by position
    *,
    attempt: int = 0,
) -> Answer:
    def work(run: Run) -> Answer:
        with session_of(run) as session:
            apps = look(run, session)
        return {"ended": RunOutcome.HALTED} if run.integration.awaits_choice else {"apps": apps}

    return guarded(run_id, work, attempt)


@jobs.step("find")
@_own
def find_step(
    run_id: int,
    app: str,
    leave_out: Sequence[str] = (),
    passes_over: bool = False,  # noqa: FBT001, FBT002 - a step is called by position
    *,
    attempt: int = 0,
) -> Answer:
    left = set(leave_out)

    def work(run: Run) -> Answer:
        if app in left_out_of(run.integration):  # since the run has begun
            return {"partitions": []}
        with session_of(run) as session:
            found = find(run, session, app, left=left, passes_over=passes_over)
        rows = [[p.report, p.app, p.period] for p in interleaved(found.partitions)]
        return {
            "partitions": rows,
            "newest": sum(min(FIRST, len(one)) for one in found.partitions),
            "troubles": {report: one.code for report, one in found.troubles.items()},
            "failing": sorted(left.difference(leave_out)),
        }

    return guarded(run_id, work, attempt, left)


@jobs.step("plan")
def plan_step(run_id: int, planned: dict[str, int], troubled: list[str]) -> None:
    """What is told of reports that had trouble in this run stays told, also where they are left to
    the next run while other apps are looked at."""
    run = Run.objects.get(pk=run_id)
    with transaction.atomic():
        for report, count in planned.items():
            state = ReportState.objects.filter(integration_id=run.integration_id, report=report)
            state.update(planned=count)
            if report not in troubled:
                state.update(outcome=ReportOutcome.LOADING, sentence="")


@jobs.step("load")
@_own
def load_step(
    run_id: int,
    rows: list[Row],
    leave_out: Sequence[str] = (),
    passes_over: bool = False,  # noqa: FBT001, FBT002 - a step is called by position
    *,
    attempt: int = 0,
) -> Answer:
    left = set(leave_out)

    def work(run: Run) -> Answer:
        left_out = left_out_of(run.integration)
        wanted = [Partition(*row) for row in rows if row[1] not in left_out]
        result = Result(passes_over=passes_over, left=left)
        with session_of(run) as session:
            load(run, session, wanted, result)
        return {
            "troubles": {report: one.code for report, one in result.outcomes.items()},
            "skipped": sorted(result.skipped),
        }

    return guarded(run_id, work, attempt, left)


@jobs.step("end")
@_own
def end_step(run_id: int, told: Answer) -> str:
    let_go(run_id)
    run = Run.objects.filter(pk=run_id).select_related("integration").first()
    if run is None:
        return RunOutcome.CANCELLED
    is_own = told.get("is_own", False)
    outcome = close(run, told["ended"], told["troubles"], is_own=is_own)
    if not is_own:
        own_trouble_is_over(run.integration)
    return outcome
