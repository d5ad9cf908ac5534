"""Share accounts with workspaces; what others share with this one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from storelink.domain.errors import BadInput
from storelink.integrations.models import Integration
from storelink.products import share as verbs
from storelink.products.models import Share
from storelink.providers.registry import providers
from storelink.web.accounts import SHARES, consoles
from storelink.web.pages.integrations import MANY, opened
from storelink.web.sharing import (
    Choice,
    choice_of,
    given_of,
    others_of,
    pairs_of,
    shared_rows,
    terms_for,
    terms_of,
    today,
    with_shares,
)
from storelink.web.told import stopped
from storelink.web.who import integration_of, person, workspace_of
from storelink.workspaces.models import Role, Workspace
from storelink.workspaces.permission import require


@login_required
@require_safe
def shared(request: HttpRequest) -> HttpResponse:
    """The accounts that others share with the workspace: to look at, not to change."""
    workspace = workspace_of(request)
    rows = shared_rows(workspace, opened(request), most_details=MANY)
    context = {
        "consoles": [group for group in consoles(rows) if group.rows],
        "count": len(rows),
        "stopped": stopped(person(request), rows),
        "own_count": Integration.objects.filter(workspace=workspace).count(),
    }
    return render(request, "integrations_shared.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def share(request: HttpRequest) -> HttpResponse:
    """Several accounts with several workspaces at once. For managers."""
    user, workspace = person(request), workspace_of(request)
    require(user, workspace, Role.MANAGER)
    if request.method == "GET":
        return _page(request, {})
    try:
        choice = choice_of(request.POST, _mine(request), others_of(user, workspace))
        said = _unshare(request, choice) if _takes_back(request) else _share(request, choice)
    except BadInput as error:
        return _page(request, {error.field: error.sentence})
    messages.info(request, said)
    return HttpResponseRedirect(reverse("integrations"))


def _share(request: HttpRequest, choice: Choice) -> str:
    """The pairs that are not shared yet: the limits of the others stay as they are."""
    user, pairs = person(request), pairs_of(choice).open
    if not pairs:
        raise BadInput(
            "All of these are shared already. “Change limits” below changes how far.",
            field="workspace",
        )
    terms = {one.pk: terms_for(request.POST, one) for one in choice.integrations}
    for one, workspace in pairs:
        verbs.share(user, one, workspace, terms[one.pk])
    return f"Shared: {_names(pairs)}."


def _unshare(request: HttpRequest, choice: Choice) -> str:
    pairs = pairs_of(choice).shared
    if not pairs:
        raise BadInput("None of these accounts is shared with these workspaces.", field="workspace")
    for one, workspace in pairs:
        verbs.unshare(person(request), one, workspace)
    return f"No longer shared: {_names(pairs)}."


def _names(pairs: Sequence[tuple[Integration, Workspace]]) -> str:
    return ", ".join(f"{one.name} with {workspace.name}" for one, workspace in pairs)


@login_required
@require_http_methods(["GET", "POST"])
def limits(request: HttpRequest, pk: int) -> HttpResponse:
    """The limits of a share that there is, or its end. For managers of the account."""
    found = Share.objects.select_related("integration__workspace", "workspace")
    one = found.prefetch_related("apps", "integration__apps").filter(pk=pk).first()
    if one is None:
        raise Http404
    integration_of(request, one.integration_id)
    require(person(request), one.integration.workspace, Role.MANAGER)
    if request.method == "GET":
        return _limits_page(request, one, given_of(one), {})
    pair = f"{one.integration.name} with {one.workspace.name}"
    try:
        if _takes_back(request):
            verbs.unshare(person(request), one.integration, one.workspace)
            messages.info(request, f"No longer shared: {pair}.")
        else:
            verbs.change_terms(person(request), one, terms_for(request.POST, one.integration))
            messages.info(request, f"Limits changed: {pair}.")
    except BadInput as error:
        return _limits_page(request, one, request.POST, {error.field: error.sentence})
    return HttpResponseRedirect(reverse("share"))


def _limits_page(
    request: HttpRequest, one: Share, given: QueryDict, errors: dict[str, str]
) -> HttpResponse:
    context = {
        "one": one,
        "accounts": [one.integration],
        "ticked": {"app": set(given.getlist("app"))},
        "given": given,
        "errors": errors,
        "today": today(),
    }
    return render(request, "share_limits.html", context, status=422 if errors else 200)


def _takes_back(request: HttpRequest) -> bool:
    return request.POST.get("do") == "unshare"


def _mine(request: HttpRequest) -> list[Integration]:
    found = Integration.objects.filter(workspace=workspace_of(request)).prefetch_related("apps")
    return list(with_shares(found))


def _page(request: HttpRequest, errors: dict[str, str]) -> HttpResponse:
    accounts = _mine(request)
    given = request.POST or request.GET
    context: dict[str, Any] = {
        "accounts": accounts,
        "names": {one.key: one.name for one in providers()},
        "workspaces": others_of(person(request), workspace_of(request)),
        "ticked": {name: set(given.getlist(name)) for name in ("account", "workspace", "app")},
        "given": given,
        "errors": errors,
        "shares": [(s, terms_of(s)) for one in accounts for s in getattr(one, SHARES)],
        "today": today(),
    }
    return render(request, "share.html", context, status=422 if errors else 200)
