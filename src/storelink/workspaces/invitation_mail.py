"""The mail that carries an invitation's link."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail

from storelink.workspaces.models import Invitation

log = logging.getLogger(__name__)


def address_of(token: str) -> str:
    """The link. Whoever has it can join: it belongs to the invited person alone."""
    return f"{settings.PUBLIC_URL}/join/{token}/"


def send(invitation: Invitation, token: str) -> bool:
    """Whether the mail went out. False where no mail server is set, or it refused: the link must
    then reach the person another way."""
    if not settings.EMAIL_HOST:
        return False
    try:
        send_mail(_subject(invitation), _text(invitation, token), None, [invitation.email])
    except (OSError, SMTPException) as error:
        log.warning("an invitation could not be mailed: %s", type(error).__name__)
        return False
    invitation.is_mailed = True
    invitation.save(update_fields=["is_mailed"])
    return True


def _subject(invitation: Invitation) -> str:
    return f"{_inviter(invitation)} invites you to {invitation.workspace.name} on Storelink"


def _text(invitation: Invitation, token: str) -> str:
    role = invitation.get_role_display().lower()
    return (
        f"{_inviter(invitation)} asks you to join {invitation.workspace.name} as {role}.\n\n"
        f"Join: {address_of(token)}\n\n"
        f"The link works once, until {invitation.expires_at:%d %b %Y, %H:%M} UTC. "
        "If you did not expect it, do nothing: without you nobody can use it.\n"
    )


def _inviter(invitation: Invitation) -> str:
    return " ".join(str(invitation.invited_by or "Somebody").split())
