"""Addresses that several pages lead to."""

from __future__ import annotations

from django.urls import reverse


def account_address(pk: int) -> str:
    """The list of accounts, that one open and in sight."""
    return f"{reverse('integrations')}?open={pk}#account-{pk}"
