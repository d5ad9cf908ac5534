"""Ask whoever can mend an account to do it."""

from __future__ import annotations

from django.utils import timezone

from storelink.integrations.models import Integration
from storelink.integrations.news import asked
from storelink.integrations.tell import about, menders
from storelink.workspaces.models import Notification, User
from storelink.workspaces.told import tell


def ask(user: User, integration: Integration) -> bool:
    """Whether they were told; False where this person has asked today already.

    Whoever calls has made sure that the person sees the account's data.
    """
    key = f"asked:{user.pk}:{timezone.now().date()}"
    thing = about(integration)
    if Notification.objects.filter(about=thing, key=key).exists():
        return False
    people = [one for one in menders(integration) if one != user]
    name = " ".join(str(user).split())[:100]
    return tell(people, integration.workspace, asked(integration, thing, name, key)) > 0
