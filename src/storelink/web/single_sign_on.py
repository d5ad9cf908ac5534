"""What the sign-in library asks about people who come from the operator's own issuer."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from storelink.workspaces.models import User
from storelink.workspaces.people import give_workspace


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # no types
    """Known people come in; new ones where sign-up is open."""

    def is_open_for_signup(self, _request: HttpRequest, _sociallogin: Any) -> bool:
        return bool(settings.SIGN_UP == "open")

    def authenticate_by_email(self, sociallogin: Any) -> tuple[User, str] | None:
        """Known people, by an address that the issuer has verified. The operator chose the issuer,
        so that the address is proven by it: the library would else take the password away."""
        found: tuple[User, str] | None = super().authenticate_by_email(sociallogin)
        if found is not None:
            _prove(*found)
        return found

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> User:
        user: User = super().save_user(request, sociallogin, form)
        give_workspace(user)
        return user


def _prove(user: User, email: str) -> None:
    known = EmailAddress.objects.filter(user=user, email__iexact=email)
    if not known.update(verified=True):
        is_first = not EmailAddress.objects.filter(user=user).exists()
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=is_first)
