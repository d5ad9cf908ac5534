"""Refused accesses are in the log: in that of the workspace which somebody reached for."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from storelink.domain.errors import NotAllowed
from storelink.workspaces.chain import append
from storelink.workspaces.models import AuditEntry, User, Workspace
from storelink.workspaces.origin import asked_for, origin

VERB = "access.refused"
MOST_AN_HOUR = 20
"""Of one person in one workspace: nobody fills the disk by being refused."""


def refused(user: User, workspace: Workspace, sentence: str) -> NotAllowed:
    """The error to raise, after it was written into the log."""
    note_refusal(user, workspace)
    return NotAllowed(sentence)


def note_refusal(user: User, workspace: Workspace) -> None:
    """Write it into the log. Not within a transaction that the refusal rolls back."""
    hour_ago = timezone.now() - timedelta(hours=1)
    known = AuditEntry.objects.filter(
        chain=workspace.pk, verb=VERB, actor=user.email, at__gte=hour_ago
    ).count()
    if known >= MOST_AN_HOUR:
        return
    what = asked_for() or "something"
    is_last = known == MOST_AN_HOUR - 1
    entry = AuditEntry(
        workspace=workspace,
        chain=workspace.pk,
        actor=user.email,
        verb=VERB,
        about=f"{what[:200]}; further ones in this hour are not written" if is_last else what,
        came_from=origin(),
    )
    with transaction.atomic():
        append(entry)
