"""A forgotten password: a link by mail, where this server sends mail."""

from __future__ import annotations

from allauth.account import views as account
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The library's page. Without a mail server nothing is made: the link would stand in a log."""
    if not settings.EMAIL_HOST:
        return render(request, "account/password_reset_closed.html")
    answer: HttpResponse = account.password_reset(request)
    return answer
