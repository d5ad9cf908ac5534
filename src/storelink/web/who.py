"""Who asks, and in which workspace."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest
from django.utils import timezone

from storelink.integrations.models import Integration
from storelink.products.limits import is_seen, whole_accounts, workspaces_that_see
from storelink.products.models import App, Share
from storelink.products.reading import Reading
from storelink.workspaces.models import Membership, Role, User, Workspace
from storelink.workspaces.refused import note_refusal
from storelink.workspaces.second_step import is_open_to
from storelink.workspaces.told import unread

CHOSEN = "workspace"
"""Where the session keeps the number of the chosen workspace."""
_KNOWN = "storelink_membership"
_READINGS = "storelink_readings"
"""Where a request keeps what was found, for the rest of its life."""


def person(request: HttpRequest) -> User:
    """The person who is signed in. Only for pages that ask for sign-in."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


class SecondStepWanted(Exception):
    """The workspace asks for a second step, and the person has none. They are led to set one up."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.workspace = workspace


def workspace_of(request: HttpRequest) -> Workspace:
    """The workspace that the person works in: the one chosen in this browser, else the one chosen
    last anywhere, else one that has data, their own first. Http404 where there is none;
    SecondStepWanted where it is closed to them."""
    return opened(request, membership_of(request).workspace)


def opened(request: HttpRequest, workspace: Workspace) -> Workspace:
    """The same workspace. SecondStepWanted where it asks for a second step and there is none."""
    if not is_open_to(person(request), workspace):
        raise SecondStepWanted(workspace)
    return workspace


def membership_of(request: HttpRequest) -> Membership:
    """What the person is in the workspace that they work in. Asked once a request."""
    known: Membership | None = getattr(request, _KNOWN, None)
    if known is not None:
        return known
    user, chosen = person(request), request.session.get(CHOSEN)
    found = Membership.objects.filter(user=user).select_related("workspace", "user")
    found = found.annotate(unread_count=unread(), has_data=_has_data())
    mine = sorted(found, key=lambda one: _rank(one, user, chosen))
    if not mine:
        raise Http404
    setattr(request, _KNOWN, mine[0])
    return mine[0]


def reading_of(request: HttpRequest, workspace: Workspace) -> Reading:
    """The request's view of the workspace's figures: the same one, however often it is asked for,
    so that a page shows one state. NotAllowed for whoever is not in the workspace."""
    known: dict[int, Reading] = getattr(request, _READINGS, {})
    if workspace.pk not in known:
        own = membership_of(request)
        role = Role(own.role) if own.workspace_id == workspace.pk else None
        known = {**known, workspace.pk: Reading(person(request), workspace, role)}
        setattr(request, _READINGS, known)
    return known[workspace.pk]


def _rank(one: Membership, user: User, chosen: object) -> tuple[bool, float, bool, bool, datetime]:
    workspace = one.workspace
    return (
        workspace.pk != chosen,
        -one.chosen_at.timestamp() if one.chosen_at else 0.0,
        not getattr(one, "has_data", False),
        workspace.personal_of_id != user.pk,
        one.joined_at,
    )


def _has_data() -> Q:
    """Whether the workspace has an account, or is shown one of another."""
    here = OuterRef("workspace")
    return Q(
        Exists(Integration.objects.filter(workspace=here))
        | Exists(Share.objects.filter(workspace=here))
    )


def choose_workspace(request: HttpRequest, workspace: Workspace) -> None:
    """Work in that one from now on, in this browser and wherever the person signs in next."""
    request.session[CHOSEN] = workspace.pk
    rows = Membership.objects.filter(user=person(request), workspace=workspace)
    rows.update(chosen_at=timezone.now())
    setattr(request, _KNOWN, None)


def mine(request: HttpRequest, pk: int) -> Workspace:
    """The workspace, if the person is in it. Http404 for everybody else."""
    return opened(request, joined(request, pk))


def joined(request: HttpRequest, pk: int) -> Workspace:
    """The same, also where it is closed to the person: for leaving it."""
    found = Workspace.objects.filter(pk=pk, memberships__user=person(request)).first()
    if found is None:
        raise not_theirs(request, Workspace.objects.filter(pk=pk).first())
    return found


def not_theirs(request: HttpRequest, workspace: Workspace | None) -> Http404:
    """The error to raise: as if there were nothing. That workspace's log tells it, if any."""
    if workspace is not None:
        note_refusal(person(request), workspace)
    return Http404()


def member_of(workspace: Workspace, pk: int) -> Membership:
    """A membership of that workspace. Http404 for one of another."""
    found = Membership.objects.select_related("user", "workspace").filter(workspace=workspace)
    one = found.filter(pk=pk).first()
    if one is None:
        raise Http404
    return one


def integration_of(request: HttpRequest, pk: int) -> Integration:
    """The integration, if the person is in its workspace. Http404 for everybody else, so that
    nobody learns which exist."""
    accounts = Integration.objects.select_related("workspace", "connected_by").filter(pk=pk)
    found = accounts.filter(workspace__memberships__user=person(request)).first()
    if found is None:
        reached_for = accounts.first()
        raise not_theirs(request, reached_for.workspace if reached_for else None)
    opened(request, found.workspace)
    return found


def app_of(request: HttpRequest, pk: int) -> tuple[App, Workspace]:
    """The app, and in which of the person's workspaces it is seen: the chosen one if it is, else
    the one that owns it, else one that it is shared with. Http404 for others."""
    app = App.objects.select_related("integration__workspace").filter(pk=pk).first()
    chosen = membership_of(request).workspace
    if app is not None and is_seen(chosen, app):
        return app, opened(request, chosen)
    seen = workspaces_that_see(person(request), app) if app else ()
    if app is None or not seen:
        raise not_theirs(request, app.integration.workspace if app else None)
    return app, opened(request, seen[0])


def account_seen(request: HttpRequest, pk: int) -> tuple[Integration, Workspace]:
    """The account, and in which of the person's workspaces it is seen as a whole: the chosen one
    if it is, else another. Http404 for others, and where only some of its apps are seen."""
    one = Integration.objects.select_related("workspace").filter(pk=pk).first()
    chosen = membership_of(request).workspace
    mine = Workspace.objects.filter(memberships__user=person(request)).order_by("pk")
    for workspace in sorted(mine, key=lambda space: space != chosen):
        if one is not None and one.pk in whole_accounts(workspace, one.provider):
            return one, opened(request, workspace)
    raise not_theirs(request, one.workspace if one else None)
