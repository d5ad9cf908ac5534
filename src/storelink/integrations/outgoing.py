"""The ledger of outgoing calls: every call to a store, written when its answer is there."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q, QuerySet

from storelink.integrations.models import ConnectAttempt, Credential, Integration, OutgoingCall
from storelink.providers.http import Call
from storelink.workspaces.models import Role, User, Workspace
from storelink.workspaces.permission import require


def ledger_of(credential: Credential) -> Callable[[Call], None]:
    """Writes down the calls that are made with a credential."""
    integration = credential.integration
    return _ledger(integration.workspace_id, integration, str(credential))


def ledger_of_attempt(attempt: ConnectAttempt) -> Callable[[Call], None]:
    """Writes down the calls of connecting or verifying."""
    return _ledger(attempt.workspace_id, attempt.integration, f"{attempt.kind} (connecting)")


def ledger_of_once(integration: Integration) -> Callable[[Call], None]:
    """Writes down the calls that are made with a credential that is used once and kept nowhere."""
    return _ledger(integration.workspace_id, integration, "used once")


def calls(user: User, workspace: Workspace, words: str = "") -> QuerySet[OutgoingCall]:
    """The workspace's calls, the newest first, with all of `words` in each. NotAllowed below
    manager."""
    require(user, workspace, Role.MANAGER)
    found = OutgoingCall.objects.filter(workspace=workspace).select_related("integration")
    for word in words.split()[:10]:
        status = Q(status=int(word)) if word.isdecimal() and len(word) == 3 else Q(pk__in=())
        found = found.filter(
            status | Q(host__icontains=word) | Q(path__icontains=word) | Q(method__iexact=word)
            | Q(credential__icontains=word) | Q(integration__name__icontains=word)
        )  # fmt: skip
    return found


def _ledger(
    workspace: int, integration: Integration | None, credential: str
) -> Callable[[Call], None]:
    def write(call: Call) -> None:
        OutgoingCall.objects.create(
            workspace_id=workspace,
            integration=integration,
            provider=call.provider,
            credential=credential[:260],
            method=call.method[:10],
            host=call.host[:255],
            path=call.path[:500],
            status=call.status,
            took_ms=max(call.took_ms, 0),
        )

    return write
