"""All the sessions of one integration, behind one: each credential is used for what it can do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from django.utils import timezone

from storelink.domain.errors import (
    Busy,
    Incomplete,
    NeedsPermission,
    NeedsVerification,
    NotReady,
    StoreError,
    Unexpected,
    VaultError,
)
from storelink.domain.report import Family, Offer, Partition, Report
from storelink.domain.review import OddReview, Review
from storelink.integrations.client import client_for
from storelink.integrations.models import Credential, Integration
from storelink.integrations.outgoing import ledger_of
from storelink.integrations.probes import keep_check
from storelink.integrations.renew import renew
from storelink.integrations.secrets import open_secret
from storelink.providers.apps_in_part import AppsInPart
from storelink.providers.contract import (
    PENDING_UNTIL,
    Capability,
    Check,
    ChecksApps,
    Fetched,
    Refused,
    Session,
    StoreApp,
)
from storelink.providers.history import AsksForHistory
from storelink.providers.http import PoliteClient
from storelink.providers.paging import gathered
from storelink.providers.registry import provider as provider_of
from storelink.sync.checks import best, merged, remember
from storelink.sync.choice import SEES_APPS, ranked, reach, usable_credentials
from storelink.sync.doubt import doubt, forgiving_kinds, rest, trust
from storelink.sync.limits import limiter_for
from storelink.vault.errors import UnknownKey

T = TypeVar("T")


@dataclass
class _Door:
    credential: Credential
    session: Session
    client: PoliteClient


class Doors:
    """A `Session` over several credentials."""

    def __init__(self, integration: Integration) -> None:
        self._integration = integration
        self._doors = dict(_opened(usable_credentials(integration)))
        self._refused: dict[int, NeedsVerification] = {}
        self._barred: set[tuple[int, str]] = set()
        """Credential and report: refused, where another may do."""
        if not self._doors:
            raise NeedsVerification(
                "There is no credential that the store accepts. Update it, and data goes on where "
                "it stopped.",
                reason="no_credential",
            )

    @property
    def standing(self) -> frozenset[tuple[int, str]]:
        """What it is made of: other credentials, other doors."""
        return standing_of([door.credential for door in self._doors.values()])

    def close(self) -> None:
        for door in self._doors.values():
            door.client.close()

    def check(self) -> Check:
        """Looks at each credential and remembers what it found, for the rows and the pages. What
        comes in the way of one of them does not matter where another can be looked at."""
        found: list[Check] = []
        troubles: list[StoreError] = []
        for pk, door in self._doors.items():
            try:
                check = self._through(pk, lambda session: session.check())
            except (NeedsPermission, NotReady, Busy, Unexpected) as trouble:
                troubles.append(trouble)
                continue
            remember(door.credential, check)
            trust(door.credential)
            found.append(check)
        if not found:
            raise troubles[0]
        whole = merged(found)
        keep_check(self._integration, whole, timezone.now())
        return whole

    def check_app(self, app: StoreApp) -> tuple[Capability, ...]:
        """Looks at one app by each credential that can, and takes the best that any may do."""

        def look(session: Session) -> tuple[Capability, ...]:
            return session.check_app(app) if isinstance(session, ChecksApps) else ()

        return best([self._through(pk, look) for pk in self._doors])

    def apps(self) -> tuple[StoreApp, ...]:
        """The apps that any of them sees. AppsInPart where the store fails at one of several;
        NeedsPermission or NotReady where none may see any; Incomplete, with those that came,
        where a list could not be read wholly."""
        found: dict[str, StoreApp] = {}
        troubles: list[StoreError] = []
        cuts: list[Incomplete] = []
        for pk in self._doors:
            try:
                seen = self._through(pk, lambda session: session.apps())
            except AppsInPart as part:
                troubles.append(part)
                seen = part.apps
            except Incomplete as cut:
                cuts.append(cut)
                seen = cut.came
            except (NeedsPermission, NotReady, Busy, Unexpected) as trouble:
                troubles.append(trouble)
                continue
            self._note_seen(pk, seen)
            found = {**{app.id: app for app in seen}, **found}
        busy = next((one for one in troubles if isinstance(one, Busy)), None)
        if busy is not None and found:
            raise AppsInPart(tuple(found.values()), busy)
        if troubles and not found:
            raise troubles[0]
        came = tuple(found.values())
        if cuts:
            raise Incomplete(cuts[0].why, odd=cuts[0].odd, came=came, detail=cuts[0].detail)
        return came

    def prepare(self, report: Report, app: str) -> None:
        self._for(report, app, lambda session: session.prepare(report, app))

    def ask_for_history(self, app: str, loaded: Collection[Partition]) -> None:
        """By the first credential that may ask."""
        refusals: list[NeedsPermission] = []
        for pk, door in self._doors.items():
            if not isinstance(door.session, AsksForHistory):
                continue
            asks = door.session.ask_for_history
            try:
                self._through(pk, lambda _, asks=asks: asks(app, loaded))  # type: ignore[misc]
            except NeedsPermission as refusal:
                refusals.append(refusal)
            else:
                return
        if refusals:
            raise refusals[0]

    def available(self, report: Report, app: str, today: date) -> Iterator[Offer]:
        came, cut = self._for(
            report, app, lambda session: gathered(session.available(report, app, today))
        )
        yield from came
        if cut is not None:
            raise cut

    def fetch(self, report: Report, partition: Partition, folder: Path) -> Fetched:
        return self._for(
            report, partition.app, lambda session: session.fetch(report, partition, folder)
        )

    def reviews(self, app: StoreApp, since: datetime | None) -> Iterator[Review | OddReview]:
        """The app's reviews, by the first credential that may read them: one that sees the app and
        whose role allows it; of these the kind offered first."""
        for pk, is_last in self._for_reviews(app.id):
            door = self._doors[pk]
            provider = provider_of(door.credential.integration.provider)
            if provider.reviews is None:
                return
            has_begun = False
            try:
                for review in provider.reviews(
                    open_secret(door.credential), door.client, app, since
                ):
                    has_begun = True
                    yield review
            except NeedsVerification as refusal:
                self._refused.setdefault(pk, refusal)
                raise
            except (NeedsPermission, NotReady):
                if has_begun or is_last:
                    raise
            else:
                return

    def _for_reviews(self, app: str) -> Iterator[tuple[int, bool]]:
        """Credentials in order, and whether each is the last."""
        provider = provider_of(self._integration.provider)
        kinds = [kind.key for kind in provider.credential_kinds]

        def order(pk: int) -> tuple[object, ...]:
            credential = self._doors[pk].credential
            return *reach(Family.REVIEWS, credential, app), kinds.index(credential.kind)

        found = sorted(self._doors, key=order)
        for pk in found:
            yield pk, pk == found[-1]

    def note_use(self) -> None:
        """Each of them has worked just now."""
        Credential.objects.filter(pk__in=self._doors).update(last_ok_at=timezone.now(), doubts=0)

    def settle(self) -> None:
        """Each credential that was refused is renewed where that needs nobody, else it is asked
        with again soon, or rests (`doubt`)."""
        for pk, refusal in self._refused.items():
            credential = self._doors[pk].credential
            if credential.kind in forgiving_kinds():
                doubt(credential, refusal)
                continue
            renewal = renew(credential)
            if not renewal.is_good:
                doubt(credential, _more_exactly(refusal, renewal.refusal))

    def _for(self, report: Report, app: str, ask: Callable[[Session], T]) -> T:
        """By the likeliest credential; by the next where that is refused, or not let in yet."""
        able = ranked(report, [door.credential for door in self._doors.values()], app)
        refusals: list[NeedsPermission | NotReady] = []
        for one in able:
            if (one.pk, report.key) in self._barred and one is not able[-1]:
                continue
            try:
                return self._through(one.pk, ask)
            except NotReady as wait:
                if PENDING_UNTIL not in one.facts:
                    raise
                refusals.append(wait)
            except NeedsPermission as refusal:
                self._barred.add((one.pk, report.key))
                refusals.append(refusal)
        if refusals:
            raise refusals[0]
        raise NeedsPermission(
            f"No credential of this account can read “{report.name}”.",
            reason="no_credential_for_report",
        )

    def _note_seen(self, pk: int, seen: Sequence[StoreApp]) -> None:
        """Where an account has one credential, it sees what there is."""
        credential = self._doors[pk].credential
        ids = sorted(app.id for app in seen)
        if len(self._doors) > 1 and credential.facts.get(SEES_APPS) != ids:
            credential.facts = {**credential.facts, SEES_APPS: ids}
            Credential.objects.filter(pk=pk).update(facts=credential.facts)

    def _through(self, pk: int, ask: Callable[[Session], T]) -> T:
        if pk in self._refused:  # not once more within a session
            raise self._refused[pk]
        try:
            return ask(self._doors[pk].session)
        except NeedsVerification as refusal:
            self._refused.setdefault(pk, refusal)
            raise


def _more_exactly(refusal: NeedsVerification, said: Refused | None) -> NeedsVerification:
    """That an account is locked tells more than that its session is over."""
    return refusal if said is None else NeedsVerification(said.sentence, reason=said.reason)


def standing_of(credentials: Iterable[Credential]) -> frozenset[tuple[int, str]]:
    """Which credentials, and as of when."""
    return frozenset((one.pk, one.set_at.isoformat()) for one in credentials)


def _opened(credentials: Iterable[Credential]) -> Iterator[tuple[int, _Door]]:
    keyless: UnknownKey | None = None
    is_any_open = False
    for one in credentials:
        try:
            yield one.pk, _open(one)
        except NeedsVerification as refusal:
            rest(one, refusal)
        except UnknownKey as missing:
            keyless = missing  # another machine has it: the credential is good
        except VaultError as broken:
            rest(one, NeedsVerification(broken.sentence, reason="secret_damaged"))
        else:
            is_any_open = True
    if keyless is not None and not is_any_open:
        raise keyless


def _open(credential: Credential) -> _Door:
    provider = provider_of(credential.integration.provider)
    limiter = limiter_for(credential, provider.hour_limit)
    client = client_for(provider, limiter, ledger_of(credential))
    return _Door(credential, provider.open(open_secret(credential), client), client)
