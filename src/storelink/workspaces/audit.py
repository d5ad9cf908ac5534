"""The audit log: verbs write into it, visibly, in the transaction of what they do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from storelink.workspaces.chain import INSTALLATION, append, cut
from storelink.workspaces.models import AuditChain, AuditEntry, Role, User, Workspace
from storelink.workspaces.origin import COMMAND_LINE, origin
from storelink.workspaces.permission import require

VERBS: Mapping[str, str] = {
    "workspace.created": "made the workspace",
    "workspace.renamed": "renamed the workspace",
    "workspace.handed_over": "handed over the workspace",
    "person.added": "added the person",
    "person.invited": "invited",
    "invitation.withdrawn": "withdrew the invitation of",
    "person.joined": "joined",
    "person.role_changed": "changed the role of",
    "person.removed": "removed",
    "person.left": "left",
    "integration.shared": "shared",
    "integration.unshared": "unshared",
    "integration.paused": "paused",
    "integration.renamed": "renamed",
    "integration.joined": "joined as one account",
    "integration.resumed": "resumed",
    "integration.deleted": "deleted",
    "apps.chosen": "chose the apps of",
    "integration.synced": "asked for fresh data of",
    "integration.reloaded": "had days loaded again of",
    "integration.tested": "tested the connection of",
    "credential.set": "set the credential of",
    "credential.used_once": "used a credential once, and kept nothing of it, for",
    "signed_in": "signed in",
    "sign_in.failed": "failed to sign in",
    "password.changed": "changed a password",
    "second_step.changed": "changed the second step of signing in",
    "second_step.required": "asked for a second step of everybody",
    "second_step.not_required": "no longer asked for a second step",
    "email.changed": "changed the e-mail address",
    "figures.exported": "exported figures of",
    "audit.exported": "exported the audit log",
    "access.refused": "was refused",
    "key.rotated": "changed the key of the vault",
    "backup.written": "wrote a backup",
}
"""Every verb, and how it reads between who and what."""


def note(user: User | None, workspace: Workspace | None, verb: str, about: str = "") -> None:
    """Write an entry. `about` names what it concerns, and never holds a secret."""
    if verb not in VERBS:
        raise KeyError(verb)
    entry = AuditEntry(
        workspace=workspace,
        chain=workspace.pk if workspace else INSTALLATION,
        actor=_actor(user),
        verb=verb,
        about=" ".join(about.split())[:300],
        came_from=origin(),
    )
    with transaction.atomic():
        append(entry)


def _actor(user: User | None) -> str:
    if user is not None:
        return user.email
    return "the operator" if origin() == COMMAND_LINE else "nobody signed in"


def entries(user: User, workspace: Workspace, words: str = "") -> QuerySet[AuditEntry]:
    """The workspace's log, the newest first, with all of `words` somewhere in each.

    NotAllowed below manager.
    """
    require(user, workspace, Role.MANAGER)
    found = AuditEntry.objects.filter(workspace=workspace)
    for word in words.split()[:10]:
        verbs = [verb for verb, reads in VERBS.items() if word.lower() in reads]
        found = found.filter(
            Q(actor__icontains=word) | Q(verb__icontains=word) | Q(verb__in=verbs)
            | Q(about__icontains=word) | Q(came_from__icontains=word)
        )  # fmt: skip
    return found


def prune(keep_days: int, now: datetime | None = None) -> int:
    """Forget what is older; gives how many entries went. 0 days keeps all. The chains stay whole:
    what is left hangs on what went last."""
    if not keep_days:
        return 0
    before = (now or timezone.now()) - timedelta(days=keep_days)
    old = AuditEntry.objects.filter(at__lt=before).order_by()
    return sum(_prune(chain, before) for chain in old.values_list("chain", flat=True).distinct())


def _prune(number: int, before: datetime) -> int:
    with transaction.atomic():
        chain = AuditChain.objects.select_for_update().filter(chain=number).first()
        if chain is None:
            return 0
        kept = AuditEntry.objects.filter(chain=number, at__gte=before).order_by("number").first()
        return cut(chain, kept.number if kept else chain.last_number + 1)
