"""Which apps of an account are brought in. Nothing is ever asked for one that is left out."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from storelink.domain.errors import BadInput
from storelink.integrations.models import Integration
from storelink.integrations.sync_now import make_due
from storelink.products.models import App
from storelink.workspaces.audit import note
from storelink.workspaces.models import Role, User
from storelink.workspaces.permission import require


def choose_apps(
    user: User,
    integration: Integration,
    wanted: Collection[int],
    *,
    among: Collection[int] | None = None,
    takes_new: bool | None = None,
) -> tuple[int, int]:
    """Bring in those of `wanted` (ids of apps), leave out the others: all of the account's, or
    those that are `among` them. `takes_new`: whether apps that appear later are brought in; None
    leaves that as it is. What had come in of an app stays, and is back with it.

    How many are brought in, and how many left out, of the whole account. NotAllowed below manager.
    BadInput where none would be left: that is a pause.
    """
    require(user, integration.workspace, Role.MANAGER)
    mine = App.objects.filter(integration=integration)
    asked = mine if among is None else mine.filter(pk__in=among)
    with transaction.atomic():
        asked.filter(pk__in=wanted).update(is_left_out=False)
        asked.exclude(pk__in=wanted).update(is_left_out=True)
        brought_in, left_out = (mine.filter(is_left_out=out).count() for out in (False, True))
        if not brought_in:
            raise BadInput("Choose at least one app. To stop all of them, pause the account.")
        _store_choice(integration, takes_new=takes_new)
        about = f"{integration.name}: {brought_in} brought in, {left_out} left out"
        note(user, integration.workspace, "apps.chosen", about)
    return brought_in, left_out


def _store_choice(integration: Integration, *, takes_new: bool | None) -> None:
    integration.apps_chosen_at = timezone.now()
    if takes_new is not None:
        integration.takes_new_apps = takes_new
    integration.save(update_fields=["apps_chosen_at", "takes_new_apps"])
    if integration.paused_at is None:
        make_due(integration)


def left_out_of(integration: Integration) -> frozenset[str]:
    """The store's ids of the apps that are left out now."""
    found = App.objects.filter(integration=integration, is_left_out=True)
    return frozenset(found.values_list("store_id", flat=True))
