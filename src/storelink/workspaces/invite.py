"""Ask somebody to join, by a link that works once, for one address, for a week."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from storelink.domain.errors import BadInput
from storelink.workspaces.audit import note
from storelink.workspaces.models import Invitation, Membership, Role, User, Workspace
from storelink.workspaces.permission import reaches, require, role_of
from storelink.workspaces.refused import refused

LASTS = timedelta(days=7)
MOST_OPEN = 200


def invite(user: User, workspace: Workspace, email: str, role: Role) -> tuple[Invitation, str]:
    """The invitation, and what its link carries: told only now. A second one for the same address
    takes the first one's place.

    NotAllowed below manager, and for a role above the person's own; BadInput for an unusable
    address, one that is in the workspace already, and for too many open invitations.
    """
    require(user, workspace, Role.MANAGER)
    _refuse_higher(user, workspace, role)
    address = _address(email)
    if Membership.objects.filter(workspace=workspace, user__email=address).exists():
        raise BadInput(f"{address} is in {workspace.name} already.", field="email")
    if workspace.invitations.exclude(email=address).count() >= MOST_OPEN:
        raise BadInput(f"{MOST_OPEN} invitations are open. Withdraw some first.")
    token = secrets.token_urlsafe(32)
    now = timezone.now()
    with transaction.atomic():
        made, _ = Invitation.objects.update_or_create(
            workspace=workspace, email=address,
            defaults={"role": role, "invited_by": user, "digest": digest_of(token),
                      "invited_at": now, "expires_at": now + LASTS, "is_mailed": False},
        )  # fmt: skip
        note(user, workspace, "person.invited", f"{address} as {role.label.lower()}")
    return made, token


def withdraw(user: User, invitation: Invitation) -> None:
    """The link opens nothing any more. NotAllowed below manager."""
    require(user, invitation.workspace, Role.MANAGER)
    with transaction.atomic():
        note(user, invitation.workspace, "invitation.withdrawn", invitation.email)
        invitation.delete()


def digest_of(token: str) -> str:
    """What is stored of a link."""
    return hashlib.sha256(token.encode()).hexdigest()


def _refuse_higher(user: User, workspace: Workspace, role: Role) -> None:
    if not reaches(role_of(user, workspace), role):
        raise refused(
            user, workspace, f"Only an owner of {workspace.name} can give the role {role.label}."
        )


def _address(text: str) -> str:
    address = text.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise BadInput(f"“{text}” is not an e-mail address.", field="email") from error
    return address
