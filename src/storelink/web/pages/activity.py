"""Who did what in a workspace: searched, turned over, taken along as a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from storelink.integrations.models import OutgoingCall
from storelink.integrations.outgoing import calls
from storelink.products.models import App
from storelink.web.csv_file import as_text, csv_file
from storelink.web.who import mine, person
from storelink.workspaces.audit import VERBS, entries, note
from storelink.workspaces.models import AuditEntry

_A_PAGE = 50
_MOST_ROWS = 100_000


@login_required
@require_safe
def activity(request: HttpRequest, pk: int) -> HttpResponse:
    """The workspace's log, the newest first. For managers."""
    one, words = mine(request, pk), request.GET.get("q", "")[:200]
    found = Paginator(entries(person(request), one, words), _A_PAGE)
    context = {
        "one": one,
        "words": words,
        "page": found.get_page(request.GET.get("page")),
        "reads": VERBS,
    }
    return render(request, "activity.html", context)


@login_required
@require_safe
def activity_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """All that the search finds, as CSV. That somebody took it along is in the log too."""
    one, user = mine(request, pk), person(request)
    found = entries(user, one, request.GET.get("q", "")[:200])[:_MOST_ROWS]
    answer = csv_file("activity", _rows(found.iterator()))
    note(user, one, "audit.exported")
    return answer


@login_required
@require_safe
def outgoing(request: HttpRequest, pk: int) -> HttpResponse:
    """Every call to a store that was made for the workspace. For managers."""
    one, words = mine(request, pk), request.GET.get("q", "")[:200]
    page = Paginator(calls(person(request), one, words), _A_PAGE).get_page(request.GET.get("page"))
    context = {"one": one, "words": words, "page": page, "apps": _apps_of(page.object_list)}
    return render(request, "outgoing.html", context)


@login_required
@require_safe
def outgoing_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """All that the search finds, as CSV."""
    one, user = mine(request, pk), person(request)
    found = calls(user, one, request.GET.get("q", "")[:200])[:_MOST_ROWS]
    answer = csv_file("calls", _call_rows(found.iterator()))
    note(user, one, "audit.exported", "calls to the stores")
    return answer


def _apps_of(found: Iterable[OutgoingCall]) -> dict[int, str]:
    """Call → the app that its address names, if any."""
    listed = list(found)
    accounts = {call.integration_id for call in listed if call.integration_id}
    names = {
        (app.integration_id, app.store_id): app.name
        for app in App.objects.filter(integration__in=accounts)
    }
    told = {}
    for call in listed:
        parts = [(call.integration_id or 0, part) for part in call.path.split("/")]
        told[call.pk] = next((names[part] for part in parts if part in names), "")
    return told


def _call_rows(found: Iterable[OutgoingCall]) -> Iterator[list[str]]:
    yield ["at", "account", "credential", "method", "host", "path", "status", "took_ms"]
    for call in found:
        at = call.at.astimezone(UTC).isoformat(timespec="seconds")
        words = (str(call.integration or ""), call.credential, call.method, call.host, call.path)
        status = "" if call.status is None else str(call.status)
        yield [at, *map(as_text, words), status, str(call.took_ms)]


def _rows(found: Iterable[AuditEntry]) -> Iterator[list[str]]:
    yield ["at", "who", "what", "about", "from"]
    for entry in found:
        at = entry.at.astimezone(UTC).isoformat(timespec="seconds")
        yield [at, *map(as_text, (entry.actor, entry.verb, entry.about, entry.came_from))]
