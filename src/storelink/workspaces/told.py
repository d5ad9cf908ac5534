"""Tell people something: once for each cause, until it is solved."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from storelink.workspaces.models import Notification, NotificationChoice, User, Workspace
from storelink.workspaces.second_step import is_open_to

KEPT_FOR = timedelta(days=90)
ACCOUNT, WORKSPACE = "account:", "workspace:"
"""What a notification can be about, each with a number."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Something that people can be told of, or not."""

    key: str
    name: str
    about: str


KINDS: tuple[Kind, ...] = (
    Kind("broken", "A connection needs you",
         "A store refuses credentials or permissions, or answers what Storelink does not know."),
    Kind("verification", "A verification ends", "Five days before, and one day before."),
    Kind("first_sync", "A first sync is complete", "Every report of a new account has come in."),
    Kind("share", "An account is shared with you", "In a workspace that you own or manage."),
    Kind("people", "Who owns a workspace changes", "An owner leaves, or hands over to you."),
    Kind("asked", "Somebody asks you to mend a connection",
         "People who see an account’s data and can not mend it, once a day at most."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class News:
    """One thing to tell. `path`: the page of the step that mends it, or shows it."""

    kind: str
    about: str
    key: str
    title: str
    text: str
    path: str


def tell(people: Iterable[User], workspace: Workspace, news: News) -> int:
    """How many of them had not been told. Told twice, by however many processes, it is one
    notification until it is resolved."""
    return sum(_tell(user, workspace, news) for user in people)


def take_back(about: str, key: str) -> int:
    """What was told of it under that key holds no more."""
    found = Notification.objects.filter(about=about, key=key, resolved_at=None)
    return found.update(resolved_at=timezone.now())


def resolve(about: str, *, but: Collection[str] = (), kinds: Collection[str] = ()) -> int:
    """What was told of it is solved, except under the keys `but`. Without `kinds`: everything."""
    found = Notification.objects.filter(about=about, resolved_at=None).exclude(key__in=but)
    if kinds:
        found = found.filter(kind__in=kinds)
    return found.update(resolved_at=timezone.now())


def notifications_of(user: User) -> QuerySet[Notification]:
    """What the person is told in the product: of the kinds that they want to see there, and of
    workspaces that they are still in."""
    hidden = NotificationChoice.objects.filter(user=user, about="", in_app=False)
    found = Notification.objects.filter(user=user, workspace__memberships__user=user)
    return found.exclude(kind__in=hidden.values("kind")).select_related("workspace")


def open_to(user: User) -> list[Notification]:
    """The same, without those of workspaces that ask for a second step which the person has not."""
    found = list(notifications_of(user))
    is_open = {one: is_open_to(user, one) for one in {told.workspace for told in found}}
    return [told for told in found if is_open[told.workspace]]


def unread(user: str = "user") -> Coalesce:
    """An expression for a query: how many open notifications the person of the row `user` has not
    read."""
    hidden = NotificationChoice.objects.filter(
        user=OuterRef("user"), kind=OuterRef("kind"), about="", in_app=False
    )
    found = (
        Notification.objects.filter(
            user=OuterRef(user), read_at=None, resolved_at=None,
            workspace__memberships__user=OuterRef(user),
        )
        .exclude(kind__in=hidden.values("kind"))
        .order_by()
        .values("user")
        .annotate(count=Count("pk"))
        .values("count")
    )  # fmt: skip
    return Coalesce(Subquery(found), 0, output_field=IntegerField())


def mark_read(user: User, pk: int | None = None) -> int:
    """How many were unread: that one, or all of the person's."""
    found = Notification.objects.filter(user=user, read_at=None)
    if pk is not None:
        found = found.filter(pk=pk)
    return found.update(read_at=timezone.now())


def forget_told() -> None:
    """What is solved or over for long. What is still open stays."""
    before = timezone.now() - KEPT_FOR
    Notification.objects.filter(resolved_at__lt=before).delete()
    events = ("first_sync", "share", "people", "asked")
    Notification.objects.filter(kind__in=events, told_at__lt=before).delete()


def _tell(user: User, workspace: Workspace, news: News) -> bool:
    open_one = Notification.objects.filter(
        user=user, about=news.about, key=news.key, resolved_at=None
    )
    told = {"title": news.title[:200], "text": news.text, "path": news.path}
    if open_one.update(**told):
        return False
    try:
        with transaction.atomic():
            Notification.objects.create(
                user=user, workspace=workspace, kind=news.kind, about=news.about,
                key=news.key, **told,
            )  # fmt: skip
    except IntegrityError:  # another process was quicker
        return False
    return True
