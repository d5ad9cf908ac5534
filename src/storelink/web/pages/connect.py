"""Connecting an account, step by step. Each step is drawn from what the provider asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from storelink.domain.errors import BadInput, StoreError
from storelink.integrations import connect as verb
from storelink.integrations.held import held_names
from storelink.integrations.models import ConnectAttempt, Integration
from storelink.integrations.store_connected import ALREADY_CONNECTED
from storelink.providers.contract import Ask, CredentialKind, FieldKind, Provider, Refused
from storelink.providers.registry import provider as provider_of
from storelink.web.addresses import account_address
from storelink.web.answers import read_answers
from storelink.web.talks import address_of, came_back_to, number_of, remember_visit
from storelink.web.who import integration_of, person, workspace_of
from storelink.workspaces.models import Role
from storelink.workspaces.permission import require


@login_required
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, console: str) -> HttpResponse:
    """The ways to connect; sent, the first step of one."""
    one = _provider(console)
    workspace = workspace_of(request)
    require(person(request), workspace, Role.MANAGER)
    if request.method == "GET":
        return render(request, "connect_kind.html", _frame(one, one.credential_kinds[0], 0))
    kind = _kind(one, request.POST.get("kind", ""))
    attempt, ask = verb.begin(person(request), workspace, one.key, kind.key)
    return to_step(request, attempt, ask)


@login_required
@require_POST
def update(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin anew for a connected account, or give it another way to sign in: history stays."""
    integration = integration_of(request, pk)
    one = _provider(integration.provider)
    newest = integration.credentials.order_by("-set_at").first()
    kind = _kind(one, request.POST.get("kind") or (newest.kind if newest else ""))
    attempt, ask = verb.begin(
        person(request), integration.workspace, one.key, kind.key, integration=integration
    )
    return to_step(request, attempt, ask)


@login_required
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm a sign-in that ends. The link of a mail leads here and asks the store nothing;
    pressed, it begins at the code."""
    integration = integration_of(request, pk)
    require(person(request), integration.workspace, Role.MANAGER)
    credential = integration.credentials.order_by("verified_until", "-set_at").first()
    if credential is None:
        return HttpResponseRedirect(account_address(pk))
    one = _provider(integration.provider)
    kind = _kind(one, credential.kind)
    frame = _frame(one, kind, kind.verify_place, integration=integration, verifies=True)
    context = {**frame, "integration": integration, "credential": credential, "trouble": ""}
    if request.method == "GET":
        return render(request, "verify.html", context)
    try:
        attempt, found = verb.verify(person(request), credential)
        if isinstance(found, Ask) and _only_leads_away(found):
            found = verb.answer(person(request), attempt.pk, _way_back(request))
    except StoreError as error:
        return render(request, "verify.html", {**context, "trouble": error.sentence}, status=503)
    if isinstance(found, Ask):
        return to_step(request, attempt, found)
    return _over(request, attempt, found)


@sensitive_post_parameters()
@login_required
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, console: str, talk: int, step: str) -> HttpResponse:
    """A step of a conversation that the person has begun."""
    one = _provider(console)
    try:
        attempt, ask = verb.current(person(request), talk)
    except BadInput:
        attempt, ask = None, None
    if attempt is None or ask is None or attempt.provider != one.key:
        done = verb.finished(person(request), talk)
        return _to_first_sync(done) if done else _begun_too_long_ago(request, one)
    if request.method == "GET":
        if ask.step != step:
            return HttpResponseRedirect(address_of(attempt, ask))
        known = {f.name: f.known for f in ask.fields if f.known and not f.is_secret}
        return form(request, attempt, ask, given=known)
    return _answer(request, attempt, ask)


def _answer(request: HttpRequest, attempt: ConnectAttempt, ask: Ask) -> HttpResponse:
    if request.POST.get("asks_about_apps") and not attempt.integration_id:
        wanted = request.POST.get("choose_apps") == "yes"
        attempt = verb.choose_apps_first(person(request), attempt.pk, wanted=wanted)
    answers, misread = read_answers(request, ask.fields)
    shown = {f.name: answers.get(f.name, "") for f in ask.fields if not f.is_secret}
    if misread:
        return form(request, attempt, _with_errors(ask, misread), given=shown)
    return _take(request, attempt, ask, answers=answers, shown=shown)


def _take(
    request: HttpRequest,
    attempt: ConnectAttempt,
    ask: Ask,
    *,
    answers: Mapping[str, str],
    shown: Mapping[str, str],
) -> HttpResponse:
    try:
        found = verb.answer(person(request), attempt.pk, answers)
    except BadInput as error:
        asked = _with_errors(ask, {error.field: error.sentence})
        return form(request, attempt, asked, given=shown)
    except StoreError as error:
        return form(request, attempt, ask, given=shown, trouble=error.sentence)
    if not isinstance(found, Ask):
        return _over(request, attempt, found)
    if found.errors:
        return form(request, attempt, found, given=shown)
    if found.notice:
        messages.info(request, found.notice)
    return to_step(request, attempt, found)


@login_required
@require_http_methods(["GET"])
def come_back(request: HttpRequest) -> HttpResponse:
    """The store's own page sends the browser here; what it brings is the next answer."""
    try:
        attempt, ask = verb.current(person(request), came_back_to(request))
    except BadInput:
        return HttpResponseRedirect(reverse("integrations"))
    brought = {name: str(value)[:4096] for name, value in request.GET.items()}
    return _take(request, attempt, ask, answers={**brought, **_way_back(request)}, shown={})


def _only_leads_away(ask: Ask) -> bool:
    """Nothing to type and nothing to choose: the store's own page comes next."""
    return not (ask.fields or ask.actions or ask.visit)


def _way_back(request: HttpRequest) -> Mapping[str, str]:
    return {"return_to": request.build_absolute_uri(reverse("connect_return"))}


def _over(
    request: HttpRequest, attempt: ConnectAttempt, found: Refused | Integration
) -> HttpResponse:
    if isinstance(found, Integration):
        return _to_first_sync(found)
    may_update = found.reason == ALREADY_CONNECTED
    frame = _frame(_provider(attempt.provider), _attempt_kind(attempt), 0)
    context = {**frame, "refused": found, "may_update": may_update, "attempt": attempt}
    return render(request, "connect_refused.html", context, status=422)


@login_required
@require_POST
def update_instead(request: HttpRequest, attempt_pk: int) -> HttpResponse:
    """The account is there already: what was given just now takes the place of what it has."""
    try:
        found = verb.update_instead(person(request), attempt_pk)
    except BadInput as error:
        messages.error(request, error.sentence)
        return HttpResponseRedirect(reverse("integrations"))
    messages.info(request, f"{found.name} is updated. Its history stays.")
    return HttpResponseRedirect(account_address(found.pk))


def _to_first_sync(integration: Integration) -> HttpResponse:
    return HttpResponseRedirect(reverse("first_sync", args=[integration.pk]))


def to_step(request: HttpRequest, attempt: ConnectAttempt, ask: Ask) -> HttpResponse:
    """On to the page of a step."""
    number_of(request, attempt, ask)
    return HttpResponseRedirect(address_of(attempt, ask))


def form(
    request: HttpRequest,
    attempt: ConnectAttempt,
    ask: Ask,
    *,
    given: Mapping[str, str],
    trouble: str = "",
    link: str = "",
) -> HttpResponse:
    """The page of a step. `link`: one by which somebody else may answer it, shown this once."""
    one, kind = _provider(attempt.provider), _attempt_kind(attempt)
    number = number_of(request, attempt, ask)
    if ask.visit:
        remember_visit(request, attempt, ask)
    wrong = [f.name for f in ask.fields if f.name in ask.errors]
    other_action = (
        reverse("update", args=[attempt.integration_id])
        if attempt.integration_id
        else reverse("connect", args=[one.key])
    )
    context = {
        **_frame(one, kind, number, integration=attempt.integration, verifies=attempt.verifies),
        "attempt": attempt,
        "ask": ask,
        "kind": kind,
        "given": given,
        "held": held_names(attempt),
        "trouble": trouble,
        "first_field": (wrong or [f.name for f in ask.fields] or [""])[0],
        "other_kinds": [k for k in one.credential_kinds if k != kind],
        "other_action": other_action,
        "link": link,
        "notice": " ".join(str(one) for one in messages.get_messages(request)),
        "visit": ask.visit,
        "asks_about_apps": number == 0 and not attempt.integration_id,
        "chooses_apps": attempt.chooses_apps,
        "submit_label": _submit_label(ask, number, is_again=bool(trouble or ask.errors)),
    }
    status = 503 if trouble else 422 if ask.errors else 200
    return render(request, "connect_step.html", context, status=status)


def _submit_label(ask: Ask, number: int, *, is_again: bool) -> str:
    if any(field.kind is FieldKind.CODE for field in ask.fields):
        return "Validate"
    if is_again:
        return "Try again"
    return "Connect" if number == 0 else "Continue"


def _begun_too_long_ago(request: HttpRequest, one: Provider) -> HttpResponse:
    note = "This was begun more than 15 minutes ago, or is over. Begin again."
    frame = _frame(one, one.credential_kinds[0], 0)
    context = {**frame, "note": note}
    response = render(request, "connect_kind.html", context)
    response["Content-Location"] = reverse("connect", args=[one.key])
    return response


def _frame(
    one: Provider,
    kind: CredentialKind,
    number: int,
    *,
    integration: Integration | None = None,
    verifies: bool = False,
) -> dict[str, Any]:
    steps = kind.steps or ("Connect", "First sync")
    verb_word = "Verify" if verifies else "Update"
    title = f"{verb_word} {integration.name}" if integration else f"Connect {one.name}"
    return {
        "provider": one,
        "flow_title": title,
        "steps": steps,
        "step_number": min(number, max(0, len(steps) - 2)),
        "note": "",
        "action": reverse("connect", args=[one.key]),
    }


def _with_errors(ask: Ask, errors: Mapping[str, str]) -> Ask:
    known = {f.name for f in ask.fields}
    placed = {(name if name in known else ""): sentence for name, sentence in errors.items()}
    return replace(ask, errors=placed, state={})


def _provider(key: str) -> Provider:
    try:
        return provider_of(key)
    except BadInput as error:
        raise Http404 from error


def _kind(one: Provider, key: str) -> CredentialKind:
    """The way of that name; the first one where it names none."""
    return next((k for k in one.credential_kinds if k.key == key), one.credential_kinds[0])


def _attempt_kind(attempt: ConnectAttempt) -> CredentialKind:
    return _kind(_provider(attempt.provider), attempt.kind)
