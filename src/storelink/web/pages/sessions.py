"""Where the person is signed in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from storelink.web.who import person
from storelink.workspaces.session_store import digest_of, end_other_sessions, sessions_of


@login_required
@require_http_methods(["GET", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Every browser in which the person is signed in; sent, all others are out."""
    if request.method == "POST":
        end_other_sessions(person(request), request.session.session_key)
        return HttpResponseRedirect(reverse("sessions"))
    context = {
        "sessions": sessions_of(person(request)),
        "this_one": digest_of(request.session.session_key),
    }
    return render(request, "sessions.html", context)
