"""Notifications in the words of a page, and accounts of others whose data has stopped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from storelink.domain.status import StatusCode
from storelink.integrations.ask import asked_person, has_asked
from storelink.integrations.models import Integration
from storelink.integrations.tell import about
from storelink.products.limits import in_force
from storelink.web.accounts import Row
from storelink.web.who import integration_of, person, workspace_of
from storelink.workspaces.models import Notification, User
from storelink.workspaces.second_step import is_open_to
from storelink.workspaces.told import notifications_of
from storelink.workspaces.told_choice import wants_mail

MOST = 100
_STILL_COMES_IN = {StatusCode.VERIFY_SOON}


@dataclass(frozen=True, slots=True)
class ToldLine:
    """One notification."""

    one: Notification
    is_closed: bool
    """Of a workspace that asks for a second step, which the person does not have: not shown."""

    @property
    def is_unread(self) -> bool:
        return self.one.read_at is None and self.one.resolved_at is None


def told_lines(user: User) -> Sequence[ToldLine]:
    """The newest of what the person is told."""
    found = list(notifications_of(user)[:MOST])
    open_to = {one.workspace: is_open_to(user, one.workspace) for one in found}
    return [ToldLine(one, is_closed=not open_to[one.workspace]) for one in found]


@dataclass(frozen=True, slots=True)
class Stopped:
    """A shared account whose data does not come in, and who can mend it."""

    row: Row
    mender: str
    is_asked: bool
    """Whether the person who looks has asked today."""


def stopped(user: User, rows: Iterable[Row]) -> Sequence[Stopped]:
    """Those of the rows that need somebody else."""
    bad = {r.pk: r for r in rows if r.needs_attention and r.shown.code not in _STILL_COMES_IN}
    found = Integration.objects.filter(pk__in=bad).select_related("workspace", "connected_by")
    return [Stopped(bad[one.pk], asked_person(one), has_asked(user, one)) for one in found]


def shared_or_own(request: HttpRequest, pk: int) -> Integration:
    """The account, where the workspace in use sees it by a share, or the person is in its own.
    Http404 for everybody else."""
    shares = in_force().filter(workspace=workspace_of(request), integration=pk)
    found = shares.select_related("integration__workspace", "integration__connected_by").first()
    return found.integration if found else integration_of(request, pk)


def is_told_of_first_sync(request: HttpRequest, pk: int) -> bool | None:
    """Whether the person gets a mail when it is complete; None where it is not them who are
    told."""
    user, one = person(request), integration_of(request, pk)
    return wants_mail(user, "first_sync", about(one)) if one.connected_by_id == user.pk else None
