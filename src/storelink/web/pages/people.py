"""The people of a workspace: invited, given a role, removed."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from storelink.domain.errors import BadInput
from storelink.web.fresh import require_fresh
from storelink.web.pages.workspaces import people
from storelink.web.who import member_of, mine, person
from storelink.workspaces import invite as invite_verbs
from storelink.workspaces import membership as verbs
from storelink.workspaces.invitation_mail import address_of, send
from storelink.workspaces.models import Role, Workspace


@login_required
@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """A link by e-mail. Without a mail server the page shows it, once, to be passed on."""
    one, email = mine(request, pk), request.POST.get("email", "")
    role = _role(request)
    try:
        invitation, token = invite_verbs.invite(person(request), one, email, role)
    except BadInput as error:
        return people(request, one, {error.field or "email": error.sentence}, given=email)
    if not send(invitation, token):
        return people(request, one, {}, link=address_of(token))
    messages.info(request, f"An invitation is on its way to {invitation.email}.")
    return _to(one)


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int, invitation: int) -> HttpResponse:
    """The link opens nothing any more."""
    one = mine(request, pk)
    found = one.invitations.filter(pk=invitation).first()
    if found is None:
        raise Http404
    invite_verbs.withdraw(person(request), found)
    return _to(one)


@login_required
@require_POST
def change_role(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """Another role. Making an owner asks who one is."""
    one = mine(request, pk)
    found, role = member_of(one, member), _role(request)
    try:
        verbs.change_role(person(request), found, role)
    except BadInput as error:
        return people(request, one, {"member": error.sentence})
    messages.info(request, f"{found.user} is {role.label.lower()} now.")
    return _to(one)


@login_required
@require_POST
def remove(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """Out of the workspace, at once."""
    one = mine(request, pk)
    found = member_of(one, member)
    try:
        verbs.remove(person(request), found)
    except BadInput as error:
        return people(request, one, {"member": error.sentence})
    messages.info(request, f"{found.user} is no longer in {one.name}.")
    return _to(one)


def _role(request: HttpRequest) -> Role:
    """The role that was chosen; to make an owner, the sign-in must be fresh."""
    try:
        role = Role(request.POST.get("role", ""))
    except ValueError as error:
        raise BadInput("Choose a role: owner, manager, member or viewer.") from error
    if role is Role.OWNER:
        require_fresh(request)
    return role


def _to(one: Workspace) -> HttpResponse:
    return HttpResponseRedirect(reverse("workspace", args=[one.pk]))
