"""What an account is called here."""

from __future__ import annotations

from storelink.domain.errors import BadInput
from storelink.integrations.models import Integration
from storelink.workspaces.audit import note
from storelink.workspaces.models import Role, User
from storelink.workspaces.permission import require

MOST = 100


def rename(user: User, integration: Integration, name: str) -> None:
    """Call it so everywhere; the store is told nothing. NotAllowed below manager; BadInput for an
    empty name."""
    require(user, integration.workspace, Role.MANAGER)
    clean = " ".join("".join(c if c.isprintable() else " " for c in name).split())[:MOST]
    if not clean:
        raise BadInput("Type a name.", field="name")
    before, integration.name, integration.is_named = integration.name, clean, True
    integration.save(update_fields=["name", "is_named"])
    note(user, integration.workspace, "integration.renamed", f"{before}, {clean}")
