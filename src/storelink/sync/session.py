"""The session of a run: opened with the integration's credential, held while the run goes on.

A session remembers what the store has listed, so one for each batch would ask everything anew.
What is held is let go when the run ends, when something goes wrong, and when it lies idle.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from storelink.domain.errors import NeedsVerification
from storelink.integrations.client import client_for
from storelink.integrations.models import Credential, Integration, Run
from storelink.integrations.secrets import open_secret
from storelink.providers.contract import Session
from storelink.providers.http import PoliteClient
from storelink.providers.registry import provider as provider_of
from storelink.sync.limits import limiter_for

IDLE_SECONDS = 600.0


@dataclass
class _Held:
    session: Session
    client: PoliteClient
    credential: int
    set_at: datetime
    used_at: float


_held: dict[int, _Held] = {}
"""Run → its session, in this process."""
_lock = threading.Lock()


@contextmanager
def session_of(run: Run) -> Iterator[Session]:
    """The run's session. NeedsVerification where no credential may be used. After an error the
    next one is a new one."""
    credential = usable_credential(run.integration)
    if credential is None:
        let_go(run.pk)
        raise NeedsVerification(
            "There is no credential that the store accepts. Update it, and data goes on where it "
            "stopped.",
            reason="no_credential",
        )
    held = _of(run, credential)
    try:
        yield held.session
    except BaseException:
        let_go(run.pk)
        raise
    held.used_at = time.monotonic()
    Credential.objects.filter(pk=credential.pk).update(last_ok_at=timezone.now())


def let_go(run_id: int) -> None:
    """Forget the run's session, and every one that lies idle."""
    oldest = time.monotonic() - IDLE_SECONDS
    with _lock:
        over = [key for key, one in _held.items() if key == run_id or one.used_at < oldest]
        gone = [_held.pop(key) for key in over]
    for one in gone:
        one.client.close()


def usable_credential(integration: Integration) -> Credential | None:
    """The newest that the store has not refused."""
    return (
        Credential.objects.filter(integration=integration, refused_at=None)
        .exclude(sealed="")
        .order_by("-set_at")
        .first()
    )


def _of(run: Run, credential: Credential) -> _Held:
    with _lock:
        known = _held.get(run.pk)
    if known and (known.credential, known.set_at) == (credential.pk, credential.set_at):
        return known
    let_go(run.pk)
    provider = provider_of(run.integration.provider)
    client = client_for(provider, limiter_for(credential, provider.hour_limit))
    session = provider.open(open_secret(credential), client)
    held = _Held(session, client, credential.pk, credential.set_at, time.monotonic())
    with _lock:
        _held[run.pk] = held
    return held
