"""Going on with a sign-in that ended, or will: at the latest step possible."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from storelink.domain.errors import NeedsPermission, NeedsVerification
from storelink.providers.app_store_connect.apple_id.asks import APPLE_ID, ask
from storelink.providers.app_store_connect.apple_id.attempt import Attempt, Known, Link
from storelink.providers.app_store_connect.apple_id.conversation import signed_in_as
from storelink.providers.app_store_connect.apple_id.cookies import Jar, jar_of
from storelink.providers.app_store_connect.apple_id.finishing import told
from storelink.providers.app_store_connect.apple_id.identity import Identity
from storelink.providers.app_store_connect.apple_id.secret import WebSecret, web_secret_of
from storelink.providers.app_store_connect.apple_id.talk import Talk
from storelink.providers.app_store_connect.web.client import WebClient
from storelink.providers.app_store_connect.web.olympus import SignedIn, Team, signed_in, switched
from storelink.providers.app_store_connect.web.probes import WebProbes
from storelink.providers.app_store_connect.web.roles import role_name
from storelink.providers.contract import Check, Connected, Step
from storelink.providers.http import PoliteClient

_SOON = timedelta(days=APPLE_ID.verify_soon_days)


def verify_apple_id(secret: bytes, http: PoliteClient) -> Step:
    """See `providers.contract.Verify`.

    A session that lives and will be trusted for long is Connected as it is. One that died is
    signed in again, once, where the password's stand-in was kept; Apple lets a trusted machine in
    without a code. A session that lives but will not be trusted for long is verified for another
    thirty days: Apple does that only for a new code, so it is asked as a machine that it does not
    know yet. Whoever has no stand-in kept is asked for the password, and, while trust lasts, for
    nothing else.
    """
    kept = web_secret_of(secret)
    client = WebClient(http, jar_of(kept.jar.to_json()))
    alive = _alive(client)
    attempt = Attempt(
        account=kept.account,
        digest=kept.digest,
        known=Known(kept.account, kept.team, kept.person),
    )
    if alive is not None and not _ends_soon(kept):
        connected = _as_it_is(attempt, client, kept, alive)
        if connected is not None:
            return connected
    if not kept.digest:
        trust = Jar() if _ends_soon(kept) else kept.jar.of_trust()
        return ask(replace(attempt, link=Link(cookies=tuple(trust.to_json()))))
    jar = Jar() if alive is not None else kept.jar.of_trust()
    return signed_in_as(attempt, bytes.fromhex(kept.digest), jar, http)


def _alive(client: WebClient) -> SignedIn | None:
    """Who is signed in, if anybody still is: asking is cheap, each sign-in counts."""
    try:
        return signed_in(client)
    except NeedsVerification:
        return None


def _ends_soon(kept: WebSecret) -> bool:
    until = kept.jar.trusted_until()
    return until is None or until - datetime.now(UTC) <= _SOON


def _as_it_is(
    attempt: Attempt, client: WebClient, kept: WebSecret, alive: SignedIn
) -> Connected | None:
    """Connected with the session that lives; None where it is of another team by now."""
    team = next((team for team in alive.teams if team.id == kept.team), None)
    if team is None:
        return None
    now = switched(client, Team(team.id, team.number, team.name), alive)
    talk = Talk(attempt, Identity(client.http, client.jar, ""))
    return told(talk, team, now, _found(client, now))


def _found(client: WebClient, now: SignedIn) -> Check:
    """What the sign-in may read. An agreement to accept is no matter of signing in: the next sync
    tells of it."""
    try:
        return WebProbes(client, now).check()
    except NeedsPermission:
        return Check((), tuple(role_name(role) for role in now.roles))
