"""Connect an account, update one in place, or verify it: a conversation in steps that survives
restarts. One step at a time: a second tab or click waits, and asks the store nothing twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from storelink.domain.errors import BadInput, Busy, StoreError
from storelink.integrations.client import client_for
from storelink.integrations.first_step import first_step
from storelink.integrations.held import as_json, connected_of, hold, with_held
from storelink.integrations.models import ConnectAttempt, Credential, Integration
from storelink.integrations.outgoing import ledger_of_attempt
from storelink.integrations.secrets import open_secret, open_state, seal_state
from storelink.integrations.store_connected import (
    ALREADY_CONNECTED,
    refusal_of,
    store,
)
from storelink.providers.contract import Ask, Connected, Json, Provider, Refused, Step
from storelink.providers.http import PoliteClient
from storelink.providers.registry import provider as provider_of
from storelink.workspaces.models import Role, User, Workspace
from storelink.workspaces.permission import require

LASTS = timedelta(minutes=15)
STEP_AT_MOST = timedelta(minutes=3)
"""After that a step that was being taken is given up: its process died."""

_FAILED = frozenset({"store_failed", "timed_out", "unreachable", "rate_limited"})
Outcome = Ask | Refused | Integration


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
    attempt = _new_attempt(user, workspace, provider, kind, integration=integration)
    with _client(provider, attempt) as client:
        step = first_step(provider, kind, integration, client)
    if not isinstance(step, Ask):
        raise TypeError(f"{provider.key} does not begin by asking")
    return attempt, _remember(attempt, step)


def verify(user: User, credential: Credential) -> tuple[ConnectAttempt, Outcome]:
    """Go on with a credential that the store wants confirmed, at the latest step possible.

    Where this person is in the middle of it already (another tab), that conversation goes on:
    the store is asked for no second code. NotAllowed below manager; Busy where the store fails.
    """
    integration = credential.integration
    require(user, integration.workspace, Role.MANAGER)
    provider = provider_of(integration.provider)
    if provider.verify is None or not credential.sealed:
        return begin(
            user, integration.workspace, provider.key, credential.kind, integration=integration
        )
    known = ConnectAttempt.objects.filter(
        user=user, integration=integration, kind=credential.kind, connected=None,
        expires_at__gt=timezone.now(),
    ).exclude(step="").first()  # fmt: skip
    if known is not None:
        return known, current(user, known.pk)[1]
    attempt = _new_attempt(
        user,
        integration.workspace,
        provider,
        credential.kind,
        integration=integration,
        verifies=True,
    )
    begun = provider.verify
    try:
        with _client(provider, attempt) as client:
            step = begun(credential.kind, open_secret(credential), client)
    except BaseException:
        attempt.delete()
        raise
    return attempt, _took(attempt, step)


def current(user: User, attempt_id: int) -> tuple[ConnectAttempt, Ask]:
    """Where the conversation stands. BadInput where it is unknown, over, or somebody else's."""
    attempt = _attempt(user, attempt_id)
    return attempt, ask_again(attempt)


def answer(user: User, attempt_id: int, answers: Mapping[str, str]) -> Outcome:
    """Take the next step. An Integration: the account is connected, and its first run is due.

    Nothing of the conversation is lost where the store fails (Busy, Unexpected): answer again.
    Busy too while another tab is taking this step.
    """
    attempt = _attempt(user, attempt_id)
    require(user, attempt.workspace, Role.MANAGER)
    return take_step(attempt, answers)


def choose_apps_first(user: User, attempt_id: int, *, wanted: bool) -> ConnectAttempt:
    """Whether somebody chooses the apps of the new account before any is asked for.

    NotAllowed below manager; BadInput where the conversation is over, or somebody else's.
    """
    attempt = _attempt(user, attempt_id)
    require(user, attempt.workspace, Role.MANAGER)
    attempt.chooses_apps = wanted
    attempt.save(update_fields=["chooses_apps"])
    return attempt


def finished(user: User, attempt_id: int) -> Integration | None:
    """The account, where somebody else has finished this conversation by a link."""
    attempt = ConnectAttempt.objects.filter(pk=attempt_id, user=user).first()
    return attempt.connected if attempt else None


def take_step(attempt: ConnectAttempt, answers: Mapping[str, str]) -> Outcome:
    """The next step, whoever answers. One at a time."""
    provider = provider_of(attempt.provider)
    with _alone(attempt), _client(provider, attempt) as client:
        given = with_held(attempt, answers)
        try:
            with _honest_about_waiting(provider):
                step = provider.connect(attempt.kind, _provider_state(attempt), given, client)
        except StoreError:
            hold(attempt, given, ask_again(attempt))
            raise
        return _took(attempt, step, given)


def ask_again(attempt: ConnectAttempt) -> Ask:
    """The same questions once more; asking is free of consequences."""
    provider = provider_of(attempt.provider)
    with _client(provider, attempt) as client:
        step = provider.connect(attempt.kind, _provider_state(attempt) or None, {}, client)
    if not isinstance(step, Ask):
        raise BadInput("This is over. Start again.")
    return replace(step, errors={})


def _took(attempt: ConnectAttempt, step: Step, given: Mapping[str, str] | None = None) -> Outcome:
    if isinstance(step, Ask):
        asked = _remember(attempt, step)
        if step.errors and given:
            hold(attempt, given, step)
        return asked
    if isinstance(step, Refused):
        attempt.delete()
        return step
    return _connected(attempt, step)


def _connected(attempt: ConnectAttempt, step: Connected) -> Refused | Integration:
    refusal = refusal_of(attempt, step)
    if refusal is not None and refusal.reason == ALREADY_CONNECTED:
        seal_state(attempt, {"instead": as_json(step)})
        attempt.step = ""
        attempt.save(update_fields=["sealed_state", "step"])
        return refusal
    if refusal is not None:
        attempt.delete()
        return refusal
    return _stored(attempt, step)


def update_instead(user: User, attempt_id: int) -> Integration:
    """The account was connected already: what was given for a new one takes the place of the
    credential that it has. Name, history and shares stay; nothing is typed again.

    NotAllowed below manager; BadInput where the conversation is over, or led elsewhere.
    """
    attempt = _attempt(user, attempt_id)
    require(user, attempt.workspace, Role.MANAGER)
    kept = open_state(attempt) or {}
    instead = kept.get("instead")
    if not isinstance(instead, dict):
        raise BadInput("There is nothing to update here. Start again.")
    return _stored(attempt, connected_of(instead))


def _stored(attempt: ConnectAttempt, step: Connected) -> Integration:
    with transaction.atomic():
        integration = store(attempt, step)
        if attempt.delegate_digest:
            attempt.connected, attempt.sealed_state, attempt.step = integration, "", ""
            attempt.delegate_digest = ""
            attempt.save()
        else:
            attempt.delete()
    return integration


@contextmanager
def _alone(attempt: ConnectAttempt) -> Iterator[None]:
    """Claimed in the row, so that it holds between processes. The state is read anew after it."""
    now = timezone.now()
    free = Q(answering_until=None) | Q(answering_until__lt=now)
    rows = ConnectAttempt.objects.filter(pk=attempt.pk)
    if not rows.filter(free).update(answering_until=now + STEP_AT_MOST):
        raise Busy("This step is being taken already, in another tab. Wait for its answer.")
    try:
        attempt.refresh_from_db(fields=["sealed_state", "step"])
        yield
    finally:
        rows.update(answering_until=None)


@contextmanager
def _honest_about_waiting(provider: Provider) -> Iterator[None]:
    """A run tries again by itself; a conversation waits for its person."""
    try:
        yield
    except Busy as busy:
        if busy.reason not in _FAILED:
            raise
        minutes = max(1, round(busy.wait.total_seconds() / 60)) if busy.wait else 0
        when = f"in {minutes} min" if minutes else "in a few minutes"
        raise Busy(
            f"{provider.name} isn’t answering right now. Nothing was connected, and nothing is "
            f"tried by itself: press again {when}. What you gave is kept while this page is open.",
            wait=busy.wait, detail=busy.detail, reason=busy.reason,
        ) from busy  # fmt: skip


@contextmanager
def _client(provider: Provider, attempt: ConnectAttempt) -> Iterator[PoliteClient]:
    client = client_for(provider, on_call=ledger_of_attempt(attempt))
    try:
        yield client
    finally:
        client.close()


def _new_attempt(
    user: User,
    workspace: Workspace,
    provider: Provider,
    kind: str,
    *,
    integration: Integration | None,
    verifies: bool = False,
) -> ConnectAttempt:
    ConnectAttempt.objects.filter(expires_at__lt=timezone.now()).delete()
    return ConnectAttempt.objects.create(
        workspace=workspace, user=user, provider=provider.key,
        kind=kind, integration=integration, verifies=verifies,
        expires_at=timezone.now() + LASTS,
    )  # fmt: skip


def _require_kind(provider: Provider, kind: str) -> None:
    if kind not in {known.key for known in provider.credential_kinds}:
        raise BadInput(f"{provider.name} has no way to sign in called “{kind}”.", field="kind")


def _attempt(user: User, attempt_id: int) -> ConnectAttempt:
    attempt = (
        ConnectAttempt.objects.select_related("workspace", "integration")
        .filter(pk=attempt_id, user=user, connected=None, expires_at__gt=timezone.now())
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
