"""Whether a way in leads into an account that is connected already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from storelink.integrations.models import Integration
from storelink.providers.contract import Connected

APPS_AT_CONNECT: Final = "apps_at_connect"
"""Fact of a credential: ids of apps that it saw then."""
ID_OF_STORE: Final = "id_of_store"
"""Fact of a credential: the account's id, where the store itself gives it."""


def is_same_account(integration: Integration, step: Connected, kind: str) -> bool:
    """By the store's identity of it, or by an app: each belongs to one account. `kind` is the way
    in: ids that two ways are told need not be alike, those of one way are."""
    if integration.account_id == step.account_id:
        return True
    told = _told(integration).get(kind, frozenset())
    if step.is_id_of_store and told:
        return step.account_id in told
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
    theirs = _told(other)
    return any(not ids & theirs.get(kind, ids) for kind, ids in _told(one).items())


def _told(integration: Integration) -> Mapping[str, frozenset[str]]:
    """Kind of credential → the ids that the store gave for the account."""
    found: dict[str, set[str]] = {}
    for one in integration.credentials.all():
        told = one.facts.get(ID_OF_STORE)
        if isinstance(told, str):
            found.setdefault(one.kind, set()).add(told)
    return {kind: frozenset(ids) for kind, ids in found.items()}
