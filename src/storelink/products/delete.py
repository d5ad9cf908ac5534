"""Delete an integration: its shares and credentials go at once, its data if that is asked for."""

from __future__ import annotations

from django.db import transaction

from storelink.integrations.detach import detach, erase_files, erase_rows
from storelink.integrations.models import Integration
from storelink.products.share import end_all
from storelink.workspaces.audit import note
from storelink.workspaces.models import Role, User
from storelink.workspaces.permission import require


def delete(user: User, integration: Integration, *, erase_data: bool) -> None:
    """All of it or nothing, in one transaction. NotAllowed below manager.

    With `erase_data`, kept files and warehouse rows go too. Without, the account is detached:
    its credentials are gone and it is no longer listed or fetched, its data stays readable, and
    connecting the same account again takes it up, shared with nobody.
    """
    require(user, integration.workspace, Role.MANAGER)
    number, paths = integration.pk, frozenset[str]()
    said = f"{integration.name}{' and its data' if erase_data else ''}"
    with transaction.atomic():
        end_all(user, integration)
        note(user, integration.workspace, "integration.deleted", said)
        detach(integration)
        if erase_data:
            paths = erase_rows(integration)
    if erase_data:
        erase_files(number, paths)
