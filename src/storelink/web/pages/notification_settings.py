"""How the person wants to be told, of which kinds; and of one first sync."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from storelink.integrations.tell import about
from storelink.web.who import integration_of, person
from storelink.workspaces.told import KINDS
from storelink.workspaces.told_choice import Way, choose, choose_mail, ways_of


@login_required
@require_http_methods(["GET", "POST"])
def notification_settings(request: HttpRequest) -> HttpResponse:
    """Each kind: in the product, by mail, both, or not at all."""
    if request.method == "POST":
        in_app, by_mail = request.POST.getlist("in_app"), request.POST.getlist("by_mail")
        ways = {kind.key: Way(kind.key in in_app, kind.key in by_mail) for kind in KINDS}
        choose(person(request), ways)
        messages.info(request, "Saved.")
        return HttpResponseRedirect(reverse("notification_settings"))
    context = {"kinds": KINDS, "ways": ways_of(person(request))}
    return render(request, "notification_settings.html", context)


@login_required
@require_POST
def first_sync_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether this account's complete first sync is told by mail, whatever the settings say."""
    one = integration_of(request, pk)
    is_wanted = request.POST.get("mail") == "yes"
    choose_mail(person(request), "first_sync", about(one), is_wanted=is_wanted)
    return HttpResponseRedirect(reverse("first_sync", args=[one.pk]))
