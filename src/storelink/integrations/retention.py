"""How long the logs are kept, as the settings say."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from storelink.integrations.models import OutgoingCall, RequestBudget
from storelink.workspaces.audit import prune
from storelink.workspaces.session_store import forget_ended


def forget_old() -> None:
    """Entries of the audit log and outgoing calls that are older than they are kept; 0 days keeps
    all. Sessions that are over go too, and counts of requests that nobody asks for any more."""
    prune(settings.AUDIT_DAYS)
    forget_ended()
    a_day_ago = timezone.now() - timedelta(days=1)
    RequestBudget.objects.filter(used_at__lt=a_day_ago).delete()
    if settings.CALLS_DAYS:
        before = timezone.now() - timedelta(days=settings.CALLS_DAYS)
        OutgoingCall.objects.filter(at__lt=before).delete()
