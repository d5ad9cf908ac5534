"""What the sign-in library asks the product about accounts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse

from storelink.web.errors import THROTTLED
from storelink.web.mails import letter
from storelink.workspaces.audit import note
from storelink.workspaces.models import User, Workspace
from storelink.workspaces.people import give_workspace
from storelink.workspaces.session_store import end_other_sessions

_ENDS_OTHER_SESSIONS = ("mfa/",)
_TOO_MANY = "too_many_login_attempts"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """Sign-up is by invitation unless the operator opens it; what happens is in the log."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        return bool(settings.SIGN_UP == "open")

    def add_message(self, request: HttpRequest, level: int, *_args: object, **more: Any) -> None:
        """Signing in and out says nothing: the page that follows shows it. Why a passkey was
        refused is said."""
        if level >= messages.ERROR and more.get("message"):
            messages.error(request, str(more["message"]))

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:  # noqa: FBT001, FBT002 - the library's
        """Whoever signs up has a workspace of their own."""
        saved: User = super().save_user(request, user, form, commit=commit)
        if commit:
            give_workspace(saved)
        return saved

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        note(user, _home(user), "signed_in")
        answer: HttpResponse = super().post_login(request, user, **kwargs)
        return answer

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Failures count for an address from one network: whoever guesses elsewhere cannot lock
        the rightful person out."""
        known: str = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{known}:{self.get_client_ip(request)}"

    def validation_error(self, code: str, *args: object) -> Exception:
        """Where there were too many tries, the answer gets the status that says so."""
        if code == _TOO_MANY and context.request is not None:
            setattr(context.request, THROTTLED, True)
        error: Exception = super().validation_error(code, *args)
        return error

    def authentication_failed(self, _request: HttpRequest, **credentials: Any) -> None:
        """Only for people who exist: what was typed may be a password in the wrong field."""
        address = str(credentials.get("email") or "")
        user = User.objects.filter(email__iexact=address).first() if address else None
        if user is not None:
            note(None, _home(user), "sign_in.failed", f"as {user.email}")

    def set_password(self, user: User, password: str) -> None:
        super().set_password(user, password)
        if user.pk:
            note(user, _home(user), "password.changed")

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """The product's own words; a person's inbox shows from which server they come."""
        found = letter(template_prefix, context, settings.PUBLIC_URL)
        if found is None:
            rendered: EmailMessage = super().render_mail(template_prefix, email, context, headers)
            return rendered
        subject, text = found
        to = [email] if isinstance(email, str) else email
        return EmailMessage(
            self.format_email_subject(subject), text, self.get_from_email(), to, headers=headers
        )

    def send_notification_mail(
        self, template_prefix: str, user: User, *args: Any, **more: Any
    ) -> None:
        """Called after each change of how a person signs in."""
        if template_prefix.startswith(_ENDS_OTHER_SESSIONS):
            note(user, _home(user), "second_step.changed", template_prefix.rpartition("/")[2])
            end_other_sessions(user, context.request.session.session_key)
        if template_prefix == "account/email/email_changed":
            _note_address(user, more.get("context") or {})
        super().send_notification_mail(template_prefix, user, *args, **more)


def _note_address(user: User, told: Mapping[str, object]) -> None:
    note(user, _home(user), "email.changed", f"from {told.get('from_email')}")


def _home(user: User) -> Workspace | None:
    """Where the log of a person's own sign-ins is."""
    return Workspace.objects.filter(personal_of=user).first()
