"""The connection doctor: what an account and its apps may do, and “Test again”."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from storelink.domain.errors import BadInput, Busy, StoreError, VaultError
from storelink.integrations.models import Integration
from storelink.products.admin_message import message_for_admin
from storelink.products.matrix import matrix_of
from storelink.products.models import App
from storelink.providers.contract import Light
from storelink.providers.registry import provider
from storelink.sync import doctor as verb
from storelink.web.accounts import rights_of
from storelink.web.doctor import LEGEND, doors_of, lacks_of, rows_of
from storelink.web.numbers import plural
from storelink.web.who import integration_of, person

A_PAGE = 25
"""Apps on one page: an account can have a thousand."""
MOST_WORDS = 100


@login_required
@require_safe
def doctor(request: HttpRequest, pk: int) -> HttpResponse:
    """What the last looks found. Asks no store."""
    return _page(request, integration_of(request, pk))


@login_required
@require_POST
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """Look now: at the account with a few of its apps, or with the one that is named."""
    one = integration_of(request, pk)
    chosen = request.POST.get("app", "")
    try:
        tested = verb.examine(person(request), one, [_app(one, chosen)] if chosen else None)
    except (StoreError, VaultError, BadInput) as trouble:
        status = 503 if isinstance(trouble, Busy) else 422
        return _page(request, one, trouble=trouble.sentence, status=status)
    said = f"{one.name} was tested"
    said += f", with {plural(len(tested.apps), 'app')}." if tested.apps else "."
    if tested.not_reached:
        said += f" The store was slow: {plural(tested.not_reached, 'app')} can be tested next."
    messages.info(request, said)
    return HttpResponseRedirect(reverse("doctor", args=[pk]))


def _app(one: Integration, chosen: str) -> App:
    """Http404 for an app of another account, or one that is left out."""
    found = next((app for app in verb.apps_of(one) if str(app.pk) == chosen), None)
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest, one: Integration, *, trouble: str = "", status: int = 200
) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:MOST_WORDS]
    apps = [app for app in verb.apps_of(one) if words.lower() in app.name.lower()]
    page = Paginator(apps, A_PAGE).get_page(request.GET.get("page"))
    matrix = matrix_of(person(request), one, list(page.object_list))
    rights = rights_of(person(request), one.workspace)
    context = {
        "one": one,
        "provider": provider(one.provider),
        "rows": rows_of(matrix),
        "doors": doors_of(matrix),
        "lacks": lacks_of(matrix),
        "has_refusals": any(lack.light is Light.RED for lack in matrix.lacks),
        "legend": LEGEND,
        "tested_at": matrix.account.tested_at,
        "message": message_for_admin(one, matrix) if rights.may_change else "",
        "may_test": rights.may_change and one.paused_at is None,
        "page": page,
        "words": words,
        "has_many": page.paginator.num_pages > 1 or bool(words),
        "trouble": trouble,
    }
    return render(request, "doctor.html", context, status=status)
