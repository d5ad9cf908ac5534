"""An open door to one account of the Google Play Console."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from storelink.domain.errors import Busy, Incomplete, NeedsPermission, NotReady, Unexpected
from storelink.domain.report import Family, Offer, Partition, Report
from storelink.domain.waiting import is_of_a_part
from storelink.providers.apps_in_part import AppsInPart
from storelink.providers.contract import (
    Capability,
    Check,
    Fetched,
    Light,
    StoreApp,
)
from storelink.providers.google_play.access import Access, from_secret, now
from storelink.providers.google_play.app_doors import check_app
from storelink.providers.google_play.bucket import Buckets
from storelink.providers.google_play.client import GoogleClient
from storelink.providers.google_play.doors import Doors
from storelink.providers.google_play.files import BucketFiles
from storelink.providers.google_play.refusals import pending
from storelink.providers.google_play.reporting import Reporting
from storelink.providers.google_play.rights import replies_of
from storelink.providers.http import PoliteClient


@dataclass
class GoogleSession:
    """See `providers.contract.Session`. Remembers lists while it lives: open one for each run."""

    client: GoogleClient

    def check(self) -> Check:
        """What this credential may do. NeedsVerification if Google refuses it as such."""
        return self.doors.check()

    def check_app(self, app: StoreApp) -> tuple[Capability, ...]:
        """What this credential may do with one app."""
        found = check_app(self.client, app, self._meant)
        if self.doors.rights is None:
            return found
        return (*found, replies_of(self.client, self.doors.rights, app.id))

    def apps(self) -> tuple[StoreApp, ...]:
        """Every app in the buckets and in the Reporting API, which alone knows titles.

        Where one of the two is refused, the other tells; where both are, the bucket's refusal
        comes out (NotReady while an invitation is young, and while titles are not to be had).
        AppsInPart where Google fails at one; Incomplete where a list could not be read wholly.
        """
        names, refusal = self._names()
        packages: frozenset[str] = frozenset()
        trouble = refusal if isinstance(refusal, Busy) else None
        try:
            packages = self._files.packages()
        except NeedsPermission as refused:
            if refusal is not None:
                raise self._meant(refused) from None
        except Busy as busy:
            if refusal is not None or not busy.is_of_one_call:
                raise
            trouble = busy
        found = tuple(
            StoreApp(package, names.get(package) or package, bundle_id=package)
            for package in sorted({*names, *packages})
        )
        if trouble is not None:
            raise AppsInPart(found, trouble)
        cut = self._reporting.cut_short or self._files.cut_short
        if cut is not None:
            raise Incomplete(cut.why, odd=cut.odd, came=found, detail=cut.detail)
        return found

    def app_ids(self) -> tuple[str, ...]:
        """Some of the apps, by few calls: enough to know the account again. Empty where Google
        tells none."""
        try:
            return tuple(self._reporting.apps())
        except (NeedsPermission, NotReady, Busy, Unexpected):
            return tuple(filter(None, (self.buckets.some_package(),)))

    def prepare(self, report: Report, app: str) -> None:
        """Google makes all its reports unasked."""

    def available(self, report: Report, app: str, today: date) -> Iterator[Offer]:
        """The partitions that Google has."""
        try:
            if report.family is Family.VITALS:
                yield from self._reporting.available(report, app, today)
            else:
                yield from self._files.available(report, app)
        except NeedsPermission as refused:
            raise self._meant(refused) from None

    def fetch(self, report: Report, partition: Partition, folder: Path) -> Fetched:
        """All files of a partition, as stored or sent, checksums verified."""
        try:
            if report.family is Family.VITALS:
                return self._reporting.fetch(report, partition, folder)
            return self._files.fetch(partition, folder)
        except NeedsPermission as refused:
            raise self._meant(refused) from None

    @cached_property
    def doors(self) -> Doors:
        """What `check` asks."""
        return Doors(self.client, self.buckets)

    @cached_property
    def buckets(self) -> Buckets:
        """Of the account, as far as they open. Found once."""
        return Buckets(self.client)

    def _names(self) -> tuple[dict[str, str], NeedsPermission | Busy | None]:
        try:
            return self._reporting.apps(), None
        except NeedsPermission as refused:
            return {}, refused
        except Busy as busy:
            if not (busy.is_of_one_call or is_of_a_part(busy)):
                raise
            return {}, busy

    def _meant(self, refused: NeedsPermission) -> NeedsPermission | NotReady:
        """A refusal, or patience: while an invitation is young and nothing is open yet."""
        is_young = self.client.access.is_pending(now())
        if not is_young or refused.reason != "permission_missing" or self._is_let_in:
            return refused
        return pending(self.client.access, refused)

    @cached_property
    def _is_let_in(self) -> bool:
        try:
            return self.doors.tried().statistics.light is Light.GREEN
        except (NeedsPermission, NotReady, Busy):
            return False

    @cached_property
    def _files(self) -> BucketFiles:
        return BucketFiles(self.buckets)

    @cached_property
    def _reporting(self) -> Reporting:
        return Reporting(self.client)


def open_session(secret: bytes, http: PoliteClient) -> GoogleSession:
    """Open the account with what `connect` handed over. Nothing is sent yet."""
    return session_of(from_secret(secret), http)


def session_of(access: Access, http: PoliteClient) -> GoogleSession:
    """The same with an access in hand."""
    return GoogleSession(GoogleClient(http, access))
