"""Add a person: an account, a workspace of their own, and the owner's role in it."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from storelink.domain.errors import BadInput
from storelink.workspaces.audit import note
from storelink.workspaces.models import Membership, Role, User, Workspace


def add_person(
    email: str, password: str, *, name: str = "", is_address_proven: bool = True
) -> User:
    """The new person, who owns a personal workspace. `is_address_proven`: mail to the address is
    known to reach them, because they came by it or the operator says so.

    BadInput where the address is none or is known already, or the password is too weak. Whoever
    calls has made sure that a person may be added: this is for the first start and for the
    operator's own command line.
    """
    _refuse_bad_address(email)
    _refuse_weak_password(password, User(email=email, name=name))
    with transaction.atomic():
        user = User.objects.create_user(email, password, name=name)
        EmailAddress.objects.create(
            user=user, email=user.email, verified=is_address_proven, primary=True
        )
        give_workspace(user)
    return user


def give_workspace(user: User) -> Workspace:
    """The person's own workspace, made where there is none yet."""
    workspace, is_new = Workspace.objects.get_or_create(
        personal_of=user, defaults={"name": _workspace_name(user)}
    )
    if is_new:
        Membership.objects.create(workspace=workspace, user=user, role=Role.OWNER)
        note(user, workspace, "person.added", user.email)
    return workspace


def is_anybody_there() -> bool:
    """Whether the first person has been added."""
    return User.objects.exists()


def _refuse_bad_address(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError as error:
        raise BadInput(f"“{email}” is not an e-mail address.", field="email") from error
    if User.objects.filter(email__iexact=email).exists():
        raise BadInput(f"There is an account for {email} already.", field="email")


def _refuse_weak_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise BadInput(" ".join(error.messages), field="password") from error


def _workspace_name(user: User) -> str:
    return (user.name or user.email.partition("@")[0])[:100]
