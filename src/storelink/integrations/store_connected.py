"""What a conversation led to: refused, or put into the rows."""

from __future__ import annotations

from django.utils import timezone

from storelink.integrations.issue import solve_all
from storelink.integrations.models import ConnectAttempt, Credential, Integration
from storelink.integrations.past import note_end
from storelink.integrations.probes import forget_probes
from storelink.integrations.renew import store_renewed
from storelink.integrations.same_account import APPS_AT_CONNECT, ID_OF_STORE, is_same_account
from storelink.integrations.tell import tell_of
from storelink.providers.contract import Connected, Refused
from storelink.workspaces.audit import note

_APPS_TOLD = 2000
ALREADY_CONNECTED = "already_connected"
"""Why a new account is refused that can be updated instead."""


def refusal_of(attempt: ConnectAttempt, step: Connected) -> Refused | None:
    """Why this account cannot be taken here; None where it can."""
    name = step.name or step.account_id
    if attempt.integration is not None:
        if is_same_account(attempt.integration, step, attempt.kind):
            return None
        return Refused(
            f"This opens another account ({name}), not {attempt.integration.name}. Nothing was "
            "changed. Use credentials of the same account, or add it as a new integration.",
            "another_account",
        )
    known = known_account(attempt, step)
    if known is None or known.deleted_at is not None:
        return None
    if not known.credentials.filter(kind=attempt.kind, slot=step.slot).exists():
        return None  # another way into the same account: both stand in one
    by = (
        "you" if known.connected_by_id == attempt.user_id else str(known.connected_by or "somebody")
    )
    return Refused(
        f"{known.name} is already connected by {by}. Update it instead? Its history stays.",
        ALREADY_CONNECTED,
    )


def store(attempt: ConnectAttempt, step: Connected) -> Integration:
    """Credential sealed, what stood against it solved, the next run due. In a transaction."""
    now = timezone.now()
    integration = attempt.integration or _new_or_taken_up(attempt, step)
    credential, _ = Credential.objects.select_for_update().get_or_create(
        integration=integration, kind=attempt.kind, slot=step.slot
    )
    note_end(credential, credential.refused_at or now, "verified")
    credential.facts = {}
    credential.renewal_tried_at = None
    credential.facts[APPS_AT_CONNECT] = list(step.apps[:_APPS_TOLD])
    if step.is_id_of_store:
        credential.facts[ID_OF_STORE] = step.account_id
    store_renewed(credential, step, now)
    is_of_its_form = attempt.integration is not None or integration.deleted_at is not None
    _rename(integration, step, is_of_its_form=is_of_its_form)
    solve_all(integration)
    forget_probes(integration)
    if attempt.chooses_apps and integration.deleted_at is not None:
        # Taken up again with its history: what was chosen before is ticked, and asked about anew.
        integration.takes_new_apps, integration.apps_chosen_at = False, None
    integration.due_at = now
    integration.paused_at = integration.deleted_at = None
    integration.save(
        update_fields=[
            "due_at",
            "paused_at",
            "deleted_at",
            "takes_new_apps",
            "apps_chosen_at",
            "name",
            "is_named",
        ]
    )
    note(attempt.user, attempt.workspace, "credential.set", f"{integration.name}, {attempt.kind}")
    tell_of(integration)
    return integration


def known_account(attempt: ConnectAttempt, step: Connected) -> Integration | None:
    """The account of the workspace that this opens, deleted ones too; None where it is new."""
    mine = Integration.everything.filter(workspace=attempt.workspace, provider=attempt.provider)
    found = mine.filter(account_id=step.account_id).select_related("joined_into").first()
    if found is not None:
        return found.joined_into or found
    return next(
        (one for one in mine.filter(deleted_at=None) if is_same_account(one, step, attempt.kind)),
        None,
    )


def _rename(integration: Integration, step: Connected, *, is_of_its_form: bool) -> None:
    """A name that a person gave stays, unless another is given in a form of this very account; one
    that we made gives way to a better one."""
    if step.name and (not integration.is_named or (step.is_named and is_of_its_form)):
        integration.name = step.name
        integration.is_named = step.is_named


def _new_or_taken_up(attempt: ConnectAttempt, step: Connected) -> Integration:
    """A deleted account whose data was kept is taken up again, with its history."""
    joined = known_account(attempt, step)
    if joined is not None:
        return joined
    known, _ = Integration.everything.get_or_create(
        workspace=attempt.workspace,
        provider=attempt.provider,
        account_id=step.account_id,
        defaults={
            "name": step.name or step.account_id,
            "is_named": step.is_named,
            "connected_by": attempt.user,
            "takes_new_apps": not attempt.chooses_apps,
        },
    )
    return known
