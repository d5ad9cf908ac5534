"""The first start: the holder of the set-up link makes the owner's account."""

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
from storelink.workspaces.set_up import VOID, add_first_person, is_set_up_token

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest, token: str) -> HttpResponse:
    """The form, and the first account. 410 for a void link and once somebody is here."""
    if not is_set_up_token(token):
        return error_page(410, "This set-up link can’t be used any more", VOID)
    if request.method == "GET":
        return render(request, "setup.html", {"given": {}, "errors": {}})
    given = {name: request.POST.get(name, "").strip() for name in ("email", "name")}
    try:
        password = request.POST.get("password", "")
        user = add_first_person(token, given["email"], password, name=given["name"])
    except BadInput as error:
        context = {"given": given, "errors": {error.field: error.sentence}}
        return render(request, "setup.html", context, status=422)
    login(request, user, backend=_BACKEND)
    record_authentication(request, user, method="password", email=user.email)
    return HttpResponseRedirect(reverse("start"))
