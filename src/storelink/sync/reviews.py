"""Reviews, every hour: each app's new and changed ones, from where the cursor stands."""

from __future__ import annotations

import logging
import random
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from storelink.domain.errors import Busy, NeedsPermission, NeedsVerification, NotReady, Unexpected
from storelink.domain.outcome import RunOutcome
from storelink.integrations.models import Credential, Integration
from storelink.integrations.own_trouble import own_trouble_is_over, own_trouble_of
from storelink.products.models import App
from storelink.providers.registry import providers
from storelink.sync import jobs
from storelink.sync.choice import usable_credentials
from storelink.sync.doors import Doors
from storelink.sync.doubt import seconds_to_wait
from storelink.sync.outcome import wait_before
from storelink.sync.own_side import OWN, is_own, patiently, tells_own_trouble
from storelink.sync.review_lists import note_refusal, read_list, tell_of_lists

log = logging.getLogger(__name__)

EVERY = timedelta(hours=1)
PATIENCE = 4
"""Times that a busy store is asked for the first app that meets it."""
BUSY_APPS = 3
"""In a row, after which no further app is asked for in this hour."""


def start_due_reviews() -> int:
    """How many accounts' reviews were put into the queue. Claimed in the row: once an hour."""
    now = timezone.now()
    able = [one.key for one in providers() if one.reviews is not None]
    usable = Credential.objects.filter(integration=OuterRef("pk"), refused_at=None)
    due = Integration.objects.filter(
        Exists(usable.exclude(sealed="")), provider__in=able, paused_at=None,
        reviews_due_at__lte=now, apps__gone_at=None, apps__is_left_out=False,
    ).exclude(takes_new_apps=False, apps_chosen_at=None).distinct()  # fmt: skip
    started = 0
    for one in due[:50]:
        if Integration.objects.filter(pk=one.pk, reviews_due_at=one.reviews_due_at).update(
            reviews_due_at=now + EVERY
        ):
            job = f"reviews-{one.pk}-{int(one.reviews_due_at.timestamp())}"
            jobs.enqueue(sync_reviews, job, f"integration-{one.pk}", one.pk)
            started += 1
    return started


def _integration(pk: int) -> Integration | None:
    return Integration.objects.filter(pk=pk).first()


_own = tells_own_trouble(_integration)


@jobs.workflow("sync_reviews")
def sync_reviews(integration_id: int) -> str:
    """`done`, or `halted` where a person or a later hour has to go on. What is wrong with one app
    stops no other; a store that is busy for several, one after the other, is left alone."""
    busy_in_a_row = 0
    ended = RunOutcome.DONE
    apps = patiently(apps_step, integration_id)
    for app_id in [] if is_own(apps) else apps:
        answer = _patiently(integration_id, app_id, 1 if busy_in_a_row else PATIENCE)
        busy_in_a_row = busy_in_a_row + 1 if "wait" in answer else 0
        if {"ended", "again_in", OWN} & set(answer) or busy_in_a_row == BUSY_APPS:
            ended = RunOutcome.HALTED
            break
    patiently(tell_step, integration_id)
    return ended


def _patiently(integration_id: int, app_id: int, tries: int) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    for attempt in range(PATIENCE):
        answer = patiently(app_step, integration_id, app_id)
        if "again_in" in answer:
            jobs.sleep(answer["again_in"])
        elif "wait" not in answer or attempt + 1 >= tries:
            break
        else:
            jobs.sleep(wait_before(attempt, answer["wait"], answer["jitter"]))
    return answer


@jobs.step("reviews_apps")
@_own
def apps_step(integration_id: int) -> list[int]:
    rows = App.objects.filter(integration_id=integration_id, gone_at=None, is_left_out=False)
    return list(rows.order_by("pk").values_list("pk", flat=True))


@jobs.step("reviews_app")
@_own
def app_step(integration_id: int, app_id: int) -> dict[str, Any]:
    integration = Integration.objects.filter(pk=integration_id, paused_at=None).first()
    app = App.objects.filter(pk=app_id).first()
    if integration is None or app is None:
        return {"ended": RunOutcome.CANCELLED}
    try:
        new = bring_in(integration, app)
        own_trouble_is_over(integration)
        return {"new": new}
    except NeedsVerification:
        seconds = seconds_to_wait(integration)
        if seconds is not None:
            return {"again_in": seconds}
        return {"ended": RunOutcome.HALTED}
    except NotReady:
        return {"new": 0}
    except Busy as error:
        note_refusal(app, error)
        asked = error.wait.total_seconds() if error.wait else 0.0
        return {"wait": asked, "jitter": random.random()}  # noqa: S311 - not a secret
    except (NeedsPermission, Unexpected) as error:
        if own_trouble_of(error) is not None:
            raise
        log.warning("reviews of app %s: %s", app_id, error.detail)
        note_refusal(app, error)
        return {"refused": error.reason}


@jobs.step("reviews_tell")
@_own
def tell_step(integration_id: int) -> None:
    integration = Integration.objects.filter(pk=integration_id).first()
    if integration is not None:
        tell_of_lists(integration)


def bring_in(integration: Integration, app: App) -> int:
    """How many new ones. Raises what the store raises; by then a refused credential rests."""
    while True:
        doors = Doors(integration)
        try:
            return read_list(doors, app)
        except NeedsVerification:
            doors.settle()
            if seconds_to_wait(integration) is not None or not usable_credentials(integration):
                raise
        finally:
            doors.close()
