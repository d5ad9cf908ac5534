"""A workspace may ask for a second step of everybody in it. Whoever has none sees nothing of it."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction

from storelink.domain.errors import BadInput
from storelink.workspaces.audit import note
from storelink.workspaces.models import Role, User, Workspace
from storelink.workspaces.permission import require

_COUNTS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""Recovery codes alone are none: they stand in for what was lost."""


def has_second_step(user: User) -> bool:
    """Whether signing in takes more than the password: an authenticator app or a passkey."""
    return bool(Authenticator.objects.filter(user=user, type__in=_COUNTS).exists())


def is_open_to(user: User, workspace: Workspace) -> bool:
    """False where the workspace asks for a second step and the person has none."""
    return not workspace.requires_second_step or has_second_step(user)


def without_second_step(workspace: Workspace) -> list[User]:
    """Members who would be, or are, led to set one up first."""
    able = Authenticator.objects.filter(type__in=_COUNTS).values("user")
    return list(
        User.objects.filter(memberships__workspace=workspace).exclude(pk__in=able).order_by("email")
    )


def ask_for_second_step(user: User, workspace: Workspace, *, is_required: bool) -> None:
    """From the next request on. NotAllowed below owner; BadInput while the owner has none, who
    would be locked out first."""
    require(user, workspace, Role.OWNER)
    if is_required and not has_second_step(user):
        raise BadInput(
            "Set up your own second step first: you would be the first who cannot come in.",
            field="second_step",
        )
    if workspace.requires_second_step == is_required:
        return
    workspace.requires_second_step = is_required
    with transaction.atomic():
        workspace.save(update_fields=["requires_second_step"])
        verb = "second_step.required" if is_required else "second_step.not_required"
        note(user, workspace, verb)
