"""How each person wants to be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from storelink.domain.errors import BadInput
from storelink.workspaces.models import NotificationChoice, User
from storelink.workspaces.told import KINDS


@dataclass(frozen=True, slots=True)
class Way:
    """Where a person is told of a kind."""

    in_app: bool = True
    by_mail: bool = True


def ways_of(user: User) -> Mapping[str, Way]:
    """Kind → how the person is told of it. As nobody has said otherwise, both ways."""
    chosen = NotificationChoice.objects.filter(user=user, about="")
    known = {one.kind: Way(one.in_app, one.by_mail) for one in chosen}
    return {kind.key: known.get(kind.key, Way()) for kind in KINDS}


def choose(user: User, ways: Mapping[str, Way]) -> None:
    """From now on so. BadInput for a kind that there is not."""
    strange = set(ways) - {kind.key for kind in KINDS}
    if strange:
        raise BadInput("One of these notifications is not known. Load the page anew.")
    with transaction.atomic():
        for kind, way in ways.items():
            NotificationChoice.objects.update_or_create(
                user=user, kind=kind, about="",
                defaults={"in_app": way.in_app, "by_mail": way.by_mail},
            )  # fmt: skip


def choose_mail(user: User, kind: str, about: str, *, is_wanted: bool) -> None:
    """Of this one thing by mail or not, whatever holds for the others of its kind."""
    NotificationChoice.objects.update_or_create(
        user=user, kind=kind, about=about, defaults={"by_mail": is_wanted}
    )


def wants_mail(user: User, kind: str, about: str) -> bool:
    """Whether the person is told of it by mail."""
    found = NotificationChoice.objects.filter(user=user, kind=kind, about__in=["", about])
    chosen = max(found, key=lambda one: len(one.about), default=None)
    return chosen is None or chosen.by_mail
