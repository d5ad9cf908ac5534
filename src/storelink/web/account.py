"""What the sign-in library asks the product about accounts."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """Sign-up is closed: the first person comes by the set-up link, others are added."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        return False

    def add_message(self, *_args: object, **_kwargs: object) -> None:
        """Signing in and out says nothing: the page that follows shows it."""
