"""All apps at a glance, and the accounts that need somebody."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from storelink.integrations.models import Integration
from storelink.providers.registry import providers
from storelink.web.accounts import rights_as, rows_of
from storelink.web.attention import with_facts
from storelink.web.context import ATTENTION
from storelink.web.overview_filter import wanted_of
from storelink.web.overview_groups import sortable
from storelink.web.portfolio import accounts_seen, overview_of
from storelink.web.who import membership_of, reading_of, workspace_of
from storelink.workspaces.models import Role


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Apps with their course and key numbers, console by console: stores are never added up."""
    workspace = workspace_of(request)
    integrations = list(with_facts(Integration.objects.filter(workspace=workspace)))
    reading = reading_of(request, workspace)
    wanted = wanted_of(request.GET, [one.key for one in providers()], sortable())
    found = overview_of(reading, wanted)
    if not integrations and not found.app_count and wanted.is_whole:
        return HttpResponseRedirect(reverse("start"))
    rights = rights_as(Role(membership_of(request).role))
    rows = rows_of(integrations, rights=rights, most_details=0, has_apps=False)
    needing = [row for row in rows if row.needs_attention]
    setattr(request, ATTENTION, len(needing))
    context = {
        "needing": needing,
        "syncing": [row for row in rows if row.is_syncing],
        "portfolios": found.portfolios,
        "found": found,
        "wanted": wanted,
        "accounts": accounts_seen(reading, integrations),
        "stores": providers(),
        "app_count": found.app_count,
        "account_count": len(integrations),
    }
    return render(request, "overview.html", context)
