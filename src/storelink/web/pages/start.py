"""The first visit: nothing is connected yet."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from storelink.providers.registry import providers
from storelink.web.who import person, workspace_of
from storelink.workspaces.models import Role
from storelink.workspaces.permission import may


@login_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Which store first, and what is needed for it."""
    workspace = workspace_of(request)
    context = {
        "providers": providers(),
        "may_connect": may(person(request), workspace, Role.MANAGER),
    }
    return render(request, "start.html", context)
