"""How the person signs in: password, second step, passkeys, sessions."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from storelink.web.who import person
from storelink.workspaces.models import Workspace


@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """What is set up, and where each is changed. No secret is shown here."""
    found = Authenticator.objects.filter(user=person(request))
    kinds = [one.type for one in found]
    codes = next((one for one in found if one.type == Authenticator.Type.RECOVERY_CODES), None)
    context = {
        "has_app": Authenticator.Type.TOTP in kinds,
        "passkey_count": kinds.count(Authenticator.Type.WEBAUTHN),
        "has_second_step": bool(kinds),
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else None,
        "asked_by": _asked_by(request),
        "has_password": person(request).has_usable_password(),
    }
    return render(request, "account.html", context)


def _asked_by(request: HttpRequest) -> Workspace | None:
    """The workspace that sent the person here to set up a second step, if it is one of theirs."""
    number = request.GET.get("for", "")
    if not number.isdecimal() or len(number) > 18:
        return None
    return Workspace.objects.filter(pk=int(number), memberships__user=person(request)).first()
