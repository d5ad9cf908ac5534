"""People are told how an account stands: computed from the same facts as its status, when a run
ends and every few minutes, so that an end which no run notices is told as well."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from storelink.domain.status import Remedy, Shown
from storelink.integrations.models import Integration
from storelink.integrations.news import broken, complete, ending
from storelink.integrations.status import statuses
from storelink.workspaces.models import Notification, Role, User
from storelink.workspaces.told import ACCOUNT, News, resolve, tell

_NEWS_FOR = timedelta(days=7)
"""A first sync that was complete before is no news: it was before anybody could be told."""


def about(integration: Integration) -> str:
    """By which notifications know the account."""
    return f"{ACCOUNT}{integration.pk}"


def tell_all() -> int:
    """Of every account. How many people were told something new."""
    found = Integration.objects.select_related("workspace", "connected_by")
    return _tell(list(found))


def tell_of(integration: Integration) -> int:
    """Of one account, after something has happened to it."""
    found = Integration.objects.select_related("workspace", "connected_by")
    return _tell(list(found.filter(pk=integration.pk)))


def menders(integration: Integration) -> Sequence[User]:
    """Who is told what is wrong with an account: whoever connected it, while they may still mend
    it, and the workspace's owners; where it has none, its managers. The first is named to others.
    """
    found = integration.workspace.memberships.filter(
        role__in=[Role.OWNER, Role.MANAGER], user__is_active=True
    ).select_related("user")
    able = sorted(found, key=lambda one: (one.joined_at, one.pk))
    first = [one.user for one in able if one.user_id == integration.connected_by_id]
    owners = [one.user for one in able if one.role == Role.OWNER]
    chosen = [*first, *owners] or [one.user for one in able]
    return list(dict.fromkeys(chosen))


def forget(integration: Integration) -> None:
    """The account is deleted: nothing about it needs anybody any more."""
    resolve(about(integration))


def _tell(integrations: Sequence[Integration]) -> int:
    now = timezone.now()
    shown = statuses(integrations, now)
    with_open = set(
        Notification.objects.filter(resolved_at=None, about__startswith=ACCOUNT)
        .values_list("about", flat=True)
        .distinct()
    )
    return sum(
        _tell_one(one, shown[one.pk], now, has_open=about(one) in with_open) for one in integrations
    )


def _tell_one(one: Integration, shown: Shown, now: datetime, *, has_open: bool) -> int:
    news = list(_problems(one, shown, now))
    if has_open:
        still = {item.key for item in news}
        resolve(about(one), but=still, kinds=("broken", "verification"))
        if not shown.needs_attention:
            resolve(about(one), kinds=("asked",))
    told = sum(tell(menders(one), one.workspace, item) for item in news)
    return told + _tell_complete(one, now)


def _problems(one: Integration, shown: Shown, now: datetime) -> Iterable[News]:
    if not shown.needs_attention:
        return
    ends = [c.verified_until for c in one.credentials.all() if c.refused_at is None]
    until = max((end for end in ends if end), default=None)
    if shown.remedy is Remedy.VERIFY and until is not None and until > now:
        yield ending(one, about(one), until, now)
    else:
        yield broken(one, about(one), shown)


def _tell_complete(one: Integration, now: datetime) -> int:
    at, person = one.first_synced_at, one.connected_by
    if at is None or person is None or at < now - _NEWS_FOR:
        return 0
    if not one.workspace.memberships.filter(user=person).exists():
        return 0
    return tell([person], one.workspace, complete(one, about(one)))
