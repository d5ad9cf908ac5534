"""After the identity is proven: App Store Connect opened, its team chosen, the account told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from storelink.domain.errors import Busy, NeedsPermission, NeedsVerification, NotReady, Unexpected
from storelink.providers.app_store_connect.apple_id import meanings
from storelink.providers.app_store_connect.apple_id.asks import ask, masked
from storelink.providers.app_store_connect.apple_id.attempt import TEAM, Choice
from storelink.providers.app_store_connect.apple_id.meanings import Declined, Meaning
from storelink.providers.app_store_connect.apple_id.secret import WebSecret
from storelink.providers.app_store_connect.apple_id.talk import Talk
from storelink.providers.app_store_connect.web.appinfo import first_apps
from storelink.providers.app_store_connect.web.client import WebClient
from storelink.providers.app_store_connect.web.olympus import SignedIn, Team, signed_in, switched
from storelink.providers.app_store_connect.web.probes import WebProbes, reads_something
from storelink.providers.app_store_connect.web.roles import too_small
from storelink.providers.contract import Check, Connected, Step

_APPS_TOLD: Final = 200
UNTRUSTED_LIFE: Final = timedelta(hours=8)
"""How long a session was seen to live that Apple did not agree to remember."""


def finish(talk: Talk) -> Step:
    """Connected where there is one team, else the question for the team.

    Declined where App Store Connect does not open, or not for whom it should.
    """
    client = WebClient(talk.http, talk.jar)
    now = _opened(client)
    wanted = _wanted(talk, now)
    if wanted is not None:
        return _connected(talk, client, wanted, now)
    choices = tuple(Choice(team.id, team.number, team.name) for team in now.teams)
    return ask(talk.stands(at=TEAM, teams=choices))


def finish_with(talk: Talk, choice: Choice) -> Step:
    """The same, once a team was chosen."""
    client = WebClient(talk.http, talk.jar)
    now = _opened(client)
    team = next((team for team in now.teams if team.id == choice.id), None)
    if team is None:
        raise Declined(meanings.OTHER_TEAM)
    return _connected(talk, client, team, now)


def _opened(client: WebClient) -> SignedIn:
    """Only this decides whether the sign-in went well."""
    try:
        now = signed_in(client)
    except NeedsVerification:
        raise Declined(meanings.NOT_OPENED) from None
    except NeedsPermission:
        raise Declined(meanings.TO_ACCEPT) from None
    if now.team is None and not now.teams:
        raise Declined(meanings.NO_TEAM)
    return now


def _wanted(talk: Talk, now: SignedIn) -> Team | None:
    """The team that must be or can only be meant; None where a person has to say."""
    known = talk.attempt.known
    if known is None:
        return now.teams[0] if len(now.teams) == 1 else None
    if known.person and now.person and known.person != now.person:
        raise Declined(meanings.OTHER_ACCOUNT)
    team = next((team for team in now.teams if team.id == known.team), None)
    if team is None:
        raise Declined(meanings.OTHER_TEAM)
    return team


def _connected(talk: Talk, client: WebClient, team: Team, now: SignedIn) -> Connected:
    now = switched(client, team, now)
    try:
        check = WebProbes(client, now).check()
    except NeedsPermission as refusal:
        raise Declined(Meaning(refusal.reason, refusal.sentence)) from None
    if not reads_something(check):
        is_last = len(now.teams) <= 1 or talk.attempt.known is not None
        sentence = too_small(now.roles)
        raise Declined(Meaning("role_too_small", sentence, "" if is_last else "team", is_last))
    return told(talk, team, now, check, apps=_apps(client))


def _apps(client: WebClient) -> tuple[str, ...]:
    """By which the account is known again where it is connected by a key already."""
    try:
        return first_apps(client, _APPS_TOLD)
    except (NeedsPermission, NotReady, Unexpected, Busy):
        return ()


def told(
    talk: Talk, team: Team, now: SignedIn, check: Check, *, apps: tuple[str, ...] = ()
) -> Connected:
    """The account, its secret, and what may be known of it."""
    attempt = talk.attempt
    moment = datetime.now(UTC)
    secret = WebSecret(attempt.account, team.id, team.number, now.person, attempt.digest, talk.jar)
    return Connected(
        account_id=team.id,
        name=team.name,
        is_id_of_store=True,
        secret=secret.to_secret(),
        public_id=attempt.account,
        facts={
            **check.facts,
            "roles": list(check.roles),
            "team_id": team.id,
            "apple_id": masked(attempt.account),
            "verified_at": moment.isoformat(timespec="seconds"),
            "renews_itself": bool(attempt.digest),
        },
        valid_until=talk.jar.trusted_until() or moment + UNTRUSTED_LIFE,
        apps=apps,
    )
