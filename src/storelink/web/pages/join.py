"""An invitation's link: join as who is signed in, or with a new account."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from storelink.domain.errors import BadInput
from storelink.web.errors import error_page
from storelink.web.who import choose_workspace
from storelink.workspaces.accept import VOID, accept, accept_as_new, invitation_of
from storelink.workspaces.models import Invitation, User

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """410 for a link that was used, withdrawn, made up, or is too old."""
    invitation = invitation_of(token)
    if invitation is None:
        return error_page(410, "This invitation can’t be used any more", VOID)
    if request.method == "GET":
        return _page(request, invitation, {})
    try:
        if isinstance(request.user, User):
            accept(request.user, token)
        else:
            _join_as_new(request, token)
    except BadInput as error:
        return _page(request, invitation, {error.field: error.sentence})
    choose_workspace(request, invitation.workspace)
    return HttpResponseRedirect(reverse("overview"))


def _join_as_new(request: HttpRequest, token: str) -> None:
    password, name = request.POST.get("password", ""), request.POST.get("name", "")
    user = accept_as_new(token, password, name=" ".join(name.split())[:150])
    login(request, user, backend=_BACKEND)
    record_authentication(request, user, method="password", email=user.email)


def _page(request: HttpRequest, invitation: Invitation, errors: dict[str, str]) -> HttpResponse:
    user = request.user if isinstance(request.user, User) else None
    context = {
        "invitation": invitation,
        "is_theirs": user is not None and user.email.lower() == invitation.email.lower(),
        "errors": errors,
        "given": {"name": request.POST.get("name", "")},
    }
    return render(request, "join.html", context, status=422 if errors else 200)
