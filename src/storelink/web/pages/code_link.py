"""Somebody else types the code: the link that is made, and the page that it opens."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from storelink.domain.errors import BadInput, StoreError
from storelink.integrations import connect as conversation
from storelink.integrations import delegate
from storelink.web.pages.connect import form
from storelink.web.talks import address_of
from storelink.web.who import person


@login_required
@require_POST
@never_cache
def make(request: HttpRequest, console: str, talk: int) -> HttpResponse:  # noqa: ARG001
    """The step's page with a new link for it, which is shown once and kept nowhere."""
    secret = delegate.offer(person(request), talk)
    attempt, ask = conversation.current(person(request), talk)
    link = request.build_absolute_uri(reverse("code_link", args=[secret]))
    response = form(request, attempt, ask, given={}, link=link)
    response["Content-Location"] = address_of(attempt, ask)
    return response


@login_required
@require_safe
@never_cache
def standing(request: HttpRequest, console: str, talk: int) -> HttpResponse:
    """Asked by the step's page while somebody else has the link: on, once they have typed it."""
    shown = request.GET.get("step", "")
    response = HttpResponse(status=204)
    done = conversation.finished(person(request), talk)
    if done is not None:
        response["HX-Redirect"] = reverse("first_sync", args=[done.pk])
        return response
    try:
        attempt, ask = conversation.current(person(request), talk)
    except BadInput:
        response["HX-Redirect"] = reverse("connect", args=[console])
        return response
    if ask.step != shown:
        response["HX-Redirect"] = address_of(attempt, ask)
    return response


@sensitive_post_parameters()
@sensitive_variables()
@never_cache
@require_http_methods(["GET", "POST"])
def code_link(request: HttpRequest, secret: str) -> HttpResponse:
    """For whoever holds the phone, signed in or not: a code field, and nothing of the account."""
    try:
        if request.method == "GET":
            return _page(request, delegate.asked(secret))
        found = delegate.answer(secret, request.POST.get("code", "")[:2000])
    except BadInput as error:
        return _over(request, error.sentence, is_done=False)
    except StoreError as error:
        return _over(request, error.sentence, is_done=False, may_try_again=True)
    if found is None:
        return _over(
            request, "Thank you, that was the code. You can close this page.", is_done=True
        )
    return _page(request, found)


def _page(request: HttpRequest, asked: delegate.Asked) -> HttpResponse:
    context = {"asked": asked}
    return _unseen(render(request, "code_link.html", context, status=422 if asked.error else 200))


def _over(
    request: HttpRequest, sentence: str, *, is_done: bool, may_try_again: bool = False
) -> HttpResponse:
    context = {"sentence": sentence, "is_done": is_done, "may_try_again": may_try_again}
    status = 200 if is_done else 503 if may_try_again else 410
    return _unseen(render(request, "code_link_over.html", context, status=status))


def _unseen(response: HttpResponse) -> HttpResponse:
    """The address is the secret: it is told to nobody else. (Told to nobody at all, the browser
    would send the form without an origin, and it would be refused as a forged one.)"""
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
