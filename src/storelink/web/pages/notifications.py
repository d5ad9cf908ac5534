"""What the person is told: the list, marking it read, and asking whoever can mend an account."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from storelink.integrations import ask as verb
from storelink.web.told import MOST, shared_or_own, told_lines
from storelink.web.who import person
from storelink.workspaces.told import mark_read


@login_required
@require_safe
def notifications(request: HttpRequest) -> HttpResponse:
    """The newest first; what is still open has its link to the step that mends it."""
    lines = told_lines(person(request))
    context = {
        "lines": lines,
        "most": MOST,
        "unread_in_list": sum(line.is_unread for line in lines),
    }
    return render(request, "notifications.html", context)


@login_required
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """One of them, or all."""
    one = request.POST.get("one", "")
    if not one:
        mark_read(person(request))
    elif one.isdecimal() and len(one) < 19:
        mark_read(person(request), int(one))
    return HttpResponseRedirect(reverse("notifications"))


@login_required
@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever can mend the account is told that somebody misses its data. Once a day."""
    one = shared_or_own(request, pk)
    is_new = verb.ask(person(request), one)
    said = "has been asked" if is_new else "was asked today already"
    messages.info(request, f"{verb.asked_person(one)} {said} to mend {one.name}.")
    is_shared = one.workspace_id not in {
        m.workspace_id for m in person(request).memberships.all()
    }  # fmt: skip
    return HttpResponseRedirect(reverse("integrations_shared" if is_shared else "integrations"))
