"""Bring an account up to date now."""

from __future__ import annotations

from django.utils import timezone

from storelink.domain.errors import BadInput
from storelink.integrations.models import Credential, Integration, ReportState
from storelink.workspaces.audit import note
from storelink.workspaces.models import Role, User
from storelink.workspaces.permission import require


def sync_now(user: User, integration: Integration) -> None:
    """The next run is due at once; a worker sees it within a second. A key that rests because the
    store refused it is tried again by it.

    NotAllowed below member; BadInput while it is paused.
    """
    require(user, integration.workspace, Role.MEMBER)
    if integration.paused_at is not None:
        raise BadInput(f"{integration.name} is paused. Resume it first.")
    try_resting(integration)
    make_due(integration)
    note(user, integration.workspace, "integration.synced", integration.name)


def try_resting(integration: Integration) -> None:
    """Credentials that rest are due to be tried again, where that locks nobody out."""
    resting = Credential.objects.filter(integration=integration, refused_at__isnull=False)
    resting.update(retry_at=timezone.now())


def make_due(integration: Integration) -> None:
    """Whatever the schedule says: there is something new to ask for."""
    ReportState.objects.filter(integration=integration).update(next_check_at=None)
    integration.due_at = timezone.now()
    integration.save(update_fields=["due_at"])
