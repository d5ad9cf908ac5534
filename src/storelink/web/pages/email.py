"""Another e-mail address: it counts once a link that went there was opened."""

from __future__ import annotations

from allauth.account import views as account
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """The library's page. Without a mail server nobody could show that an address is theirs."""
    if not settings.EMAIL_HOST:
        return render(request, "account/email_change_closed.html")
    answer: HttpResponse = account.email(request)
    return answer
