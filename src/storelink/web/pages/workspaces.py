"""Workspaces: those that a person is in, making one, choosing one, who is in it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from storelink.domain.errors import BadInput
from storelink.web.who import choose_workspace, joined, member_of, membership_of, mine, person
from storelink.workspaces import create as create_verbs
from storelink.workspaces import membership as verbs
from storelink.workspaces.models import Membership, Role, Workspace
from storelink.workspaces.permission import reaches, role_of
from storelink.workspaces.second_step import ask_for_second_step, without_second_step


@login_required
@require_safe
def workspaces(request: HttpRequest) -> HttpResponse:
    """The person's workspaces, with their role in each."""
    return _list(request)


@login_required
@require_POST
def create(request: HttpRequest) -> HttpResponse:
    """Make one, and work in it."""
    try:
        made = create_verbs.create(person(request), request.POST.get("name", ""))
    except BadInput as error:
        return _list(request, error.sentence)
    choose_workspace(request, made)
    return _to(made)


@login_required
@require_safe
def workspace(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is in it, as what; who is invited."""
    return people(request, mine(request, pk), {})


@login_required
@require_POST
def use(request: HttpRequest, pk: int) -> HttpResponse:
    """Work in it from now on."""
    choose_workspace(request, mine(request, pk))
    return HttpResponseRedirect(reverse("overview"))


@login_required
@require_POST
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name."""
    one = mine(request, pk)
    try:
        create_verbs.rename(person(request), one, request.POST.get("name", ""))
    except BadInput as error:
        return people(request, mine(request, pk), {"name": error.sentence})
    return _to(one)


@login_required
@require_POST
def second_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Asked of everybody from now on, or no longer."""
    one = mine(request, pk)
    is_required = request.POST.get("required") == "yes"
    try:
        ask_for_second_step(person(request), one, is_required=is_required)
    except BadInput as error:
        return people(request, one, {"second_step": error.sentence})
    return _to(one)


@login_required
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """The question, with a warning where nobody else owns the workspace; the deed, after handing
    it over where one was chosen."""
    one, user = joined(request, pk), person(request)
    if request.method == "POST":
        successor = request.POST.get("successor", "")
        if successor.isdecimal() and len(successor) < 19:
            verbs.hand_over(user, one, member_of(one, int(successor)))
        verbs.leave(user, one)
        messages.info(request, f"You left {one.name}.")
        return HttpResponseRedirect(reverse("workspaces"))
    others = one.memberships.exclude(user=user).select_related("user").order_by("joined_at")
    owners = [str(other.user) for other in others if other.role == Role.OWNER]
    context = {
        "one": one,
        "is_last_owner": verbs.is_last_owner(user, one),
        "others": [other for other in others if other.user.is_active],
        "is_owner": role_of(user, one) is Role.OWNER,
        "owners": owners,
        "connected_count": one.integrations.filter(connected_by=user, deleted_at=None).count(),
    }
    return render(request, "workspace_leave.html", context)


def people(
    request: HttpRequest,
    one: Workspace,
    errors: dict[str, str],
    *,
    link: str = "",
    given: str = "",
) -> HttpResponse:
    """The page of one workspace. `link`: an invitation that a person has to pass on themselves."""
    role = role_of(person(request), one)
    may_manage = reaches(role, Role.MANAGER)
    context = {
        "one": one,
        "role": role,
        "members": one.memberships.select_related("user").order_by("joined_at", "pk"),
        "invitations": one.invitations.all() if may_manage else [],
        "roles": [known for known in Role if reaches(role, known)],
        "may_manage": may_manage,
        "lacking": without_second_step(one) if reaches(role, Role.OWNER) else [],
        "is_owner": reaches(role, Role.OWNER),
        "is_personal": one.personal_of_id == person(request).pk,
        "errors": errors,
        "given": given,
        "link": link,
    }
    return render(request, "workspace.html", context, status=422 if errors else 200)


def _list(request: HttpRequest, error: str = "") -> HttpResponse:
    found = Membership.objects.filter(user=person(request)).select_related("workspace")
    context = {
        "memberships": found.order_by("joined_at", "pk"),
        "current": membership_of(request).workspace if found else None,
        "error": error,
        "given": request.POST.get("name", ""),
    }
    return render(request, "workspaces.html", context, status=422 if error else 200)


def _to(one: Workspace) -> HttpResponse:
    return HttpResponseRedirect(reverse("workspace", args=[one.pk]))
