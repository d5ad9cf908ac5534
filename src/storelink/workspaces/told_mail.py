"""Notifications by mail: one mail a day to a person about one thing, whatever there is to tell.
Several things at the same time are one mail, so that a store's bad hour is not a hundred mails.

The mail is claimed in a row before it is sent, so that two workers send one. Where a worker dies
while it sends, that day's claim stays: nobody gets the same mail twice in a day, and what may not
have gone out goes out the next day.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import groupby
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from storelink.workspaces.models import Notification, NotificationMail
from storelink.workspaces.told_choice import wants_mail

log = logging.getLogger(__name__)

TELLABLE_FOR = timedelta(days=7)
"""What could not be mailed for so long is no news any more; it stands in the product."""


def send_told() -> int:
    """How many mails were sent. None where the operator has set no mail server."""
    if not settings.EMAIL_HOST:
        return 0
    return sum(_send(group) for group in _waiting())


def _waiting() -> Iterable[Sequence[Notification]]:
    """What is to be mailed, by person; what is about one thing stands together."""
    found = Notification.objects.filter(
        mailed_at=None, resolved_at=None, told_at__gte=timezone.now() - TELLABLE_FOR,
        user__is_active=True,
    ).select_related("user", "workspace").order_by("user", "about", "told_at", "pk")  # fmt: skip
    for _, group in groupby(found, key=lambda one: one.user_id):
        wanted = [one for one in group if _is_for(one)]
        if wanted:
            yield wanted


def _is_for(one: Notification) -> bool:
    """Whether the person wants it by mail, and is still in the workspace."""
    is_there = one.workspace.memberships.filter(user=one.user_id).exists()
    return is_there and wants_mail(one.user, one.kind, one.about)


def _send(waiting: Sequence[Notification]) -> bool:
    firsts = {one.about: one for one in reversed(waiting)}
    claims = {about: _claim(one) for about, one in firsts.items()}
    mails = [claim.pk for claim in claims.values() if claim is not None]
    told = _still_waiting([one for one in waiting if claims[one.about] is not None])
    if not told:
        NotificationMail.objects.filter(pk__in=mails).delete()
        return False
    try:
        send_mail(_subject(told), _text(told), None, [told[0].user.email])
    except (OSError, SMTPException):
        log.exception("a mail about %s was not sent; it is tried again", told[0].about)
        NotificationMail.objects.filter(pk__in=mails).delete()
        return False
    now = timezone.now()
    with transaction.atomic():
        NotificationMail.objects.filter(pk__in=mails).update(sent_at=now)
        Notification.objects.filter(pk__in=[one.pk for one in told]).update(mailed_at=now)
    return True


def _still_waiting(claimed: Sequence[Notification]) -> Sequence[Notification]:
    """Without what was solved, or mailed by another process, since it was looked for."""
    still = Notification.objects.filter(
        pk__in=[one.pk for one in claimed], mailed_at=None, resolved_at=None
    )
    known = set(still.values_list("pk", flat=True))
    return [one for one in claimed if one.pk in known]


def _claim(one: Notification) -> NotificationMail | None:
    today = timezone.now().date()
    try:
        with transaction.atomic():
            return NotificationMail.objects.create(user=one.user, about=one.about, on=today)
    except IntegrityError:  # today's has gone out, or is being sent
        return None


def forget_mails() -> None:
    """Claims of days that are over for long."""
    before = timezone.now().date() - timedelta(days=30)
    NotificationMail.objects.filter(on__lt=before).delete()


def _subject(told: Sequence[Notification]) -> str:
    """A header is one line, whatever a name contains."""
    first, more = " ".join(told[0].title.split())[:200], len(told) - 1
    return f"{first}, and {more} more" if more else first


def _text(told: Sequence[Notification]) -> str:
    base = settings.PUBLIC_URL.rstrip("/")
    body = "\n\n".join(f"{one.text}\n{base}{one.path}" for one in told)
    return (
        f"{body}\n\nAbout one account, or one workspace, there is one mail a day at most. "
        f"Which mails you get: {base}/settings/notifications/\n"
    )
