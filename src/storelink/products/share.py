"""Share an integration with a workspace, and take it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from storelink.domain.errors import BadInput
from storelink.integrations.models import Integration
from storelink.products.models import App, Share
from storelink.workspaces.audit import note
from storelink.workspaces.models import Role, User, Workspace
from storelink.workspaces.permission import require
from storelink.workspaces.told import WORKSPACE, News, take_back, tell


@dataclass(frozen=True, slots=True)
class Terms:
    """How much is shared, and for how long. As made, everything, for ever."""

    apps: tuple[App, ...] | None = None
    """None: all apps, also those that come later."""
    hides_money: bool = False
    first_on: date | None = None
    last_on: date | None = None
    expires_at: datetime | None = None


def share(user: User, integration: Integration, workspace: Workspace, terms: Terms) -> Share:
    """The workspace sees the account's apps from now on; a second time, the terms are new.

    NotAllowed below manager where the account belongs, and below member in the workspace: so
    nobody shares on what was shared with them. BadInput for terms that show nothing.
    """
    require(user, integration.workspace, Role.MANAGER)
    require(user, workspace, Role.MEMBER)
    _refuse_unusable(integration, workspace, terms)
    with transaction.atomic():
        made, _ = Share.objects.update_or_create(
            integration=integration,
            workspace=workspace,
            defaults={"shared_by": user, **_columns(terms)},
        )
        made.apps.set(terms.apps or ())
        _note(user, made, "integration.shared")
        _tell(user, made)
    return made


def change_terms(user: User, one: Share, terms: Terms) -> None:
    """Another limit for a share that there is, also for one that has expired.

    NotAllowed below manager where the account belongs; BadInput for terms that show nothing.
    """
    require(user, one.integration.workspace, Role.MANAGER)
    _refuse_unusable(one.integration, one.workspace, terms)
    was_over = one.expires_at is not None and one.expires_at <= timezone.now()
    with transaction.atomic():
        for name, value in _columns(terms).items():
            setattr(one, name, value)
        one.save()
        one.apps.set(terms.apps or ())
        _note(user, one, "integration.shared")
        if was_over:
            _tell(user, one)


def unshare(user: User, integration: Integration, workspace: Workspace) -> bool:
    """Whether it was shared. The workspace sees nothing of it from the next request on.

    NotAllowed below manager where the account belongs.
    """
    require(user, integration.workspace, Role.MANAGER)
    found = Share.objects.filter(integration=integration, workspace=workspace).first()
    if found is None:
        return False
    with transaction.atomic():
        _note(user, found, "integration.unshared")
        take_back(_about(found), _key(found))
        found.delete()
    return True


def take_back_expired() -> int:
    """What was told of shares that are over is no news any more. How many people it was told."""
    over = Share.objects.filter(expires_at__lte=timezone.now()).only("pk", "workspace_id")
    return sum(take_back(_about(one), _key(one)) for one in over)


def end_all(user: User, integration: Integration) -> None:
    """Before an account is deleted: connected again, it is not shared by itself."""
    for one in Share.objects.filter(integration=integration).select_related("workspace"):
        unshare(user, integration, one.workspace)


def _columns(terms: Terms) -> dict[str, Any]:
    return {
        "has_all_apps": terms.apps is None,
        "hides_money": terms.hides_money,
        "first_on": terms.first_on,
        "last_on": terms.last_on,
        "expires_at": terms.expires_at,
    }


def _tell(user: User, one: Share) -> None:
    """Those who own or manage the workspace: once for a share, however often its terms change."""
    able = one.workspace.memberships.filter(
        role__in=[Role.OWNER, Role.MANAGER], user__is_active=True
    ).exclude(user=user)
    name, account = " ".join(str(user).split()), one.integration.name
    news = News(
        "share", _about(one), _key(one), f"{name} shares {account} with {one.workspace}",
        f"{name} shares {account} with {one.workspace}. Its apps stand beside your own. Its "
        "credentials stay with their owner, and it can be neither changed nor shared on.",
        "/settings/integrations/shared/",
    )  # fmt: skip
    tell([member.user for member in able.select_related("user")], one.workspace, news)


def _about(one: Share) -> str:
    """The workspace: many accounts that are shared at once are one mail."""
    return f"{WORKSPACE}{one.workspace_id}"


def _key(one: Share) -> str:
    return f"share:{one.pk}"


def _note(user: User, one: Share, verb: str) -> None:
    """In the logs of both sides."""
    note(user, one.integration.workspace, verb, f"{one.integration.name} with {one.workspace.name}")
    note(user, one.workspace, verb, f"{one.integration.name} with {one.workspace.name}")


def _refuse_unusable(integration: Integration, workspace: Workspace, terms: Terms) -> None:
    if integration.workspace_id == workspace.pk:
        raise BadInput(f"{integration.name} belongs to {workspace.name}.", field="workspace")
    if terms.apps is not None and not terms.apps:
        raise BadInput("Choose at least one app.", field="apps")
    if any(app.integration_id != integration.pk for app in terms.apps or ()):
        raise BadInput("One of these apps belongs to another account.", field="apps")
    if terms.first_on and terms.last_on and terms.last_on < terms.first_on:
        raise BadInput("The range ends before it begins.", field="last_on")
    if terms.expires_at and terms.expires_at <= timezone.now():
        raise BadInput("Choose a day to come, or leave it empty.", field="expires_on")
