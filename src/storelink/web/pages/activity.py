"""Who did what in a workspace: searched, turned over, taken along as a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

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


def _rows(found: Iterable[AuditEntry]) -> Iterator[list[str]]:
    yield ["at", "who", "what", "about", "from"]
    for entry in found:
        at = entry.at.astimezone(UTC).isoformat(timespec="seconds")
        yield [at, *map(as_text, (entry.actor, entry.verb, entry.about, entry.came_from))]
