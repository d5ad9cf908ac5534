"""What a session says about the person: teams, the active one, roles, modules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from storelink_simulator.apple.web.sessions import WebSession, WebSessions
from storelink_simulator.apple.web.teams import Team
from storelink_simulator.drawing import number_of

_MODULES = ("Apps", "Analytics", "Trends", "Reports", "Users", "Agreements")


def profile(session: WebSession, teams: Sequence[Team]) -> dict[str, Any]:
    """The body of `GET /olympus/v1/session`. Without a team it names no provider."""
    user = session.user or next((team.user(session.apple_id) for team in teams), None)
    first, last = (user.first_name, user.last_name) if user else _names_in(session.apple_id)
    found: dict[str, Any] = {
        "user": {
            "fullName": f"{first} {last}".strip(),
            "firstName": first,
            "lastName": last,
            "emailAddress": session.apple_id,
            "prsId": session.person_id,
        },
        "publicUserId": public_user_id(session.apple_id),
        "availableProviders": [_provider(team) for team in teams],
        "backingType": "ITC",
        "backingTypes": ["ITC"],
        "roles": list(session.user.roles) if session.user else [],
        "unverifiedRoles": [],
        "featureFlags": [],
        "agreeToTerms": True,
        "termsSignatures": ["ASC"],
        "modules": [_module(name) for name in _MODULES] if session.team else [],
    }
    if session.team is not None:
        found["provider"] = {**_provider(session.team), "pla": []}
    return found


def actors(session: WebSession, sessions: WebSessions) -> dict[str, Any]:
    """The body of `GET /olympus/v1/actors`: one actor for each team."""
    data, included = [], []
    for team in sessions.teams.of(session.apple_id):
        user = team.user(session.apple_id)
        person = {"type": "people", "id": session.person_id}
        provider = {"type": "providers", "id": team.id}
        data.append(
            {
                "type": "actors",
                "id": f"{session.person_id}:{team.id}",
                "attributes": {"roles": list(user.roles) if user else []},
                "relationships": {"provider": {"data": provider}, "person": {"data": person}},
            }
        )
        included.append({**provider, "attributes": {"name": team.name}})
    return {"data": data, "included": included}


def public_user_id(apple_id: str) -> str:
    """A UUID for a person."""
    words = ("public user", apple_id)
    return str(UUID(int=number_of(*words, 0) << 64 | number_of(*words, 1), version=4))


def _provider(team: Team) -> dict[str, Any]:
    return {
        "providerId": team.number,
        "publicProviderId": team.id,
        "name": team.name,
        "contentTypes": ["SOFTWARE"],
        "subType": team.sub_type,
    }


def _module(name: str) -> dict[str, Any]:
    return {
        "key": name,
        "name": name,
        "localizedName": name,
        "url": f"/{name.lower()}",
        "iconUrl": "",
        "down": False,
        "visible": True,
        "hasNotifications": False,
    }


def _names_in(apple_id: str) -> tuple[str, str]:
    first, _, last = apple_id.partition("@")[0].partition(".")
    return first.title(), last.title()
