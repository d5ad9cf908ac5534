"""Load a range of days again: the form, and back to the account."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from storelink.domain.errors import BadInput
from storelink.domain.period import Days, day_typed
from storelink.integrations import reload as verb
from storelink.integrations.models import Integration
from storelink.providers.registry import provider as provider_of
from storelink.web.addresses import account_address
from storelink.web.who import integration_of, person
from storelink.workspaces.models import Role
from storelink.workspaces.permission import require


@login_required
@require_http_methods(["GET", "POST"])
def reload(request: HttpRequest, pk: int) -> HttpResponse:
    """Which days, of which report and app. For managers."""
    one = integration_of(request, pk)
    require(person(request), one.workspace, Role.MANAGER)
    if request.method == "GET":
        return _form(request, one)
    try:
        first = day_typed(request.POST.get("first", ""), "first")
        last = day_typed(request.POST.get("last", "") or first.isoformat(), "last")
        row = verb.reload(
            person(request),
            one,
            Days(first, last),
            report=request.POST.get("report", ""),
            app=request.POST.get("app", ""),
        )
    except BadInput as wrong:
        return _form(request, one, wrong)
    messages.info(request, f"{one.name}: {verb.words_of(row)} is being loaded again.")
    return HttpResponseRedirect(account_address(one.pk))


def _form(request: HttpRequest, one: Integration, wrong: BadInput | None = None) -> HttpResponse:
    context = {
        "one": one,
        "provider": provider_of(one.provider),
        "reports": _reports(one),
        "apps": one.apps.filter(gone_at=None, is_left_out=False).order_by("name"),
        "most_days": verb.MOST_DAYS,
        "given": request.POST,
        "wrong": wrong.sentence if wrong else "",
    }
    return render(request, "reload.html", context, status=422 if wrong else 200)


def _reports(one: Integration) -> list[tuple[str, str]]:
    """Key and name of those that the account has, in the provider's order."""
    own = set(one.report_states.values_list("report", flat=True))
    return [(each.key, each.name) for each in provider_of(one.provider).reports if each.key in own]
