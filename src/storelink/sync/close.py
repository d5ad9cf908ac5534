"""The end of a run: outcomes, and when the next one is due."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from storelink.domain.outcome import ReportOutcome, RunOutcome
from storelink.integrations.damage import solve_damage
from storelink.integrations.issue import solve
from storelink.integrations.models import Integration, ReportState, Run
from storelink.integrations.tell import tell_of
from storelink.integrations.waiting import no_longer_waiting, wait_longer
from storelink.sync.reloads import end_reloads

USUAL = timedelta(hours=6)
AT_ONCE = timedelta(minutes=1)
"""Where our own side was in trouble: another machine, or this one, may go on."""
OWN_FOR_LONG = timedelta(minutes=15)
SOON = timedelta(hours=1)
"""Where a report is late, or the store was busy."""
OURS = ReportOutcome.UNEXPECTED
_LATE = frozenset({ReportOutcome.NOT_READY, ReportOutcome.MISSING})
_NOT_IN = (ReportOutcome.NOT_READY, ReportOutcome.UNEXPECTED)
_HALTING = frozenset({ReportOutcome.NEEDS_PERMISSION, ReportOutcome.BUSY})
_AGAIN_SOON = _LATE | {ReportOutcome.BUSY, OURS}


def close(run: Run, ended: str, troubles: Mapping[str, str], *, is_own: bool = False) -> str:
    """Ends the run (`is_own`: for a reason of our own); safe to repeat. The outcome: `done`,
    `halted`, `failed` or `cancelled`."""
    now = timezone.now()
    outcome = _outcome(ended, troubles)
    integration = run.integration
    with transaction.atomic():
        if not Run.objects.filter(pk=run.pk, ended_at=None).update(ended_at=now, outcome=outcome):
            return outcome
        if not ended:
            _complete(integration, troubles, now)
        if ended != RunOutcome.HALTED:
            no_longer_waiting(integration)
        end_reloads(run, is_done=not ended and ReportOutcome.BUSY not in troubles.values())
        wait = _wait_for_us(integration, now) if is_own else _wait(ended, troubles)
        _set_next(integration, run, wait, now)
    if not ended:
        solve_damage(integration, with_losses=True)
    tell_of(integration)
    return outcome


def _outcome(ended: str, troubles: Mapping[str, str]) -> str:
    if ended:
        return ended
    if OURS in troubles.values():
        return RunOutcome.FAILED
    is_halted = not _HALTING.isdisjoint(troubles.values())
    return RunOutcome.HALTED if is_halted else RunOutcome.DONE


def _complete(integration: Integration, troubles: Mapping[str, str], now: datetime) -> None:
    """Reports without trouble are in; a file that is not there yet is no trouble. What is missing
    stays told."""
    states = ReportState.objects.filter(integration=integration)
    bad = [report for report, one in troubles.items() if one not in _LATE]
    failed = [report for report, one in troubles.items() if one == OURS]
    states.filter(report__in=failed).update(failures_in_a_row=F("failures_in_a_row") + 1)
    good = states.exclude(report__in=bad)
    good.update(failures_in_a_row=0, checked_at=now)
    missing = [report for report, one in troubles.items() if one == ReportOutcome.MISSING]
    whole = good.exclude(report__in=missing)
    for report in whole.values_list("report", flat=True):
        solve(integration, f"report:{report}")
    whole.update(outcome=ReportOutcome.COMPLETE, sentence="")
    late = [report for report, one in troubles.items() if one == ReportOutcome.NOT_READY]
    good.filter(report__in=late, loaded_at=None).update(outcome=ReportOutcome.NOT_READY)
    good.exclude(report__in=late).update(refused_at=None)
    good.exclude(report__in=[*late, *missing], loaded_at=None).update(
        first_completed_at=Coalesce(F("first_completed_at"), now)
    )
    if not states.filter(first_completed_at=None, outcome__in=_NOT_IN).exists():
        Integration.objects.filter(pk=integration.pk, first_synced_at=None).update(
            first_synced_at=now
        )


def _wait(ended: str, troubles: Mapping[str, str]) -> timedelta:
    if ended or not _AGAIN_SOON.isdisjoint(troubles.values()):
        return SOON
    return USUAL


def _wait_for_us(integration: Integration, now: datetime) -> timedelta:
    is_long = integration.own_since is not None and now - integration.own_since > OWN_FOR_LONG
    return 5 * AT_ONCE if is_long else AT_ONCE


def _set_next(integration: Integration, run: Run, wait: timedelta, now: datetime) -> None:
    """Unless a person asked for another run meanwhile: then that one is due."""
    most = min(300, int(wait.total_seconds()) // 2)
    jitter = timedelta(seconds=random.randrange(most))  # noqa: S311 - spreads the load
    due_at = now + wait + jitter
    Integration.objects.filter(pk=integration.pk, due_at__lte=run.started_at).update(due_at=due_at)
    ReportState.objects.filter(integration=integration).update(next_check_at=due_at)
    wait_longer(integration, due_at)
