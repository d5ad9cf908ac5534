"""Apps: brought up to date from the store, seen by whom may see them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.lookups import IsNull
from django.utils import timezone

from storelink.integrations.models import Integration
from storelink.products.limits import Doubled, doubled, visible_through
from storelink.products.models import App
from storelink.providers.contract import StoreApp
from storelink.workspaces.models import Role, User, Workspace
from storelink.workspaces.permission import require


def record(
    integration: Integration, store_apps: Iterable[StoreApp], *, is_whole: bool = True
) -> None:
    """What the store lists now. An app that is no longer listed is marked gone; its data stays.
    One that is listed for the first time is left out where the account takes none by itself.
    Without `is_whole` other apps may be there too: none is marked gone, and known names stay."""
    now = timezone.now()
    with transaction.atomic():
        for one in store_apps:
            told = {
                "name": one.name[:300] or one.id,
                "bundle_id": one.bundle_id[:300],
                "sku": one.sku[:300],
                "roles": list(one.roles),
                "facts": dict(one.facts),
                "seen_at": now,
                "gone_at": None,
            }
            App.objects.update_or_create(
                integration=integration, store_id=one.id,
                defaults=told if is_whole else {"seen_at": now, "gone_at": None},
                create_defaults={**told, "is_left_out": not integration.takes_new_apps},
            )  # fmt: skip
        if is_whole:
            gone = App.objects.filter(integration=integration, seen_at__lt=now, gone_at=None)
            gone.update(gone_at=now)


def visible_apps(user: User, workspace: Workspace) -> QuerySet[App]:
    """The apps whose figures this person may see here: the workspace's own, and those shared with
    it now; those that are no longer in their account come last. NotAllowed for a stranger. How far
    they may look: `limits.limits_of`. An app that is seen through two accounts is there once."""
    require(user, workspace, Role.VIEWER)
    return seen_apps(workspace, doubled(workspace))


def seen_apps(workspace: Workspace, twice: Sequence[Doubled]) -> QuerySet[App]:
    """The same, for somebody who is known to be in the workspace. `twice` as `limits.doubled`."""
    found = App.objects.filter(visible_through(workspace), is_left_out=False)
    if twice:
        found = found.exclude(pk__in=[pk for pk, _, _ in twice])
    is_gone = IsNull(F("gone_at"), False)  # noqa: FBT003
    return found.select_related("integration").order_by(is_gone, "name", "id")
