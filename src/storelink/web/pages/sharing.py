"""Share accounts with workspaces; what others share with this one."""

from __future__ import annotations

from itertools import product
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from storelink.domain.errors import BadInput
from storelink.integrations.models import Integration
from storelink.products import share as verbs
from storelink.providers.registry import providers
from storelink.web.accounts import consoles
from storelink.web.numbers import plural
from storelink.web.pages.integrations import MANY, opened
from storelink.web.sharing import (
    Choice,
    choice_of,
    others_of,
    shared_rows,
    terms_for,
    today,
    with_shares,
)
from storelink.web.told import stopped
from storelink.web.who import person, workspace_of
from storelink.workspaces.models import Role
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
    user = person(request)
    terms = {one.pk: terms_for(request.POST, one) for one in choice.integrations}
    for one, workspace in product(choice.integrations, choice.workspaces):
        verbs.share(user, one, workspace, terms[one.pk])
    return f"{plural(len(choice.integrations), 'account')} shared with {_names(choice)}."


def _unshare(request: HttpRequest, choice: Choice) -> str:
    pairs = product(choice.integrations, choice.workspaces)
    count = sum(verbs.unshare(person(request), one, workspace) for one, workspace in pairs)
    if not count:
        raise BadInput("None of these accounts is shared with these workspaces.", field="workspace")
    return f"{plural(len(choice.integrations), 'account')} no longer shared with {_names(choice)}."


def _names(choice: Choice) -> str:
    return ", ".join(workspace.name for workspace in choice.workspaces)


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
        "is_any_shared": any(getattr(one, "shares_in_force", ()) for one in accounts),
        "today": today(),
    }
    return render(request, "share.html", context, status=422 if errors else 200)
