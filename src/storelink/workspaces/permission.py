"""Who may do what. Every verb asks here in its first line."""

from __future__ import annotations

from storelink.workspaces.models import Membership, Role, User, Workspace
from storelink.workspaces.refused import refused

_RANK = {Role.VIEWER: 0, Role.MEMBER: 1, Role.MANAGER: 2, Role.OWNER: 3}


def reaches(role: Role | None, at_least: Role) -> bool:
    """Whether a role may do what `at_least` may. A stranger's (None) reaches nothing."""
    return role is not None and _RANK[role] >= _RANK[at_least]


def role_of(user: User, workspace: Workspace) -> Role | None:
    """The person's role in the workspace; None for a stranger."""
    membership = Membership.objects.filter(workspace=workspace, user=user).first()
    return Role(membership.role) if membership and user.is_active else None


def may(user: User, workspace: Workspace, at_least: Role) -> bool:
    """Whether the person's role reaches `at_least`."""
    return reaches(role_of(user, workspace), at_least)


def require(user: User, workspace: Workspace, at_least: Role) -> None:
    """NotAllowed unless the person's role reaches `at_least`. That it was refused is in the log."""
    if not may(user, workspace, at_least):
        raise refused(
            user,
            workspace,
            f"This needs the role {at_least.label.lower()} in {workspace.name}. "
            "Ask the workspace's owner to give it to you.",
        )
