"""What every page's frame needs. Worked out only where a template asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils.functional import SimpleLazyObject

from storelink.integrations.models import Integration
from storelink.products.models import App
from storelink.providers.registry import providers
from storelink.web.attention import attention_of
from storelink.web.who import SecondStepWanted, membership_of, reading_of, workspace_of
from storelink.workspaces.models import User
from storelink.workspaces.people import is_anybody_there

_SECTIONS = {"overview": "overview", "start": "overview", "analytics": "analytics",
             "app": "analytics", "account_figures": "analytics",
             "workspaces": "workspaces", "workspace": "workspaces",
             "workspace_leave": "workspaces", "activity": "workspaces", "outgoing": "workspaces",
             "account": "account", "notifications": "notifications",
             "notification_settings": "notifications"}  # fmt: skip
_MOST_APPS = 12
ATTENTION = "storelink_attention"
"""Where a page that has counted already leaves how many accounts need somebody."""


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """Names that templates may use on every page; Django's processors add `user`, `messages`."""
    match = request.resolver_match
    name = match.url_name if match else ""
    return {
        "section": _SECTIONS.get(name or "", "integrations"),
        "current_app": match.kwargs.get("pk") if match and name == "app" else None,
        "is_demo": settings.IS_DEMO,
        "has_mail": bool(settings.EMAIL_HOST),
        "is_sign_up_open": settings.SIGN_UP == "open",
        "sso_name": settings.OIDC_NAME if settings.OIDC_URL else "",
        "is_at_number": is_number(request.get_host()),
        "is_empty": SimpleLazyObject(lambda: not is_anybody_there()),
        "initials": SimpleLazyObject(lambda: _initials(request)),
        "workspace_name": SimpleLazyObject(lambda: _workspace_name(request)),
        "sidebar_apps": SimpleLazyObject(lambda: _apps(request)),
        "unread_count": SimpleLazyObject(lambda: _unread(request)),
        "attention_count": SimpleLazyObject(lambda: _attention(request)),
    }


def is_number(host: str) -> bool:
    """Whether a host is no name but an address of numbers: browsers keep no passkey for these."""
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _initials(request: HttpRequest) -> str:
    words = str(request.user).replace("@", " ").replace(".", " ").split()
    return "".join(word[0] for word in words[:2]).upper()


def _workspace_name(request: HttpRequest) -> str:
    try:
        return membership_of(request).workspace.name
    except Http404:
        return ""


def _unread(request: HttpRequest) -> int:
    """Of all the person's workspaces: counted with the question who they are."""
    try:
        return int(getattr(membership_of(request), "unread_count", 0))
    except Http404:
        return 0


@dataclass(frozen=True, slots=True)
class SidebarApp:
    """An app, and its store's letters where there are several stores to tell apart."""

    app: App
    tile: str


def _apps(request: HttpRequest) -> Sequence[SidebarApp]:
    if not isinstance(request.user, User):
        return []
    try:
        apps = list(reading_of(request, workspace_of(request)).apps()[:_MOST_APPS])
    except (Http404, SecondStepWanted):
        return []
    is_mixed = len({app.integration.provider for app in apps}) > 1
    tiles = {one.key: one.tile for one in providers()} if is_mixed else {}
    return [SidebarApp(app, tiles.get(app.integration.provider, "")) for app in apps]


def _attention(request: HttpRequest) -> int:
    known = getattr(request, ATTENTION, None)
    if isinstance(known, int):
        return known
    try:
        found = Integration.objects.filter(workspace=workspace_of(request))
    except (Http404, SecondStepWanted):
        return 0
    return attention_of(found)
