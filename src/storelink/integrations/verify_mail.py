"""Mails that an account has to be verified: five days before, one day before, and on the day.

Claimed in a row before it is sent, so that two workers send one. A claim whose worker died is
taken again: then, at worst, the same mail comes twice and none is lost.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from storelink.integrations.models import Credential, Integration, VerifyMail
from storelink.providers.registry import provider as provider_of
from storelink.workspaces.models import Role

log = logging.getLogger(__name__)

SOON_DAYS = 5
_CLAIM_LASTS = timedelta(minutes=10)


def occasion(verified_until: datetime, now: datetime) -> str:
    """Which mail is due: `five_days`, `one_day`, `over`, or none. Pure.

    On a day that was missed (nothing ran), the next one still comes; none comes a week after.
    """
    left = verified_until - now
    if left > timedelta(days=SOON_DAYS) or left < -timedelta(days=7):
        return ""
    if left <= timedelta(0):
        return "over"
    return "one_day" if left <= timedelta(days=1) else "five_days"


def send_due() -> int:
    """How many mails were sent."""
    now = timezone.now()
    return sum(_send(credential, until, name) for credential, until, name in _due(now))


def _due(now: datetime) -> Iterator[tuple[Credential, datetime, str]]:
    ending = Credential.objects.filter(
        verified_until__lte=now + timedelta(days=SOON_DAYS),
        integration__deleted_at=None, integration__paused_at=None,
    ).select_related("integration__workspace", "integration__connected_by")  # fmt: skip
    for credential in ending.order_by("verified_until"):
        until = credential.verified_until
        name = occasion(until, now) if until else ""
        if until and name:
            yield credential, until, name


def _send(credential: Credential, until: datetime, name: str) -> bool:
    to = _addresses(credential.integration)
    mail = _claim(credential, until, name) if to else None
    if mail is None:
        return False
    subject, text = _words(credential, until, name)
    try:
        send_mail(subject, text, None, to)
    except (OSError, SMTPException):
        log.exception("the mail about integration %s was not sent", credential.integration_id)
        mail.delete()
        return False
    mail.sent_at = timezone.now()
    mail.save(update_fields=["sent_at"])
    return True


def _claim(credential: Credential, until: datetime, name: str) -> VerifyMail | None:
    now = timezone.now()
    VerifyMail.objects.filter(
        integration=credential.integration, sent_at=None, claimed_at__lt=now - _CLAIM_LASTS
    ).delete()
    try:
        with transaction.atomic():
            return VerifyMail.objects.create(
                integration=credential.integration, verified_until=until,
                occasion=name, claimed_on=now.astimezone(UTC).date(), claimed_at=now,
            )  # fmt: skip
    except IntegrityError:  # sent already, or being sent
        return None


def _addresses(integration: Integration) -> list[str]:
    """Whoever connected it, where they still may mend it; else those who may."""
    able = integration.workspace.memberships.filter(
        role__in=[Role.OWNER, Role.MANAGER], user__is_active=True
    ).select_related("user")
    people = [membership.user for membership in able]
    connected_by = integration.connected_by
    if connected_by is not None and connected_by in people:
        return [connected_by.email]
    return [person.email for person in people]


def _words(credential: Credential, until: datetime, name: str) -> tuple[str, str]:
    one = credential.integration
    store = provider_of(one.provider).name
    on = f"{until.day} {until:%B %Y}"
    subject, cause = {
        "five_days": (
            f"Verify {one.name} by {on}",
            f"{store} asks for a new code at least every 30 days. For {one.name} that is due by "
            f"{on}. Until then everything goes on.",
        ),
        "one_day": (
            f"{one.name}: one day left to verify",
            f"{store}’s verification of {one.name} ends on {on}. Data stops there until somebody "
            "verifies it.",
        ),
        "over": (
            f"{one.name} needs a code from {store}",
            f"{store}’s verification of {one.name} ended on {on}. No new data comes in until "
            "somebody verifies it. What was collected stays.",
        ),
    }[name]
    address = f"{settings.PUBLIC_URL.rstrip('/')}/settings/integrations/{one.pk}/verify/"
    return subject, (
        f"{cause}\n\nIt takes a minute and the phone that gets the code:\n{address}\n\n"
        "This is the only mail about this account today.\n"
    )
