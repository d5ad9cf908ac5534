"""Starts a run for every integration that is due. Any number of workers may do this at once."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from storelink.domain.outcome import RunOutcome
from storelink.integrations.models import Integration, Run
from storelink.sync import jobs
from storelink.sync.choice import usable
from storelink.sync.close import AT_ONCE, SOON
from storelink.sync.run import sync_run

AT_A_TIME = 50


def start_due() -> int:
    """How many runs were started. The row is the lock: one open run an integration."""
    of_it = {"integration": OuterRef("pk")}
    due = Integration.objects.filter(
        Exists(usable().filter(**of_it)),
        ~Exists(Run.objects.filter(**of_it, ended_at=None)),
        due_at__lte=timezone.now(),
        paused_at=None,
    )
    started = 0
    for integration in due[:AT_A_TIME]:
        run = _open(integration)
        if run is not None:
            _enqueue(run)
            started += 1
    return started


def heal() -> int:
    """Open runs whose job was never accepted, or is over: a worker died in between. How many."""
    healed = 0
    for run in Run.objects.filter(ended_at=None).select_related("integration"):
        if not jobs.is_known(job_id(run)):
            _enqueue(run)
            healed += 1
        elif jobs.is_over(job_id(run)):
            # The job ended in an error of ours before it could close its run.
            now = timezone.now()
            Run.objects.filter(pk=run.pk, ended_at=None).update(
                ended_at=now, outcome=RunOutcome.FAILED
            )
            Integration.objects.filter(pk=run.integration_id).update(due_at=now + _next_try(run))
            healed += 1
    return healed


def _next_try(run: Run) -> timedelta:
    """A minute, where the run before it was none that failed; an hour where that failed too."""
    before = Run.objects.filter(integration_id=run.integration_id, pk__lt=run.pk)
    last = before.order_by("-pk").values_list("outcome", flat=True).first()
    return SOON if last == RunOutcome.FAILED else AT_ONCE


def job_id(run: Run) -> str:
    """The job of a run: one for ever."""
    return f"run-{run.pk}"


def _open(integration: Integration) -> Run | None:
    try:
        with transaction.atomic():
            return Run.objects.create(integration=integration)
    except IntegrityError:  # another worker was quicker
        return None


def _enqueue(run: Run) -> None:
    jobs.enqueue(sync_run, job_id(run), f"integration-{run.integration_id}", run.pk)
