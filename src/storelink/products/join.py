"""The same account connected twice becomes one: found by apps, each of which has one account."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from storelink.integrations.models import Credential, Integration
from storelink.integrations.probes import forget_probes
from storelink.integrations.same_account import are_told_apart
from storelink.integrations.secrets import open_secret, seal_secret
from storelink.integrations.tell import forget, tell_of
from storelink.products.models import App, Share
from storelink.workspaces.audit import note

_FRESH = timedelta(days=2)
"""A list of apps that is older may be from before an app went to another account."""


def join_doubles(integration: Integration) -> Integration | None:
    """Join the account with another one of its workspace that shows the same apps. The one that
    goes on, which was connected first; None where there is no other."""
    seen = App.objects.filter(gone_at=None, seen_at__gte=timezone.now() - _FRESH)
    ids = seen.filter(integration=integration).values("store_id")
    others = Integration.objects.filter(
        workspace=integration.workspace, provider=integration.provider, paused_at=None,
        pk__in=seen.filter(store_id__in=ids).values("integration"),
    ).exclude(pk=integration.pk)  # fmt: skip
    alike = [one for one in others if not are_told_apart(one, integration)]
    if not alike or integration.paused_at is not None:
        return None
    first, *doubles = sorted([integration, *alike], key=lambda one: one.pk)
    for double in doubles:
        join(first, double)
    return first


def join(first: Integration, double: Integration) -> None:
    """Credentials and shares of `double` come to `first`, which fetches with all of them. What
    `double` has collected is kept, and counted only where `first` does not have the app."""
    with transaction.atomic():
        for credential in double.credentials.select_for_update():
            _move(credential, first)
        for share in double.shares.all():
            _move_share(share, first)
        forget(double)
        double.deleted_at, double.joined_into = timezone.now(), first
        double.save(update_fields=["deleted_at", "joined_into"])
        double.issues.filter(solved_at=None).update(solved_at=timezone.now())
        forget_probes(first)
        first.due_at = timezone.now()
        first.save(update_fields=["due_at"])
        note(None, first.workspace, "integration.joined", f"{double.name}, {first.name}")
    tell_of(first)


def _move(credential: Credential, first: Integration) -> None:
    """The secret is bound to its place, so it is sealed anew."""
    secret = open_secret(credential)
    taken = set(first.credentials.filter(kind=credential.kind).values_list("slot", flat=True))
    slots = (credential.slot, *(f"{credential.slot}{number}" for number in range(2, 100)))
    credential.slot = next(slot for slot in slots if slot not in taken)
    credential.integration = first
    seal_secret(credential, secret)
    credential.save()


def _move_share(share: Share, first: Integration) -> None:
    if first.shares.filter(workspace=share.workspace).exists():
        share.delete()
        return
    own = App.objects.filter(integration=first, store_id__in=share.apps.values("store_id"))
    apps = list(own)
    share.integration = first
    share.save(update_fields=["integration"])
    share.apps.set(apps)
