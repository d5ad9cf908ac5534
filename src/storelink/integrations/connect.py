"""Connect an account, or update one in place: a conversation in steps that survives restarts."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from storelink.domain.errors import BadInput
from storelink.integrations.client import client_for
from storelink.integrations.issue import solve_all
from storelink.integrations.models import ConnectAttempt, Credential, Integration
from storelink.integrations.secrets import open_state, seal_secret, seal_state
from storelink.providers.contract import Ask, Connected, Json, Provider, Refused, Step
from storelink.providers.registry import provider as provider_of
from storelink.workspaces.models import Role, User, Workspace
from storelink.workspaces.permission import require

LASTS = timedelta(minutes=15)


def begin(
    user: User,
    workspace: Workspace,
    provider_key: str,
    kind: str,
    *,
    integration: Integration | None = None,
) -> tuple[ConnectAttempt, Ask]:
    """Start a conversation: a new account, or `integration` updated in place.

    NotAllowed below manager; BadInput for an unknown console or kind.
    """
    require(user, workspace, Role.MANAGER)
    provider = provider_of(provider_key)
    _require_kind(provider, kind)
    if integration is not None and integration.workspace_id != workspace.pk:
        raise BadInput("This account belongs to another workspace.")
    ConnectAttempt.objects.filter(expires_at__lt=timezone.now()).delete()
    attempt = ConnectAttempt.objects.create(
        token=secrets.token_urlsafe(32), workspace=workspace, user=user, provider=provider.key,
        kind=kind, integration=integration, expires_at=timezone.now() + LASTS,
    )  # fmt: skip
    step = provider.connect(kind, None, {}, client_for(provider))
    if not isinstance(step, Ask):
        raise TypeError(f"{provider.key} does not begin by asking")
    return attempt, _remember(attempt, step)


def current(user: User, token: str) -> tuple[ConnectAttempt, Ask]:
    """Where the conversation stands. BadInput where it is unknown, over, or somebody else's."""
    attempt = _attempt(user, token)
    provider = provider_of(attempt.provider)
    step = _ask_again(attempt, provider)
    return attempt, step


def answer(user: User, token: str, answers: Mapping[str, str]) -> Ask | Refused | Integration:
    """Take the next step. An Integration: the account is connected, and its first run is due.

    Nothing of the conversation is lost where the store fails (Busy, Unexpected): answer again.
    """
    attempt = _attempt(user, token)
    require(user, attempt.workspace, Role.MANAGER)
    provider = provider_of(attempt.provider)
    step = provider.connect(
        attempt.kind, _provider_state(attempt), dict(answers), client_for(provider)
    )
    return _took(attempt, step)


def _took(attempt: ConnectAttempt, step: Step) -> Ask | Refused | Integration:
    if isinstance(step, Ask):
        return _remember(attempt, step)
    if isinstance(step, Refused):
        attempt.delete()
        return step
    refusal = _refusal(attempt, step)
    if refusal is not None:
        attempt.delete()
        return refusal
    with transaction.atomic():
        integration = _store(attempt, step)
        attempt.delete()
    return integration


def _refusal(attempt: ConnectAttempt, step: Connected) -> Refused | None:
    name = step.name or step.account_id
    if attempt.integration is not None:
        if attempt.integration.account_id == step.account_id:
            return None
        return Refused(
            f"This opens another account ({name}), not {attempt.integration.name}. Nothing was "
            "changed. Use credentials of the same account, or add it as a new integration.",
            "another_account",
        )
    known = Integration.everything.filter(
        workspace=attempt.workspace, provider=attempt.provider, account_id=step.account_id
    ).first()
    if known is None or known.deleted_at is not None:
        return None
    by = (
        "you" if known.connected_by_id == attempt.user_id else str(known.connected_by or "somebody")
    )
    return Refused(
        f"{known.name} is already connected by {by}. Update it instead? Its history stays.",
        "already_connected",
    )


def _store(attempt: ConnectAttempt, step: Connected) -> Integration:
    now = timezone.now()
    integration = attempt.integration or _new_or_taken_up(attempt, step)
    credential, _ = Credential.objects.select_for_update().get_or_create(
        integration=integration, kind=attempt.kind
    )
    credential.public_id = step.public_id
    credential.facts = dict(step.facts)
    credential.set_at = credential.verified_at = credential.last_ok_at = now
    credential.verified_until = step.valid_until
    credential.refused_at = None
    credential.refused_reason = credential.refused_sentence = ""
    seal_secret(credential, step.secret)
    credential.save()
    solve_all(integration)
    integration.due_at = now
    integration.paused_at = integration.deleted_at = None
    integration.save(update_fields=["due_at", "paused_at", "deleted_at"])
    return integration


def _new_or_taken_up(attempt: ConnectAttempt, step: Connected) -> Integration:
    """A deleted account whose data was kept is taken up again, with its history."""
    known, _ = Integration.everything.get_or_create(
        workspace=attempt.workspace,
        provider=attempt.provider,
        account_id=step.account_id,
        defaults={"name": step.name or step.account_id, "connected_by": attempt.user},
    )
    return known


def _require_kind(provider: Provider, kind: str) -> None:
    if kind not in {known.key for known in provider.credential_kinds}:
        raise BadInput(f"{provider.name} has no way to sign in called “{kind}”.", field="kind")


def _attempt(user: User, token: str) -> ConnectAttempt:
    attempt = (
        ConnectAttempt.objects.select_related("workspace", "integration")
        .filter(token=token, user=user, expires_at__gt=timezone.now())
        .first()
    )
    if attempt is None:
        raise BadInput("This took too long, or was begun elsewhere. Start again.")
    return attempt


def _remember(attempt: ConnectAttempt, step: Ask) -> Ask:
    attempt.step = step.step
    seal_state(attempt, {"step": step.step, "state": dict(step.state)})
    attempt.save(update_fields=["step", "sealed_state"])
    return step


def _provider_state(attempt: ConnectAttempt) -> Mapping[str, Json] | None:
    kept = open_state(attempt)
    state = kept.get("state") if kept else None
    return state if isinstance(state, dict) else None


def _ask_again(attempt: ConnectAttempt, provider: Provider) -> Ask:
    """The same questions once more; asking is free of consequences."""
    step = provider.connect(
        attempt.kind, _provider_state(attempt) or None, {}, client_for(provider)
    )
    if not isinstance(step, Ask):
        raise BadInput("This is over. Start again.")
    return Ask(step.step, step.title, step.fields, step.hint, {}, step.actions, step.state)
