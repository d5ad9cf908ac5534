"""Go on with a sign-in that ended or soon ends, where the store needs nothing of a person."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from storelink.domain.errors import StoreError
from storelink.integrations.client import client_for
from storelink.integrations.models import Credential
from storelink.integrations.outgoing import ledger_of
from storelink.integrations.past import lengths_in_days, note_end
from storelink.integrations.same_account import is_same_account
from storelink.integrations.secrets import open_secret, seal_secret
from storelink.providers.contract import Connected, Provider, Refused, Step, Verify
from storelink.providers.registry import provider as provider_of

log = logging.getLogger(__name__)

AT_MOST_EVERY = timedelta(hours=1)
"""A store that wants a code is not asked again and again: it would lock the account."""


@dataclass(frozen=True, slots=True)
class Renewal:
    """What came of a try."""

    is_good: bool
    """Whether the credential is good again, and stored."""
    refusal: Refused | None = None
    """Why no code would help, such as a locked account; None where a person can go on."""


def renew(credential: Credential) -> Renewal:
    """One try of one worker, then a pause.

    Never raises for what the store says: what it needs is a person, and the caller tells them.
    """
    provider = provider_of(credential.integration.provider)
    now = timezone.now()
    if provider.verify is None or not _claim(credential, now):
        return Renewal(is_good=False)
    step = _asked(provider, provider.verify, credential)
    if isinstance(step, Refused):
        return Renewal(is_good=False, refusal=step)
    if not isinstance(step, Connected) or not is_same_account(
        credential.integration, step, credential.kind
    ):
        return Renewal(is_good=False)
    with transaction.atomic():
        note_end(credential, now, "renewed")
        store_renewed(credential, step, now)
    return Renewal(is_good=True)


def store_renewed(credential: Credential, step: Connected, now: datetime) -> None:
    """Put what the store gave into the row, sealed."""
    seal_secret(credential, step.secret)
    credential.public_id = step.public_id
    credential.facts = {**credential.facts, **step.facts}
    if step.valid_until is not None:
        credential.facts["past_days"] = list(lengths_in_days(credential.integration))
    credential.set_at = credential.verified_at = credential.last_ok_at = now
    credential.verified_until = step.valid_until
    credential.refused_at = None
    credential.refused_reason = credential.refused_sentence = ""
    credential.retry_at, credential.doubts = None, 0
    credential.save()


def _claim(credential: Credential, now: datetime) -> bool:
    free = Q(renewal_tried_at=None) | Q(renewal_tried_at__lte=now - AT_MOST_EVERY)
    rows = Credential.objects.filter(free, pk=credential.pk, refused_at=None)
    return bool(rows.update(renewal_tried_at=now))


def _asked(provider: Provider, verify: Verify, credential: Credential) -> Step | None:
    client = client_for(provider, on_call=ledger_of(credential))
    try:
        return verify(credential.kind, open_secret(credential), client)
    except StoreError as error:
        log.info("credential %s was not renewed: %s", credential.pk, error.reason)
        return None
    finally:
        client.close()
