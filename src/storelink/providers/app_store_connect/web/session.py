"""An open door to one team, by a sign-in with an Apple ID."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from storelink.domain.errors import NeedsVerification
from storelink.domain.report import Offer, Partition, Report
from storelink.providers.app_store_connect.apple_id.cookies import jar_of
from storelink.providers.app_store_connect.apple_id.secret import KIND, WebSecret, web_secret_of
from storelink.providers.app_store_connect.web.analytics import WebAnalytics
from storelink.providers.app_store_connect.web.appinfo import apps
from storelink.providers.app_store_connect.web.client import WebClient
from storelink.providers.app_store_connect.web.olympus import SignedIn, Team, signed_in, switched
from storelink.providers.app_store_connect.web.probes import WebProbes
from storelink.providers.contract import Capability, Check, Fetched, StoreApp
from storelink.providers.http import PoliteClient

_TEAM_LEFT = (
    "This Apple ID no longer belongs to the team that is connected. Ask an Admin of the team to "
    "invite it again, then verify."
)


@dataclass
class WebSession:
    """See `providers.contract.Session`. Enters the team once: open one for each run."""

    client: WebClient
    secret: WebSecret

    def check(self) -> Check:
        """What this sign-in may do. NeedsVerification if Apple no longer knows it."""
        return self._probes.check()

    def check_app(self, app: StoreApp) -> tuple[Capability, ...]:
        """What this sign-in may do with one app."""
        return self._probes.check_app(app.id)

    def apps(self) -> tuple[StoreApp, ...]:
        """Every app that the person can see."""
        return apps(self.client, self._entered.roles)

    def prepare(self, report: Report, app: str) -> None:
        """Nothing: Apple answers at once."""

    def available(self, report: Report, app: str, today: date) -> Iterator[Offer]:
        """The months that Apple can answer for."""
        if KIND not in report.kinds:
            return iter(())
        _ = self._entered
        return self._analytics.available(report, app, today)

    def fetch(self, report: Report, partition: Partition, folder: Path) -> Fetched:
        """Apple's answers for a month, as sent."""
        _ = self._entered
        return self._analytics.fetch(report, partition, folder)

    @cached_property
    def _probes(self) -> WebProbes:
        return WebProbes(self.client, self._entered)

    @cached_property
    def _analytics(self) -> WebAnalytics:
        return WebAnalytics(self.client)

    @cached_property
    def _entered(self) -> SignedIn:
        """Signed in, with Apple answering for the right team."""
        return enter(self.client, self.secret)


def enter(client: WebClient, secret: WebSecret) -> SignedIn:
    """See that the session lives and that Apple answers for the right team.

    NeedsVerification where either is no longer so.
    """
    now = signed_in(client)
    if all(team.id != secret.team for team in now.teams):
        raise NeedsVerification(_TEAM_LEFT, detail="team not listed", reason="team_left")
    return switched(client, Team(secret.team, secret.team_number, ""), now)


def open_web_session(secret: bytes, http: PoliteClient) -> WebSession:
    """Open the team with the sign-in that `connect` handed over. Nothing is sent yet."""
    kept = web_secret_of(secret)
    return WebSession(web_client(kept, http), kept)


def web_client(secret: WebSecret, http: PoliteClient) -> WebClient:
    """The way to the pages, with cookies of its own: they change while it is used."""
    return WebClient(http, jar_of(secret.jar.to_json()), secret.team)
