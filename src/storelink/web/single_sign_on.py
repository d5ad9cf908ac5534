"""What the sign-in library asks about people who come from the operator's own issuer."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from storelink.workspaces.models import User
from storelink.workspaces.people import give_workspace


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # no types
    """Known people come in; new ones where sign-up is open."""

    def is_open_for_signup(self, _request: HttpRequest, _sociallogin: Any) -> bool:
        return bool(settings.SIGN_UP == "open")

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> User:
        user: User = super().save_user(request, sociallogin, form)
        give_workspace(user)
        return user
