"""The conversations with stores that a browser is in: several, side by side."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.http import HttpRequest
from django.urls import reverse

from storelink.integrations.models import ConnectAttempt
from storelink.providers.contract import Ask

_SEEN, _VISITS = "connect_steps", "connect_visits"
"""Where the session keeps the steps that were seen of each conversation, and which one a visit to
a store's page belongs to."""
_MOST_KNOWN = 20
"""Conversations of one browser that are kept apart; the oldest are forgotten."""


def address_of(attempt: ConnectAttempt, ask: Ask) -> str:
    """The page of a step of that conversation."""
    return reverse("connect_step", args=[attempt.provider, attempt.pk, ask.step])


def number_of(request: HttpRequest, attempt: ConnectAttempt, ask: Ask) -> int:
    """Which step it is: the one that the provider names, else as many as this browser has seen."""
    known = request.session.get(_SEEN, {})
    seen = list(known.get(str(attempt.pk), ()))
    if ask.step not in seen:
        seen.append(ask.step)
        request.session[_SEEN] = _newest({**known, str(attempt.pk): seen})
    return ask.place if ask.place is not None else seen.index(ask.step)


def remember_visit(request: HttpRequest, attempt: ConnectAttempt, ask: Ask) -> None:
    """The store's page comes back with the state that it was given: two tabs are told apart."""
    state = parse_qs(urlsplit(ask.visit).query).get("state", [""])[0]
    known = request.session.get(_VISITS, {})
    if known.get(state) != attempt.pk:
        known.pop(state, None)
        request.session[_VISITS] = _newest({**known, state: attempt.pk})


def _newest(known: dict[str, Any]) -> dict[str, Any]:
    return dict(list(known.items())[-_MOST_KNOWN:])


def came_back_to(request: HttpRequest) -> int:
    """The conversation that a store's page leads back to; without a state, the newest; 0: none."""
    visits, seen = request.session.get(_VISITS, {}), request.session.get(_SEEN, {})
    return int(visits.get(request.GET.get("state", "")) or next(reversed(seen), 0))
