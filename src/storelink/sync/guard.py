"""Around each step of a run: the errors that end the run, or make it wait, as plain values."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from storelink.domain.errors import (
    Busy,
    NeedsPermission,
    NeedsVerification,
    NotReady,
    Unexpected,
)
from storelink.domain.outcome import ReportOutcome, RunOutcome
from storelink.integrations.issue import open_issue, solve
from storelink.integrations.models import Integration, Issue, ReportState, Run
from storelink.integrations.own_trouble import own_trouble_is_over, own_trouble_of
from storelink.integrations.waiting import no_longer_waiting, wait_until
from storelink.sync.choice import usable_credentials
from storelink.sync.doubt import seconds_to_wait
from storelink.sync.outcome import failed, wait_before

log = logging.getLogger(__name__)

REFUSALS = 4
"""Credentials of one integration that may be refused, or renewed, in one step."""

_UNDER_WAY = (ReportOutcome.QUEUED, ReportOutcome.LOADING)

Answer = dict[str, Any]


def guarded(
    run_id: int, work: Callable[[Run], Answer], attempt: int, left: Collection[str] = ()
) -> Answer:
    """What the work answers, or why the run waits (`wait`: seconds) or ends (`ended`): plain
    values, since answers of steps are stored. `left`: reports that are left to the next run, which
    the work may add to; what is said of them stays, whatever this run waits for."""
    run = Run.objects.filter(pk=run_id).select_related("integration").first()
    if run is None or run.integration.paused_at or run.integration.deleted_at:
        return {"ended": RunOutcome.CANCELLED}
    try:
        answer = _by_any_credential(run, work)
    except NeedsVerification as error:
        _tell_of_none(run.integration, error)
        return {"ended": RunOutcome.HALTED}
    except NeedsPermission as error:
        open_issue(run.integration, "account", error)
        return {"ended": RunOutcome.HALTED}
    except Unexpected as error:
        if own_trouble_of(error) is not None:
            raise
        log.exception("run %s of %s failed: %s", run.pk, run.integration_id, error.detail)
        failed(run.integration, error)
        return {"ended": RunOutcome.FAILED}
    except (Busy, NotReady) as error:
        return {"wait": _wait_for(run.integration, error, attempt, left)}
    no_longer_waiting(run.integration)
    if "again_in" not in answer:
        solve(run.integration, "account")
    own_trouble_is_over(run.integration)
    return answer


def _by_any_credential(run: Run, work: Callable[[Run], Answer]) -> Answer:
    """Again with what is left, or was renewed, where the store refuses a credential; later, where
    the refusal may pass."""
    for _ in range(REFUSALS):
        try:
            return work(run)
        except NeedsVerification:
            seconds = seconds_to_wait(run.integration)
            if seconds is not None:
                return {"again_in": seconds}
            if not usable_credentials(run.integration):
                raise
    return work(run)


def _tell_of_none(integration: Integration, error: NeedsVerification) -> None:
    """Where a credential was refused just now, its own issue tells it already."""
    if not Issue.objects.filter(
        integration=integration, key__startswith="credential:", solved_at=None
    ).exists():
        open_issue(integration, "credential", error)


def _wait_for(
    integration: Integration, error: Busy | NotReady, attempt: int, left: Collection[str]
) -> float:
    """Seconds until the next try. The moment of it stands in the account's row: it is the one that
    people are told."""
    wait = error.wait if isinstance(error, Busy) else None
    asked = wait.total_seconds() if wait else 0.0
    seconds = wait_before(attempt, asked, random.random())  # noqa: S311 - not a secret
    wait_until(integration, error.sentence, timezone.now() + timedelta(seconds=seconds))
    is_busy = Q(outcome=ReportOutcome.BUSY) & ~Q(report__in=left)
    waits_too = Q(outcome__in=_UNDER_WAY) | is_busy
    ReportState.objects.filter(waits_too, integration=integration).update(
        outcome=ReportOutcome.BUSY, sentence=error.sentence
    )
    return seconds
