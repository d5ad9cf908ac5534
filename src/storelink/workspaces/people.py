"""Adds people. Whoever is added gets a personal workspace, and owns it."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from storelink.domain.errors import BadInput
from storelink.workspaces.models import Membership, Role, User, Workspace


def add_person(email: str, password: str, *, name: str = "") -> User:
    """A new person with a personal workspace. BadInput (`email`, `password`) says what is wrong."""
    email, name = email.strip().lower(), name.strip()
    _check(email, password, name)
    with transaction.atomic():
        user = User.objects.create_user(email, password, name=name)
        workspace = Workspace.objects.create(name=workspace_name(user), personal_of=user)
        Membership.objects.create(workspace=workspace, user=user, role=Role.OWNER)
    return user


def workspace_name(user: User) -> str:
    """What a person's own workspace is called until they name it."""
    return f"{(user.name or user.email.split('@')[0])[:80]}’s workspace"


def _check(email: str, password: str, name: str) -> None:
    try:
        validate_email(email)
    except ValidationError as error:
        raise BadInput("That isn’t an e-mail address.", field="email") from error
    if len(name) > 150:
        raise BadInput("That name is longer than 150 characters.", field="name")
    if User.objects.filter(email__iexact=email).exists():
        raise BadInput("Somebody with this e-mail address is here already.", field="email")
    try:
        validate_password(password, User(email=email, name=name))
    except ValidationError as error:
        raise BadInput(" ".join(error.messages), field="password") from error
