"""Those who stay are told that an owner has gone, and who owns the workspace now."""

from __future__ import annotations

from django.utils import timezone

from storelink.workspaces.models import Membership, Role, User, Workspace
from storelink.workspaces.told import WORKSPACE, News, tell


def tell_of_leaving(gone: Membership) -> None:
    """To the other owners and the managers, where an owner has gone, after they have."""
    if gone.role != Role.OWNER:
        return
    one = gone.workspace
    staying = one.memberships.filter(
        role__in=[Role.OWNER, Role.MANAGER], user__is_active=True
    ).select_related("user")
    owners = [_name(member.user) for member in staying if member.role == Role.OWNER]
    text = (
        f"{_name(gone.user)} has left {one.name}. Its accounts stay connected and go on. "
        f"Who owns it now: {', '.join(owners) or 'nobody'}. Accounts that {_name(gone.user)} "
        "connected go on with the same credentials: update those that were theirs alone."
    )
    title = f"{_name(gone.user)} no longer owns {one.name}"
    news = _news(one, f"left:{gone.user_id}", title, text)
    tell([member.user for member in staying], one, news)


def tell_of_owning(successor: Membership, by: User) -> None:
    """To the person who owns the workspace from now on."""
    one = successor.workspace
    text = (
        f"{_name(by)} has made you an owner of {one.name}. As its owner you decide who else "
        "owns it, and you are told when one of its accounts needs somebody."
    )
    news = _news(one, f"owns:{successor.user_id}", f"You own {one.name} now", text)
    tell([successor.user], one, news)


def _news(one: Workspace, what: str, title: str, text: str) -> News:
    key = f"{what}:{timezone.now():%Y-%m-%dT%H:%M:%S}"
    return News(
        "people", f"{WORKSPACE}{one.pk}", key, title, text, f"/settings/workspaces/{one.pk}/"
    )


def _name(user: User) -> str:
    return " ".join(str(user).split())
