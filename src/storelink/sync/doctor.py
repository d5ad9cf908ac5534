"""The connection doctor: ask the store, now, what an account and some of its apps may do.

Only reads, and only a handful of calls for an account and for each app, whatever its size: what
holds for the whole account is asked once, and apps a few at a time.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Max, Q
from django.utils import timezone

from storelink.domain.errors import BadInput, NeedsPermission, NeedsVerification
from storelink.integrations.issue import open_issue, solve
from storelink.integrations.models import Integration, Probe
from storelink.integrations.probes import ACCOUNT, keep_app
from storelink.integrations.sync_now import try_resting
from storelink.integrations.tell import tell_of
from storelink.products.models import App
from storelink.providers.contract import Light, StoreApp
from storelink.sync.choice import usable_credentials
from storelink.sync.doors import Doors
from storelink.sync.doubt import seconds_to_wait
from storelink.workspaces.audit import note
from storelink.workspaces.models import Role, User
from storelink.workspaces.permission import require

BETWEEN = timedelta(seconds=20)
"""Between two tests of an account."""
APPS_AT_ONCE = 8
_AT_MOST_SECONDS = 25.0
"""After that no further app is begun: somebody waits for the answer."""
_REFUSALS = 4
"""Credentials that may be refused, or renewed, in one test."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What a test came to."""

    apps: tuple[App, ...]
    """Those that were looked at."""
    not_reached: int
    """How many were not, because the store was slow."""


def examine(user: User, integration: Integration, apps: Sequence[App] | None = None) -> Examined:
    """Look at the account and these apps (without: those not looked at for the longest), and keep
    what was found. What has become possible is fetched at once.

    NotAllowed below manager. BadInput while it is paused, or was tested just now. The store's own
    errors come out once they stand in the rows: NeedsVerification where no credential is left,
    NeedsPermission where an agreement stops everything, Busy, Unexpected.
    """
    require(user, integration.workspace, Role.MANAGER)
    _claim(integration)
    try_resting(integration)
    chosen = list(apps if apps is not None else next_apps(integration))[:APPS_AT_ONCE]
    note(user, integration.workspace, "integration.tested", integration.name)
    shut = _subjects(integration, is_open=False)
    resting = _resting(integration)
    tested = _by_any_credential(integration, chosen)
    is_awake = bool(resting - _resting(integration))
    if is_awake:
        tell_of(integration)
    if is_awake or shut & _subjects(integration, is_open=True):
        Integration.objects.filter(pk=integration.pk).update(due_at=timezone.now())
    return tested


def apps_of(integration: Integration) -> list[App]:
    """The apps that are asked for: seen by the store, and not left out."""
    found = App.objects.filter(integration=integration, is_left_out=False, gone_at=None)
    return list(found.order_by("name", "pk"))


def next_apps(integration: Integration) -> list[App]:
    """The few that nobody has looked at for the longest."""
    looked = Probe.objects.filter(integration=integration).exclude(app_id=ACCOUNT)
    at = dict(looked.values_list("app_id").annotate(Max("checked_at")))
    apps = apps_of(integration)
    new = [app for app in apps if app.store_id not in at]
    old = sorted((app for app in apps if app.store_id in at), key=lambda app: at[app.store_id])
    return [*new, *old][:APPS_AT_ONCE]


def _claim(integration: Integration) -> None:
    """In the row, so that it holds between processes."""
    if integration.paused_at is not None:
        raise BadInput(f"{integration.name} is paused. Resume it first.")
    now = timezone.now()
    free = Q(tested_at=None) | Q(tested_at__lt=now - BETWEEN)
    if not Integration.objects.filter(free, pk=integration.pk).update(tested_at=now):
        raise BadInput(
            f"{integration.name} was tested just now. Wait {BETWEEN.seconds} seconds, then test "
            "again: the store counts these calls."
        )


def _by_any_credential(integration: Integration, apps: Sequence[App]) -> Examined:
    """Again with what is left, or was renewed, where the store refuses a credential."""
    for _ in range(_REFUSALS):
        try:
            return _look(integration, apps)
        except NeedsVerification:
            if seconds_to_wait(integration) is not None:
                # Believed only where it lasts: the run asks a few times over the next minute.
                Integration.objects.filter(pk=integration.pk).update(due_at=timezone.now())
                raise
            if not usable_credentials(integration):
                raise
    return _look(integration, apps)


def _look(integration: Integration, apps: Sequence[App]) -> Examined:
    give_up_at = time.monotonic() + _AT_MOST_SECONDS
    done = []
    with _doors(integration) as doors:
        doors.check()
        for app in apps:
            if time.monotonic() > give_up_at:
                break
            found = doors.check_app(StoreApp(app.store_id, app.name, app.bundle_id))
            keep_app(integration, app.store_id, found, timezone.now())
            done.append(app)
        doors.note_use()
    solve(integration, "account")
    return Examined(tuple(done), len(apps) - len(done))


@contextmanager
def _doors(integration: Integration) -> Iterator[Doors]:
    """What the store refuses on the way stands in the rows afterwards, as after a run."""
    doors = Doors(integration)
    try:
        yield doors
    except NeedsVerification:
        doors.settle()
        raise
    except NeedsPermission as refusal:
        open_issue(integration, "account", refusal)
        raise
    finally:
        doors.close()


def _resting(integration: Integration) -> set[int]:
    """Credentials that the store has refused."""
    return set(
        integration.credentials.filter(refused_at__isnull=False).values_list("pk", flat=True)
    )


def _subjects(integration: Integration, *, is_open: bool) -> set[tuple[str, str]]:
    """App and family of what may be read, or of what may not, as the last look found."""
    found = Probe.objects.filter(integration=integration, is_door=False)
    green = Q(light=Light.GREEN.value)
    return set(found.filter(green if is_open else ~green).values_list("app_id", "subject"))
