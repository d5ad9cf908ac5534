"""Somebody else types the code: a single-use link for whoever holds the phone."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from storelink.domain.errors import BadInput
from storelink.integrations.connect import ask_again, take_step
from storelink.integrations.models import ConnectAttempt, Integration
from storelink.providers.contract import Ask, Field, FieldKind, Refused
from storelink.workspaces.models import Role, User
from storelink.workspaces.permission import require

LASTS = timedelta(minutes=10)
TRIES = 3
"""Wrong codes lock accounts: then whoever began has to go on."""

OVER = "This link is over. Ask whoever sent it for a new one."


@dataclass(frozen=True, slots=True)
class Asked:
    """All that the holder of the phone sees."""

    sentence: str
    field: Field
    error: str = ""


def offer(user: User, attempt_id: int) -> str:
    """The secret of a new link for the step that the conversation stands at; an older one ends.

    NotAllowed below manager; BadInput where this step is nobody else's to answer.
    """
    attempt = ConnectAttempt.objects.filter(
        pk=attempt_id, user=user, connected=None, expires_at__gt=timezone.now()
    ).first()
    if attempt is None:
        raise BadInput("This took too long, or was begun elsewhere. Start again.")
    require(user, attempt.workspace, Role.MANAGER)
    if not ask_again(attempt).delegate:
        raise BadInput("Nobody else can answer this step.")
    secret = secrets.token_urlsafe(32)
    attempt.delegate_digest = _digest(secret)
    attempt.delegate_until = timezone.now() + LASTS
    attempt.delegate_tries = 0
    attempt.expires_at = max(attempt.expires_at, attempt.delegate_until)
    attempt.save(
        update_fields=["delegate_digest", "delegate_until", "delegate_tries", "expires_at"]
    )
    return secret


def asked(secret: str) -> Asked:
    """What the link asks for. BadInput where it is over."""
    return _asked(ask_again(_attempt(secret)))


def answer(secret: str, code: str) -> Asked | None:
    """Give the code. None: it was right and the link is used up; Asked: it was not, say why.

    BadInput where the link is over. Busy and Unexpected where the store fails: nothing is lost.
    """
    attempt = _attempt(secret)
    ask = ask_again(attempt)
    field = _asked(ask).field
    if not code.strip():
        return Asked(ask.delegate, field, "Type the six digits.")
    if not _counted(attempt):
        raise BadInput(OVER)
    step = take_step(attempt, {field.name: code})
    if isinstance(step, Refused):
        raise BadInput(step.sentence)
    if isinstance(step, Integration):
        return None
    if step.step == ask.step and step.errors:
        sentence = next(iter(step.errors.values()))
        return Asked(step.delegate or ask.delegate, field, sentence)
    ConnectAttempt.objects.filter(pk=attempt.pk).update(delegate_digest="")
    return None


def _counted(attempt: ConnectAttempt) -> bool:
    rows = ConnectAttempt.objects.filter(pk=attempt.pk, delegate_tries__lt=TRIES)
    return bool(rows.update(delegate_tries=F("delegate_tries") + 1))


def _asked(ask: Ask) -> Asked:
    field = next((one for one in ask.fields if one.kind is FieldKind.CODE), None)
    if not ask.delegate or field is None:
        raise BadInput(OVER)
    return Asked(ask.delegate, field)


def _attempt(secret: str) -> ConnectAttempt:
    now = timezone.now()
    attempt = ConnectAttempt.objects.filter(
        delegate_digest=_digest(secret), connected=None, delegate_until__gt=now, expires_at__gt=now,
        delegate_tries__lt=TRIES,
    ).select_related("workspace", "integration", "user").first()  # fmt: skip
    if attempt is None:
        raise BadInput(OVER)
    return attempt


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
