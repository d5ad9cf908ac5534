"""Whether a way in leads into an account that is connected already."""

from __future__ import annotations

from storelink.integrations.models import Integration
from storelink.providers.contract import Connected


def is_same_account(integration: Integration, step: Connected) -> bool:
    """By the store's identity of it, or by an app: each belongs to one account."""
    if integration.account_id == step.account_id:
        return True
    return integration.apps.filter(store_id__in=step.apps).exists() if step.apps else False
