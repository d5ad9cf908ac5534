"""The first start: whoever holds the one-time link makes the first account. Then it is void."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing
from django.db import transaction

from storelink.domain.errors import NotAllowed
from storelink.workspaces.models import User
from storelink.workspaces.people import add_person, is_anybody_there

_SALT = "storelink.set-up"
_VALID_FOR = timedelta(days=7)


def set_up_token() -> str | None:
    """What the link of the first start carries; None once somebody is there."""
    return None if is_anybody_there() else signing.dumps("set-up", salt=_SALT)


def is_set_up_token(token: str) -> bool:
    """Whether the first account may be made with it. False for ever once somebody is there."""
    if is_anybody_there():
        return False
    try:
        signing.loads(token, salt=_SALT, max_age=_VALID_FOR)
    except signing.BadSignature:
        return False
    return True


def add_first_person(token: str, email: str, password: str, *, name: str = "") -> User:
    """The owner of this installation.

    NotAllowed where the token is void, also for the second of two at once; BadInput as
    `add_person`.
    """
    if not is_set_up_token(token):
        raise NotAllowed(f"This set-up link can’t be used any more. {VOID}")
    with transaction.atomic():
        user = add_person(email, password, name=name)
        if User.objects.exclude(pk=user.pk).exists():
            raise NotAllowed(f"This set-up link can’t be used any more. {VOID}")
    return user


VOID = (
    "It creates the first account, once. It has been used, or it is more than a week old. "
    "Sign in, or restart Storelink to get a new link if there is no account yet."
)
