"""Whether a way in leads into an account that is connected already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from storelink.integrations.models import Integration
from storelink.providers.contract import Connected

APPS_AT_CONNECT: Final = "apps_at_connect"
"""Fact of a credential: ids of apps that it saw then."""
ID_OF_STORE: Final = "id_of_store"
"""Fact of a credential: the account's id, where the store itself gives it."""


def is_same_account(integration: Integration, step: Connected) -> bool:
    """By the store's identity of it, or by an app: each belongs to one account."""
    if integration.account_id == step.account_id:
        return True
    if step.is_id_of_store and _is_told(integration):
        return False
    return shows_one_of(integration, step.apps)


def shows_one_of(integration: Integration, apps: Sequence[str]) -> bool:
    """Whether it has one of these apps now, by the store's last list or when it was connected."""
    if not apps:
        return False
    if integration.apps.filter(store_id__in=apps, gone_at=None).exists():
        return True
    known = (one.facts.get(APPS_AT_CONNECT, []) for one in integration.credentials.all())
    return any(set(apps) & set(ids) for ids in known)


def are_told_apart(one: Integration, other: Integration) -> bool:
    """Whether the store itself says that they are two, whatever apps a list still shows: one of
    these went from one account to the other."""
    return one.account_id != other.account_id and _is_told(one) and _is_told(other)


def _is_told(integration: Integration) -> bool:
    return any(
        one.facts.get(ID_OF_STORE) == integration.account_id
        for one in integration.credentials.all()
    )
