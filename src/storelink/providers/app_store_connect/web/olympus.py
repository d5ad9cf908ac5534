"""Who is signed in, in which teams, and for which of them App Store Connect answers now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from storelink.domain.errors import StoreError, Unexpected
from storelink.providers.answers import Rule
from storelink.providers.app_store_connect.apple_id.widget import WEB
from storelink.providers.app_store_connect.web.client import WebClient

_SESSION: Final = "/olympus/v1/session"
_SWITCH: Final = "/olympus/v1/providerSwitchRequests"
_MOST_TEAMS: Final = 200


@dataclass(frozen=True, slots=True)
class Team:
    """A team at Apple's."""

    id: str
    """Its public id. Apple mints it as it does the Issuer ID of a team's API keys, and shows the
    same one for both wherever both were seen, so that key and sign-in are one account."""
    number: int
    name: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What Apple says of a session."""

    person: str
    """Apple's number of the person."""
    team: Team | None
    """The team that it answers for; None: the person belongs to none."""
    teams: tuple[Team, ...]
    roles: tuple[str, ...]
    """In the team that it answers for, in Apple's words."""


def signed_in(client: WebClient, rules: tuple[Rule, ...] = ()) -> SignedIn:
    """Ask who is signed in. NeedsVerification where nobody is.

    Also renews the session of the pages, as long as Apple still knows the person.
    """
    said = client.get(_SESSION, rules=rules)
    if not isinstance(said, dict):
        raise _strange("no object")
    team = _team(said.get("provider"))
    listed = said.get("availableProviders")
    entries = listed if isinstance(listed, list) else []
    teams = tuple(found for each in entries[:_MOST_TEAMS] if (found := _team(each)) is not None)
    roles = said.get("roles")
    user = said.get("user")
    return SignedIn(
        str(user.get("prsId") or "")[:60] if isinstance(user, dict) else "",
        team,
        teams or ((team,) if team else ()),
        tuple(str(role)[:60] for role in roles) if isinstance(roles, list) else (),
    )


def switched(client: WebClient, wanted: Team, now: SignedIn) -> SignedIn:
    """Have Apple answer for that team. Either way of switching may do nothing, so each is looked
    at afterwards. Unexpected where neither helps."""
    for switch in (_by_number, _by_id):
        if now.team is not None and now.team.id == wanted.id:
            break
        try:
            switch(client, wanted)
        except StoreError as trouble:
            # That the session is over, its state says next, and better.
            if trouble.reason == "rate_limited":
                raise
        now = signed_in(client)
    if now.team is None or now.team.id != wanted.id:
        raise _strange(f"the team {wanted.number} was not switched to")
    client.team = wanted.id
    return now


def _by_number(client: WebClient, wanted: Team) -> None:
    client.ask(
        "POST",
        client.http.url(WEB, _SESSION),
        headers={"X-Requested-With": "olympus-ui"},
        json={"provider": {"providerId": wanted.number}},
    )


def _by_id(client: WebClient, wanted: Team) -> None:
    chosen = {"provider": {"data": {"type": "providers", "id": wanted.id}}}
    client.ask(
        "POST",
        client.http.url(WEB, _SWITCH),
        json={"data": {"type": "providerSwitchRequests", "relationships": chosen}},
    )


def _team(said: object) -> Team | None:
    if not isinstance(said, Mapping):
        return None
    number, public = said.get("providerId"), said.get("publicProviderId")
    if not isinstance(number, int) or not isinstance(public, str) or not public:
        return None
    return Team(public.lower()[:60], number, _name(said, number))


def _name(said: Mapping[str, Any], number: int) -> str:
    name = said.get("name")
    return " ".join(name.split())[:100] if isinstance(name, str) and name.strip() else str(number)


def _strange(detail: str) -> Unexpected:
    return Unexpected(
        "App Store Connect sent an answer about your teams that Storelink doesn’t know.",
        detail=f"{_SESSION}: {detail}",
        reason="answer_unknown",
    )
