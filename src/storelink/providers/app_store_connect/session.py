"""An open door to one account of App Store Connect."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final

from storelink.domain.errors import Incomplete
from storelink.domain.report import Family, Offer, Partition, Report
from storelink.providers.app_store_connect.accounting import AccountFiles
from storelink.providers.app_store_connect.analytics import AnalyticsFiles
from storelink.providers.app_store_connect.apple_id.secret import is_web_secret
from storelink.providers.app_store_connect.client import AppleClient
from storelink.providers.app_store_connect.keys import ApiKey, from_secret
from storelink.providers.app_store_connect.probes import Probes
from storelink.providers.app_store_connect.requests import ReportRequests
from storelink.providers.app_store_connect.tokens import Tokens
from storelink.providers.app_store_connect.web.session import open_web_session
from storelink.providers.contract import Capability, Check, Fetched, Session, StoreApp
from storelink.providers.http import PoliteClient
from storelink.providers.paging import gathered

KIND: Final = "api_key"


@dataclass
class AppleSession:
    """See `providers.contract.Session`. Remembers lists while it lives: open one for each run."""

    client: AppleClient
    key: ApiKey

    def check(self) -> Check:
        """What this key may do. NeedsVerification if Apple refuses it, NeedsPermission if an
        agreement stops everything."""
        return self._probes.check()

    def check_app(self, app: StoreApp) -> tuple[Capability, ...]:
        """What this key may do with one app."""
        return self._probes.check_app(app.id)

    def apps(self) -> tuple[StoreApp, ...]:
        """Every app that the key can see. Incomplete, with those that came, where the list could
        not be read wholly."""
        listed = self.client.every("/v1/apps", {"fields[apps]": "name,bundleId,sku"})
        found, cut = gathered(listed)
        came = tuple(
            StoreApp(each.id, each.text("name"), each.text("bundleId"), each.text("sku"))
            for each in found
        )
        if cut is not None:
            raise Incomplete(cut.why, odd=cut.odd, came=came, detail=cut.detail)
        return came

    def prepare(self, report: Report, app: str) -> None:
        """Ask Apple to make analytics reports; the others are made unasked."""
        if report.family is Family.ANALYTICS and KIND in report.kinds:
            self._requests.prepare(app)

    def ask_for_history(self, app: str, loaded: Collection[Partition]) -> None:
        """Ask Apple for an app's history where none of it is here, and none there any more."""
        self._analytics.ask_for_history(app, loaded)

    def available(self, report: Report, app: str, today: date) -> Iterator[Offer]:
        """The partitions that Apple has, or should have by `today`."""
        if report.kinds and KIND not in report.kinds:
            return iter(())
        if report.family is Family.ANALYTICS:
            return self._analytics.available(report, app)
        return self._files.available(report, today)

    def fetch(self, report: Report, partition: Partition, folder: Path) -> Fetched:
        """All files of a partition, as sent, checksums verified."""
        if report.family is Family.ANALYTICS:
            return self._analytics.fetch(report, partition, folder)
        return self._files.fetch(report, partition, folder)

    @cached_property
    def _probes(self) -> Probes:
        return Probes(self.client, self.key, self._files, self._requests)

    @cached_property
    def _requests(self) -> ReportRequests:
        return ReportRequests(self.client)

    @cached_property
    def _analytics(self) -> AnalyticsFiles:
        return AnalyticsFiles(self.client, self._requests)

    @cached_property
    def _files(self) -> AccountFiles:
        return AccountFiles(self.client, self.key)


def open_session(secret: bytes, http: PoliteClient) -> Session:
    """Open the account with the key or the sign-in that `connect` handed over. Nothing is sent
    yet."""
    if is_web_secret(secret):
        return open_web_session(secret, http)
    return session_of(from_secret(secret), http)


def session_of(key: ApiKey, http: PoliteClient) -> AppleSession:
    """The same with a key in hand."""
    return AppleSession(AppleClient(http, Tokens(key)), key)
