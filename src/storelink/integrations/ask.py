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
    if has_asked(user, integration):
        return False
    people = [one for one in menders(integration) if one != user]
    name = " ".join(str(user).split())[:100]
    news = asked(integration, about(integration), name, _key(user))
    return tell(people, integration.workspace, news) > 0


def has_asked(user: User, integration: Integration) -> bool:
    """Whether this person has asked today, also where it was mended meanwhile."""
    return Notification.objects.filter(about=about(integration), key=_key(user)).exists()


def asked_person(integration: Integration) -> str:
    """The name of who can mend it."""
    return next((str(one) for one in menders(integration)), "The account’s workspace")


def _key(user: User) -> str:
    return f"asked:{user.pk}:{timezone.now().date()}"
