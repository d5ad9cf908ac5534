"""All apps at a glance, and the accounts that need somebody."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from storelink.integrations.models import Integration
from storelink.products.apps import visible_apps
from storelink.web.accounts import rights_of, rows_of
from storelink.web.attention import with_facts
from storelink.web.portfolio import portfolios
from storelink.web.who import person, workspace_of


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Apps with their course and key numbers, console by console: stores are never added up."""
    user, workspace = person(request), workspace_of(request)
    integrations = list(with_facts(Integration.objects.filter(workspace=workspace)))
    apps = list(visible_apps(user, workspace))
    if not integrations and not apps:
        return HttpResponseRedirect(reverse("start"))
    rows = rows_of(integrations, rights=rights_of(user, workspace), most_details=0)
    context = {
        "needing": [row for row in rows if row.needs_attention],
        "syncing": [row for row in rows if row.is_syncing],
        "portfolios": portfolios(user, workspace, apps),
        "app_count": len(apps),
        "account_count": len(integrations),
    }
    return render(request, "overview.html", context)
