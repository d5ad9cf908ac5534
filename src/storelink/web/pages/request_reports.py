"""Have the store make reports, with a credential that is used once: the form, and what came of it.

The answer is written while it goes, an app at a time: it needs no script, and the credential lives
as long as this one request.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.contrib.auth.decorators import login_required
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from storelink.domain.errors import BadInput, StoreError
from storelink.integrations.models import Integration
from storelink.products import prepare_once as verb
from storelink.providers.preparation import Came, Preparation
from storelink.providers.registry import provider as provider_of
from storelink.web.answers import read_answers
from storelink.web.fresh import is_fresh, require_fresh
from storelink.web.who import integration_of, person
from storelink.workspaces.models import Role
from storelink.workspaces.permission import require

_HERE = "<!-- the apps, one after another -->"


@sensitive_post_parameters()
@login_required
@require_http_methods(["GET", "POST"])
def request_reports(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Who may ask the store, and how. For managers, shortly after they showed who they are."""
    one = integration_of(request, pk)
    require(person(request), one.workspace, Role.MANAGER)
    try:
        preparation = verb.preparation_of(one)
    except BadInput as nothing_to_ask:
        raise Http404 from nothing_to_ask
    if request.method == "GET":
        require_fresh(request)
        return _form(request, one, preparation)
    if not is_fresh(request):  # what was sent must not wait in the session meanwhile
        return HttpResponseRedirect(reverse("request_reports", args=[pk]))
    return _answer(request, one, preparation)


def _answer(request: HttpRequest, one: Integration, preparation: Preparation) -> HttpResponseBase:
    answers, misread = read_answers(request, preparation.fields)
    if misread:
        return _form(request, one, preparation, errors=misread)
    try:
        done = verb.prepare_once(person(request), one, answers)
    except BadInput as wrong:
        return _form(request, one, preparation, errors={wrong.field: wrong.sentence})
    except StoreError as error:
        return _form(request, one, preparation, trouble=error.sentence)
    return _written_while_it_goes(request, one, preparation, done)


def _form(
    request: HttpRequest,
    one: Integration,
    preparation: Preparation,
    *,
    errors: Mapping[str, str] | None = None,
    trouble: str = "",
) -> HttpResponse:
    """What was given is shown again, but for what is secret."""
    names = {field.name for field in preparation.fields}
    placed = {name if name in names else "": said for name, said in (errors or {}).items()}
    shown = {f.name: request.POST.get(f.name, "") for f in preparation.fields if not f.is_secret}
    context = {
        "one": one,
        "provider": provider_of(one.provider),
        "preparation": preparation,
        "apps": verb.apps_to_prepare(one),
        "calls": verb.by_hand(person(request), one),
        "given": shown,
        "errors": placed,
        "trouble": trouble,
    }
    status = 503 if trouble else 422 if placed else 200
    return render(request, "request_reports.html", context, status=status)


def _written_while_it_goes(
    request: HttpRequest, one: Integration, preparation: Preparation, done: Iterator[verb.Done]
) -> StreamingHttpResponse:
    context = {"one": one, "preparation": preparation, "here": _HERE}
    page = render_to_string("request_reports_done.html", context, request=request)
    head, after_list, tail = page.split(_HERE)
    request.META.pop("HTTP_ACCEPT_ENCODING", None)  # packing would hold the lines back
    answer = StreamingHttpResponse(_pieces(head, done, after_list, tail))
    answer["Cache-Control"] = "no-store"
    return answer


def _pieces(head: str, done: Iterator[verb.Done], after_list: str, tail: str) -> Iterator[str]:
    yield head
    counted = dict.fromkeys(Came, 0)
    trouble = ""
    try:
        for app in done:
            counted[app.came] += 1
            yield render_to_string("parts/_prepared_app.html", {"done": app})
    except StoreError as error:
        trouble = error.sentence
    context = {"counted": counted, "trouble": trouble}
    yield after_list + render_to_string("parts/_prepared_end.html", context) + tail
