"""What a credential may do, found out by real but cheap calls, one door after another.

Google tells nobody his rights. So each door is tried once: the bucket (statistics, then money),
the Reporting API, the Publisher API. A refusal of one says nothing about the others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Final

from storelink.domain.errors import Busy, NeedsPermission, NotReady
from storelink.domain.report import Family
from storelink.domain.waiting import is_of_a_part
from storelink.providers.contract import Capability, Check, DoorLight, Json, Light
from storelink.providers.google_play.access import now
from storelink.providers.google_play.bucket import Buckets, StoredObject
from storelink.providers.google_play.client import GoogleClient
from storelink.providers.google_play.documents import objects_in, text
from storelink.providers.google_play.refusals import Door, pending
from storelink.providers.google_play.reports.catalogue import PLACES
from storelink.providers.google_play.reviews import listed
from storelink.providers.google_play.rights import Rights, replies_of, rights_of
from storelink.providers.google_play.service_key import ServiceKey

_NO_MONEY_FILE: Final = (
    "There is no sales or earnings file yet, so this can’t be told. They come with the first sale."
)
_FAILS: Final = (
    "Google’s {name} isn’t answering right now, so this can’t be told. Storelink asks again by "
    "itself."
)
_NO_APP: Final = "No app is in sight yet, so this can’t be told."
_FILES_ONLY: Final = "Reviews come from the monthly files alone, a day or two late. "
_MONEY_FOLDERS: Final = ("sales/", "earnings/")
_STATISTICS: Final = "stats/"
_KNOWN_FOLDERS: Final = frozenset(place.folder.split("/")[0] for place in PLACES)


@dataclass(frozen=True)
class Tried:
    """What one door said: nothing (it is open), or why not."""

    refusal: NeedsPermission | NotReady | None = None
    unknown: str = ""
    """Why it could not be told, if it could not."""
    trouble: Busy | None = None
    """Where that is because Google failed."""

    @property
    def light(self) -> Light:
        """Green: open; amber: not known, or not yet."""
        if self.unknown or isinstance(self.refusal, NotReady):
            return Light.AMBER
        return Light.RED if self.refusal else Light.GREEN

    @property
    def sentence(self) -> str:
        """What is missing, and where to add it."""
        return self.unknown or (self.refusal.sentence if self.refusal else "")

    def shows(self, family: Family) -> Capability:
        """The same, said of a family of reports."""
        return Capability(family, self.light, self.sentence, *self._remedy)

    def stands_for(self, name: str) -> DoorLight:
        """The same, said of the door itself."""
        return DoorLight(name, self.light, self.sentence, *self._remedy)

    @property
    def _remedy(self) -> tuple[str, str]:
        if isinstance(self.refusal, NeedsPermission):
            return self.refusal.missing, self.refusal.where
        return "", ""


@dataclass(frozen=True)
class Found:
    """What all doors said."""

    statistics: Tried
    money: Tried
    reporting: Tried
    publisher: Tried

    @property
    def refusals(self) -> tuple[NeedsPermission, ...]:
        """Of the doors that are shut."""
        every = (self.statistics, self.money, self.reporting, self.publisher)
        return tuple(t.refusal for t in every if isinstance(t.refusal, NeedsPermission))

    @property
    def trouble(self) -> Busy | None:
        """Where Google failed at one of them."""
        every = (self.statistics, self.money, self.reporting, self.publisher)
        return next((t.trouble for t in every if t.trouble is not None), None)

    @property
    def is_waited_for(self) -> bool:
        """True while an invitation is young and nothing is open."""
        return isinstance(self.statistics.refusal, NotReady) and self.is_all_shut

    @property
    def doors(self) -> tuple[DoorLight, ...]:
        """Google's three doors, each with a right or a switch of its own."""
        return (
            self.statistics.stands_for("Reports bucket"),
            self.reporting.stands_for("Reporting API"),
            self.publisher.stands_for("Publisher API"),
        )

    @property
    def is_all_shut(self) -> bool:
        """True where nothing can be read at all."""
        doors = (self.statistics, self.money, self.reporting)
        return all(tried.light is not Light.GREEN for tried in doors)


@dataclass(frozen=True)
class Doors:
    """The questions of one check."""

    client: GoogleClient
    buckets: Buckets

    def check(self) -> Check:
        """Every family's light. NeedsVerification and Busy come out as they are."""
        found = self.tried()
        reviews = found.publisher
        if reviews.light is Light.RED and found.statistics.light is Light.GREEN:
            reviews = Tried(reviews.refusal, _FILES_ONLY + reviews.sentence)
        capabilities = (
            found.statistics.shows(Family.ANALYTICS),
            found.statistics.shows(Family.SEARCH_TERMS),
            found.money.shows(Family.FINANCE),
            reviews.shows(Family.REVIEWS),
            replies_of(self.client, self.rights),
            found.reporting.shows(Family.VITALS),
        )
        until = self.client.access.pending_until if found.is_waited_for else None
        roles = self.rights.roles if self.rights else ()
        return Check(
            capabilities, roles, self._facts(found), doors=found.doors, pending_until=until
        )

    @cached_property
    def rights(self) -> Rights | None:
        """As Google tells them to an Admin; asked once."""
        return rights_of(self.client)

    def tried(self) -> Found:
        """Try every door. The first call gets a token: a dead credential shows at once."""
        statistics = self._try(self._open_statistics, "reports bucket")
        money = self._try(self._open_money, "reports bucket")
        reporting = self._try(self._open_reporting, "Reporting API")
        publisher = self._try(self._open_publisher, "Publisher API")
        found = Found(statistics, money, reporting, publisher)
        if found.trouble is not None and found.is_all_shut and not found.refusals:
            raise found.trouble
        return self._patient(found) if found.is_all_shut else found

    def _try(self, knock: Callable[[], str | None], name: str) -> Tried:
        """`knock` says why nothing could be told, if so. Where Google fails at this one, the
        others go on."""
        try:
            return Tried(unknown=knock() or "")
        except (NeedsPermission, NotReady) as refusal:
            return Tried(refusal)
        except Busy as trouble:
            if is_of_a_part(trouble):
                return Tried(unknown=trouble.sentence)
            if not trouble.is_of_one_call:
                raise
            return Tried(unknown=_FAILS.format(name=name), trouble=trouble)

    def _patient(self, found: Found) -> Found:
        """While an invitation is young, a refusal of everything is no fault of anybody's."""
        if not self.client.access.is_pending(now()):
            return found

        def waiting(tried: Tried) -> Tried:
            refusal = tried.refusal
            if isinstance(refusal, NeedsPermission) and refusal.reason == "permission_missing":
                return Tried(pending(self.client.access, refusal))
            return tried

        return Found(
            waiting(found.statistics),
            waiting(found.money),
            waiting(found.reporting),
            waiting(found.publisher),
        )

    def _open_statistics(self) -> None:
        self._open(self.buckets.first(_STATISTICS))

    def _open_money(self) -> str | None:
        for folder in _MONEY_FOLDERS:
            stored = self.buckets.first(folder)
            if stored is not None:
                self._open(stored)
                return None
        return _NO_MONEY_FILE

    def _open(self, stored: StoredObject | None) -> None:
        """A listing may be allowed where the files are not."""
        if stored is not None:
            self.buckets.peek(stored)

    def _open_reporting(self) -> None:
        self._first_app()

    def _first_app(self) -> str:
        page = self.client.get(Door.REPORTING, "/v1beta1/apps:search", {"pageSize": "1"})
        return next((text(each, "packageName") for each in objects_in(page, "apps")), "")

    def _some_app(self) -> str:
        """From the Reporting API, else from the bucket; empty where neither tells one."""
        try:
            package = self._first_app()
        except (NeedsPermission, NotReady, Busy):
            package = ""
        return package or self.buckets.some_package()

    def _open_publisher(self) -> str | None:
        package = self._some_app()
        if not package:
            return _NO_APP
        next(listed(self.client, package, page_size=1), None)
        return None

    def _unread(self) -> dict[str, Json]:
        """Folders of which Storelink knows no report; nothing where Google lists single folders
        only, because a right to others is missing."""
        try:
            folders = self.buckets.folders()
        except (NeedsPermission, Busy):
            return {}
        unread = [folder for folder in folders if folder.strip("/") not in _KNOWN_FOLDERS]
        return {"folders_not_read": list[Json](unread)}

    def _facts(self, found: Found) -> dict[str, Json]:
        access = self.client.access
        doors: dict[str, Json] = {
            "bucket": found.statistics.light.value,
            "financial_reports": found.money.light.value,
            "reporting_api": found.reporting.light.value,
            "publisher_api": found.publisher.light.value,
        }
        facts: dict[str, Json] = {"doors": doors, "buckets": list(self.buckets.names)}
        if isinstance(access.proof, ServiceKey):
            facts["email"] = access.proof.email
        if access.project:
            facts["project"] = access.project
        if found.statistics.light is Light.GREEN:
            facts |= self._unread()
        ahead = self.client.tokens.clock_is_ahead_by
        if abs(ahead) > timedelta(0):
            facts["clock_ahead_seconds"] = round(ahead.total_seconds())
        return facts
