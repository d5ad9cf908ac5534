"""The first start: nobody is here yet, and whoever holds the set-up link becomes the owner.

The link's word is derived from the server's secret key, so that it needs no storage, is the same
after a restart, and cannot be guessed. It works while there is no person, and never afterwards.
"""

from __future__ import annotations

from django.db import connection, transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from storelink.domain.errors import NotAllowed
from storelink.workspaces.models import User
from storelink.workspaces.people import add_person

_LOCK = 7_305_811
"""Any number, the same for everybody: on PostgreSQL, two first people wait for each other."""


def is_unclaimed() -> bool:
    """Whether nobody has an account on this server yet."""
    return not User.objects.exists()


def setup_path() -> str:
    """The address of the one-time set-up link on this server, or nothing where it is claimed."""
    return f"/setup/{_word()}/" if is_unclaimed() else ""


def opens(word: str) -> bool:
    """Whether this is the word of the set-up link, and nobody has used it."""
    return constant_time_compare(word, _word()) and is_unclaimed()


def claim(word: str, email: str, password: str, *, name: str = "") -> User:
    """Make the first person. NotAllowed where the link is wrong or used, BadInput by field."""
    with transaction.atomic():
        _wait_for_others()
        if not opens(word):
            raise NotAllowed(
                "This set-up link is used or incomplete. Copy the whole link that "
                "`storelink up` printed, or sign in."
            )
        return add_person(email, password, name=name)


def _word() -> str:
    return salted_hmac("storelink.first_person", "set-up link", algorithm="sha256").hexdigest()[:40]


def _wait_for_others() -> None:
    """SQLite's transactions begin by taking the write lock already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
