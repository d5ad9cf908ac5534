"""Make a workspace, or give one another name."""

from __future__ import annotations

from django.db import transaction

from storelink.domain.errors import BadInput, NotAllowed
from storelink.workspaces.audit import note
from storelink.workspaces.models import Membership, Role, User, Workspace
from storelink.workspaces.permission import require

MOST = 100
"""Workspaces that one person may own; more is a mistake or an attack."""


def create(user: User, name: str) -> Workspace:
    """A new workspace, owned by the person. BadInput for no name, or too many workspaces."""
    if not user.is_active:
        raise NotAllowed("This account is switched off.")
    if Membership.objects.filter(user=user, role=Role.OWNER).count() >= MOST:
        raise BadInput(f"You own {MOST} workspaces already. Leave or reuse one of them.")
    with transaction.atomic():
        made = Workspace.objects.create(name=_name(name))
        Membership.objects.create(workspace=made, user=user, role=Role.OWNER)
        note(user, made, "workspace.created", made.name)
    return made


def rename(user: User, workspace: Workspace, name: str) -> None:
    """NotAllowed below manager; BadInput for no name."""
    require(user, workspace, Role.MANAGER)
    before, workspace.name = workspace.name, _name(name)
    with transaction.atomic():
        workspace.save(update_fields=["name"])
        note(user, workspace, "workspace.renamed", f"{before} to {workspace.name}")


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise BadInput("Give the workspace a name.", field="name")
    if len(name) > 100 or not name.isprintable():
        raise BadInput("Use at most 100 plain characters.", field="name")
    return name
