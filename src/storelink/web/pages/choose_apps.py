"""Choose the apps of an account that are brought in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.db.models.lookups import IsNull
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from storelink.domain.errors import BadInput
from storelink.integrations.models import Integration
from storelink.products import choose_apps as verb
from storelink.products.models import App
from storelink.providers.registry import provider
from storelink.web.addresses import account_address
from storelink.web.who import integration_of, person
from storelink.workspaces.models import Role
from storelink.workspaces.permission import require

PAGE = 200
"""Lines of a page: a browser sends a field for each that is ticked."""
_MOST_LETTERS = 100


@login_required
@require_http_methods(["GET", "POST"])
def choose_apps(request: HttpRequest, pk: int) -> HttpResponse:
    """A tick for each app. For managers."""
    one = integration_of(request, pk)
    require(person(request), one.workspace, Role.MANAGER)
    if request.method == "GET":
        return _page(request, one)
    try:
        brought_in, left_out = _choose(request, one)
    except BadInput as error:
        return _page(request, one, error.sentence)
    messages.info(request, f"{one.name}: {brought_in} apps brought in, {left_out} left out.")
    if one.first_synced_at is None:
        return HttpResponseRedirect(reverse("first_sync", args=[pk]))
    return HttpResponseRedirect(account_address(pk))


def _choose(request: HttpRequest, one: Integration) -> tuple[int, int]:
    """Of the apps shown; or with “only” of all, whatever page they are on."""
    shown = _numbers(request.POST.get("shown", "").split(","))
    return verb.choose_apps(
        person(request),
        one,
        _numbers(request.POST.getlist("app")),
        among=None if request.POST.get("do") == "only" else shown,
        takes_new=request.POST.get("takes_new") == "yes",
    )


def _numbers(words: list[str]) -> frozenset[int]:
    """Ids of rows; what is none is none of the account's."""
    numbers = (word for word in words if word.isascii() and word.isdecimal() and len(word) < 19)
    return frozenset(int(word) for word in numbers)


def _page(request: HttpRequest, one: Integration, wrong: str = "") -> HttpResponse:
    words = request.GET.get("find", "").strip()[:_MOST_LETTERS]
    page = Paginator(_found(one, words), PAGE).get_page(request.GET.get("page"))
    mine = App.objects.filter(integration=one)
    context: dict[str, Any] = {
        "one": one,
        "provider": provider(one.provider),
        "page": page,
        "ticked": _ticked(request, list(page.object_list)),
        "shown": ",".join(str(app.pk) for app in page.object_list),
        "words": words,
        "count": mine.count(),
        "left_out": mine.filter(is_left_out=True).count(),
        "takes_new": _takes_new(request, one),
        "wrong": wrong,
    }
    return render(request, "choose_apps.html", context, status=422 if wrong else 200)


def _found(one: Integration, words: str) -> QuerySet[App]:
    is_gone = IsNull(F("gone_at"), False)  # noqa: FBT003
    mine = App.objects.filter(integration=one).order_by(is_gone, "name", "pk")
    is_like = Q(name__icontains=words) | Q(bundle_id__icontains=words) | Q(store_id=words)
    return mine.filter(is_like) if words else mine


def _ticked(request: HttpRequest, apps: Sequence[App]) -> frozenset[int]:
    """As they stand; all or none where the address says so; as they were sent."""
    ways: Mapping[str, frozenset[int]] = {
        "all": frozenset(app.pk for app in apps),
        "none": frozenset(),
    }
    if request.method == "POST":
        return _numbers(request.POST.getlist("app"))
    stand = frozenset(app.pk for app in apps if not app.is_left_out)
    return ways.get(request.GET.get("tick", ""), stand)


def _takes_new(request: HttpRequest, one: Integration) -> bool:
    if request.method == "POST":
        return request.POST.get("takes_new") == "yes"
    return one.takes_new_apps
