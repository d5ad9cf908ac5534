"""Change a role, remove somebody, leave, hand over. A workspace always keeps an owner."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from storelink.domain.errors import BadInput
from storelink.workspaces.audit import note
from storelink.workspaces.leaving import tell_of_leaving, tell_of_owning
from storelink.workspaces.models import Membership, Role, User, Workspace
from storelink.workspaces.permission import reaches, require, role_of
from storelink.workspaces.refused import refused


def change_role(user: User, member: Membership, role: Role) -> None:
    """NotAllowed below manager, and where the old or the new role is above one's own; BadInput
    where nobody would own the workspace any more."""
    require(user, member.workspace, Role.MANAGER)
    _refuse_higher(user, member, role)
    with _alone(member.workspace):
        member.refresh_from_db(fields=["role"])
        _refuse_higher(user, member, role)
        if role is not Role.OWNER:
            _keep_an_owner(member)
        member.role = role
        member.save(update_fields=["role"])
        note(user, member.workspace, "person.role_changed", f"{member.user.email} to {role}")
        if role is Role.OWNER and member.user != user:
            tell_of_owning(member, user)


def remove(user: User, member: Membership) -> None:
    """The person sees nothing of the workspace from the next request on.

    NotAllowed below manager, and for a person whose role is above one's own; BadInput for the
    last owner.
    """
    require(user, member.workspace, Role.MANAGER)
    _refuse_higher(user, member)
    with _alone(member.workspace):
        member.refresh_from_db(fields=["role"])
        _refuse_higher(user, member)
        _keep_an_owner(member)
        note(user, member.workspace, "person.removed", member.user.email)
        member.delete()
        tell_of_leaving(member)


def leave(user: User, workspace: Workspace) -> None:
    """NotAllowed for a stranger; BadInput for the last owner, who hands over first, and for one's
    own personal workspace."""
    require(user, workspace, Role.VIEWER)
    with _alone(workspace):
        member = Membership.objects.get(workspace=workspace, user=user)
        _keep_an_owner(member)
        note(user, workspace, "person.left")
        member.delete()
        tell_of_leaving(member)


def hand_over(user: User, workspace: Workspace, successor: Membership) -> None:
    """The successor owns the workspace too. NotAllowed below owner; BadInput for a person of
    another workspace or a personal workspace, which stays its person's."""
    require(user, workspace, Role.OWNER)
    if successor.workspace_id != workspace.pk or successor.user_id == user.pk:
        raise BadInput("Choose another person of this workspace.", field="successor")
    if workspace.personal_of_id is not None:
        raise BadInput(f"{workspace.name} is a personal workspace and stays its person's.")
    with _alone(workspace):
        successor.role = Role.OWNER
        successor.save(update_fields=["role"])
        note(user, workspace, "workspace.handed_over", successor.user.email)
        tell_of_owning(successor, user)


def is_last_owner(user: User, workspace: Workspace) -> bool:
    """Whether the workspace would have no owner without this person."""
    owners = Membership.objects.filter(
        workspace=workspace, role=Role.OWNER, user__is_active=True
    ).values_list("user_id", flat=True)
    return list(owners) == [user.pk]


@contextmanager
def _alone(workspace: Workspace) -> Iterator[None]:
    """One change of a workspace's people at a time, so that two owners cannot both be the first
    to leave."""
    with transaction.atomic():
        Workspace.objects.select_for_update().get(pk=workspace.pk)
        yield


def _refuse_higher(user: User, member: Membership, *more: Role) -> None:
    """Asked before the transaction, so that the log keeps a refusal, and again within it."""
    mine = role_of(user, member.workspace)
    if any(not reaches(mine, role) for role in (Role(member.role), *more)):
        raise refused(user, member.workspace, "Only an owner can change who owns the workspace.")


def _keep_an_owner(member: Membership) -> None:
    workspace = member.workspace
    if workspace.personal_of_id == member.user_id:
        raise BadInput(f"{workspace.name} is {member.user}’s own workspace: its person stays.")
    if member.role == Role.OWNER and is_last_owner(member.user, workspace):
        raise BadInput(
            f"{member.user} is the last owner of {workspace.name}. Without an owner nobody could "
            "invite people or delete accounts. Hand the workspace over to somebody first."
        )
