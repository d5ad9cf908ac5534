"""How long the logs are kept, as the settings say."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from storelink.integrations.models import OutgoingCall
from storelink.workspaces.audit import prune


def forget_old() -> None:
    """Entries of the audit log and outgoing calls that are older than they are kept; 0 days keeps
    all."""
    prune(settings.AUDIT_DAYS)
    if settings.CALLS_DAYS:
        before = timezone.now() - timedelta(days=settings.CALLS_DAYS)
        OutgoingCall.objects.filter(at__lt=before).delete()
