"""Pause and resume: nothing is fetched meanwhile, nothing is lost."""

from __future__ import annotations

from django.utils import timezone

from storelink.integrations.models import Integration
from storelink.workspaces.audit import note
from storelink.workspaces.models import Role, User
from storelink.workspaces.permission import require


def pause(user: User, integration: Integration) -> None:
    """NotAllowed below manager. A run under way ends after the partitions that it has begun."""
    require(user, integration.workspace, Role.MANAGER)
    integration.paused_at = timezone.now()
    integration.save(update_fields=["paused_at"])
    note(user, integration.workspace, "integration.paused", integration.name)


def resume(user: User, integration: Integration) -> None:
    """NotAllowed below manager. The next run is due at once."""
    require(user, integration.workspace, Role.MANAGER)
    integration.paused_at = None
    integration.due_at = timezone.now()
    integration.save(update_fields=["paused_at", "due_at"])
    note(user, integration.workspace, "integration.resumed", integration.name)
