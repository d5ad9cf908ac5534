"""Erase one integration's data wholly."""

from __future__ import annotations

from django.db import transaction

from storelink.integrations.models import Integration, KeptFile
from storelink.integrations.storage import files, warehouse


def erase(integration: Integration) -> None:
    """The integration, its ledger, its kept files and its warehouse rows.

    The rows go first: were this killed in between, a further call goes on, and what is left
    behind are files that nothing names any more, which the sweep removes.
    """
    number = integration.pk
    paths = set(KeptFile.objects.filter(integration=integration).values_list("path", flat=True))
    warehouse().erase(number)
    with transaction.atomic():
        integration.delete()
    for path in paths:
        files().delete(path)
