"""A refusal is believed where it lasts: stores refuse valid keys now and then.

A key, or a consent, that is refused is asked with again a few times over about a minute, in waits
of the run that survive a restart. Only then it rests, and even so it is tried again once a day and
whenever a person asks. Never so a password: asking again and again would lock the account.
"""

from __future__ import annotations

import random
from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from storelink.domain.errors import NeedsVerification
from storelink.integrations.issue import open_issue, solve
from storelink.integrations.models import Credential, Integration
from storelink.integrations.past import note_end
from storelink.providers import registry

WAITS_SECONDS = (8.0, 18.0, 34.0)
"""After the first refusal, the second, the third; after one more it is believed."""
TRIED_AGAIN_AFTER = timedelta(days=1)


def forgiving_kinds() -> frozenset[str]:
    """Kinds of credentials with which asking again locks nobody out."""
    return frozenset(
        kind.key
        for provider in registry.providers()
        for kind in provider.credential_kinds
        if kind.may_be_tried_again
    )


def doubt(credential: Credential, refusal: NeedsVerification) -> None:
    """The store has refused it: asked with again soon, or it rests, where that was the last try or
    it was resting already."""
    if credential.refused_at is None and credential.kind in forgiving_kinds():
        rows = Credential.objects.filter(pk=credential.pk, refused_at=None)
        if rows.filter(doubts__lt=len(WAITS_SECONDS)).update(doubts=F("doubts") + 1):
            return
    rest(credential, refusal)


def seconds_to_wait(integration: Integration) -> float | None:
    """Until a refused credential is asked with again; None where no refusal is in doubt."""
    most = (
        Credential.objects.filter(integration=integration, refused_at=None, doubts__gt=0)
        .order_by("-doubts")
        .values_list("doubts", flat=True)
        .first()
    )
    if most is None:
        return None
    wait = WAITS_SECONDS[min(most, len(WAITS_SECONDS)) - 1]
    return wait * random.uniform(0.75, 1.25)  # noqa: S311 - jitter


def rest(credential: Credential, refusal: NeedsVerification) -> None:
    """It rests from now on, and a person is told. Others of the integration go on."""
    now = timezone.now()
    if credential.refused_at is None:
        note_end(credential, now, refusal.reason)
    rows = Credential.objects.filter(pk=credential.pk)
    rows.update(retry_at=now + TRIED_AGAIN_AFTER, doubts=0)
    rows.filter(refused_at=None).update(refused_at=now)
    rows.update(refused_reason=refusal.reason[:100], refused_sentence=refusal.sentence)
    open_issue(credential.integration, issue_key(credential), refusal)


def trust(credential: Credential) -> None:
    """The store has accepted it: what stood against it is over."""
    if credential.refused_at is None and not credential.doubts:
        return
    Credential.objects.filter(pk=credential.pk).update(
        refused_at=None, refused_reason="", refused_sentence="", retry_at=None, doubts=0,
        last_ok_at=timezone.now(),
    )  # fmt: skip
    solve(credential.integration, issue_key(credential))


def issue_key(credential: Credential) -> str:
    """Of the issue that tells its refusal."""
    return ":".join(filter(None, ("credential", credential.kind, credential.slot)))
