"""Delete an integration: its credentials go at once, its data if that is asked for."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from storelink.integrations.erase import erase
from storelink.integrations.models import Credential, Integration
from storelink.integrations.probes import forget_probes
from storelink.integrations.tell import forget
from storelink.workspaces.audit import note
from storelink.workspaces.models import Role, User
from storelink.workspaces.permission import require


def delete(user: User, integration: Integration, erase_data: bool) -> None:  # noqa: FBT001
    """NotAllowed below manager.

    With `erase_data`, kept files and warehouse rows go too. Without, the account is detached:
    its credentials are gone and it is no longer listed or fetched, its data stays readable, and
    connecting the same account again takes it up.
    """
    require(user, integration.workspace, Role.MANAGER)
    said = f"{integration.name}{' and its data' if erase_data else ''}"
    with transaction.atomic():
        note(user, integration.workspace, "integration.deleted", said)
        forget(integration)
        Credential.objects.filter(integration=integration).delete()
        forget_probes(integration)
        if not erase_data:
            integration.deleted_at = timezone.now()
            integration.save(update_fields=["deleted_at"])
    if erase_data:
        erase(integration)
