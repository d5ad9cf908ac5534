"""The connected accounts: what they are, how they stand, and what can be done about it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Min, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from storelink.domain.errors import BadInput
from storelink.integrations import pause as pause_verb
from storelink.integrations import rename as rename_verb
from storelink.integrations import sync_now as sync_verb
from storelink.integrations.models import Integration
from storelink.integrations.own_server import no_worker
from storelink.products import delete as delete_verb
from storelink.products.limits import in_force
from storelink.products.models import Share
from storelink.providers.registry import provider
from storelink.web.account_filter import filter_of
from storelink.web.accounts import MOST_APPS, Row, consoles, rights_as, rights_of, rows_of
from storelink.web.addresses import account_address
from storelink.web.attention import with_facts
from storelink.web.context import ATTENTION
from storelink.web.sharing import with_shares
from storelink.web.told import is_told_of_first_sync, stopped
from storelink.web.who import integration_of, membership_of, person, workspace_of
from storelink.workspaces.models import Role
from storelink.workspaces.permission import require

MANY = 12
"""Of more accounts, only the opened one carries its details: the list stays light."""


@login_required
@require_safe
def integrations(request: HttpRequest) -> HttpResponse:
    """Consoles, their accounts, and the accounts' apps."""
    workspace = workspace_of(request)
    rights = rights_as(Role(membership_of(request).role))
    found = with_shares(with_facts(Integration.objects.filter(workspace=workspace)))
    rows = rows_of(
        found, rights=rights, open_pk=opened(request), most_details=MANY,
        most_apps=None if request.GET.get("apps") == "all" else MOST_APPS,
    )  # fmt: skip
    chosen = filter_of(request.GET)
    acting = sum(row.needs_attention for row in rows)
    setattr(request, ATTENTION, acting)
    context = {
        "consoles": consoles([row for row in rows if chosen.lets_in(row)]),
        "filter": chosen,
        "count": len(rows),
        "shared_count": in_force().filter(workspace=workspace).count(),
        "acting": acting,
        "may_connect": rights.may_change,
        "stopped": () if rights.may_change else stopped(person(request), rows),
        "server_trouble": no_worker(),
        "is_live": any(row.is_syncing for row in rows),
    }
    return render(request, "integrations.html", context)


def opened(request: HttpRequest) -> int | None:
    """Which account is to be shown with its details, from the address."""
    wanted = request.GET.get("open", "")
    return int(wanted) if wanted.isdecimal() and len(wanted) < 19 else None


@login_required
@require_safe
def status(request: HttpRequest, pk: int) -> HttpResponse:
    """The live part of one row. Without a trigger once there is nothing more to wait for."""
    return render(request, "parts/_account_status.html", {"row": _row(request, pk)})


@login_required
@require_safe
def first_sync(request: HttpRequest, pk: int) -> HttpResponse:
    """The last step of connecting: what is in, what is loading, what is still to come."""
    row = _row(request, pk)
    kind = next((k for k in row.provider.credential_kinds if k.name == row.method), None)
    steps = kind.steps if kind and kind.steps else ("Connect", "First sync")
    context = {
        "row": row,
        "provider": row.provider,
        "steps": steps,
        "step_number": len(steps) - 1,
        "flow_title": f"Connect {row.provider.name}",
        "is_told_by_mail": is_told_of_first_sync(request, pk),
    }
    return render(request, "first_sync.html", context)


@login_required
@require_safe
def first_sync_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The live part of the first sync's page."""
    return render(request, "parts/_first_sync.html", {"row": _row(request, pk)})


@login_required
@require_POST
def sync_now(request: HttpRequest, pk: int) -> HttpResponse:
    """Due now, whatever the schedule says."""
    one = integration_of(request, pk)
    sync_verb.sync_now(person(request), one)
    messages.info(request, f"{one.name} is being checked now.")
    return _to_row(one)


@login_required
@require_POST
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name for it, here."""
    one = integration_of(request, pk)
    try:
        rename_verb.rename(person(request), one, request.POST.get("name", ""))
    except BadInput as error:
        messages.error(request, error.sentence)
    return _to_row(one)


@login_required
@require_POST
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing is fetched until somebody resumes it."""
    one = integration_of(request, pk)
    pause_verb.pause(person(request), one)
    return _to_row(one)


@login_required
@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Fetching goes on, where it stood."""
    one = integration_of(request, pk)
    pause_verb.resume(person(request), one)
    return _to_row(one)


@login_required
@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """The question, and the deed: credentials go at once, collected reports if asked for."""
    one = integration_of(request, pk)
    require(person(request), one.workspace, Role.MANAGER)
    if request.method == "POST":
        name, erases = one.name, request.POST.get("erase") == "yes"
        delete_verb.delete(person(request), one, erase_data=erases)
        messages.info(request, f"{name} deleted.")
        return HttpResponseRedirect(reverse("integrations"))
    context = {
        "integration": one,
        "provider": provider(one.provider),
        "shared_with": [s.workspace.name for s in _shares_of(one)],
        "app_count": one.apps.count(),
        "first_on": one.ledger.aggregate(first=Min("first_on"))["first"],
    }
    return render(request, "delete.html", context)


def _row(request: HttpRequest, pk: int) -> Row:
    one = integration_of(request, pk)
    found = with_facts(Integration.objects.filter(pk=one.pk))
    return rows_of(found, rights=rights_of(person(request), one.workspace))[0]


def _shares_of(one: Integration) -> QuerySet[Share]:
    return in_force().filter(integration=one).select_related("workspace")


def _to_row(one: Integration) -> HttpResponse:
    return HttpResponseRedirect(account_address(one.pk))
