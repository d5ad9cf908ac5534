"""All the sessions of one integration, behind one: each credential is used for what it can do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from django.utils import timezone

from storelink.domain.errors import NeedsPermission, NeedsVerification
from storelink.domain.report import Family, Offer, Partition, Report
from storelink.domain.review import Review
from storelink.integrations.client import client_for
from storelink.integrations.models import Credential, Integration
from storelink.integrations.outgoing import ledger_of
from storelink.integrations.probes import keep_check
from storelink.integrations.renew import renew
from storelink.integrations.secrets import open_secret
from storelink.providers.contract import (
    PENDING_UNTIL,
    Capability,
    Check,
    ChecksApps,
    DoorLight,
    Fetched,
    Light,
    Refused,
    Session,
    StoreApp,
)
from storelink.providers.http import PoliteClient
from storelink.providers.registry import provider as provider_of
from storelink.sync.choice import credential_for, is_barred, usable_credentials
from storelink.sync.doubt import doubt, forgiving_kinds, rest, trust
from storelink.sync.limits import limiter_for

T = TypeVar("T")
_ORDER = (Light.GREEN, Light.AMBER, Light.RED)


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
        """Looks at each credential and remembers what it found, for the rows and the pages."""
        found = []
        for pk, door in self._doors.items():
            check = self._through(pk, lambda session: session.check())
            _remember(door.credential, check)
            trust(door.credential)
            found.append(check)
        merged = _merged(found)
        keep_check(self._integration, merged, timezone.now())
        return merged

    def check_app(self, app: StoreApp) -> tuple[Capability, ...]:
        """Looks at one app by each credential that can, and takes the best that any may do."""

        def look(session: Session) -> tuple[Capability, ...]:
            return session.check_app(app) if isinstance(session, ChecksApps) else ()

        return _best([self._through(pk, look) for pk in self._doors])

    def apps(self) -> tuple[StoreApp, ...]:
        """The apps that any of them sees. NeedsPermission where none may see any."""
        found: dict[str, StoreApp] = {}
        refusals: list[NeedsPermission] = []
        for pk in self._doors:
            try:
                seen = self._through(pk, lambda session: session.apps())
            except NeedsPermission as error:
                refusals.append(error)
                continue
            found = {**{app.id: app for app in seen}, **found}
        if refusals and not found:
            raise refusals[0]
        return tuple(found.values())

    def prepare(self, report: Report, app: str) -> None:
        self._for(report, lambda session: session.prepare(report, app))

    def available(self, report: Report, app: str, today: date) -> Iterable[Offer]:
        return self._for(report, lambda session: tuple(session.available(report, app, today)))

    def fetch(self, report: Report, partition: Partition, folder: Path) -> Fetched:
        return self._for(report, lambda session: session.fetch(report, partition, folder))

    def reviews(self, app: StoreApp, since: datetime | None) -> Iterator[Review]:
        """The app's reviews, by a credential whose role allows it; the kind offered first wins."""
        pk = self._best_for_reviews()
        door = self._doors[pk]
        provider = provider_of(door.credential.integration.provider)
        if provider.reviews is None:
            return
        try:
            yield from provider.reviews(open_secret(door.credential), door.client, app, since)
        except NeedsVerification as refusal:
            self._refused.setdefault(pk, refusal)
            raise

    def _best_for_reviews(self) -> int:
        kinds = [
            kind.key
            for door in self._doors.values()
            for kind in provider_of(door.credential.integration.provider).credential_kinds
        ]
        return min(
            self._doors,
            key=lambda pk: (
                self._doors[pk].credential.refused_at is not None,
                is_barred(Family.REVIEWS, self._doors[pk].credential),
                kinds.index(self._doors[pk].credential.kind),
            ),
        )

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

    def _for(self, report: Report, ask: Callable[[Session], T]) -> T:
        chosen = credential_for(report, [door.credential for door in self._doors.values()])
        if chosen is None:
            raise NeedsPermission(
                f"No credential of this account can read “{report.name}”.",
                reason="no_credential_for_report",
            )
        return self._through(chosen.pk, ask)

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
    for one in credentials:
        try:
            yield one.pk, _open(one)
        except NeedsVerification as refusal:
            rest(one, refusal)


def _open(credential: Credential) -> _Door:
    provider = provider_of(credential.integration.provider)
    limiter = limiter_for(credential, provider.hour_limit)
    client = client_for(provider, limiter, ledger_of(credential))
    return _Door(credential, provider.open(open_secret(credential), client), client)


def _remember(credential: Credential, check: Check) -> None:
    facts = {**credential.facts, **check.facts}
    facts["capabilities"] = {
        one.family.value: {"light": one.light.value, "sentence": one.sentence}
        for one in check.capabilities
    }
    if check.roles:
        facts["roles"] = list(check.roles)
    facts.pop(PENDING_UNTIL, None)
    if check.pending_until is not None:
        facts[PENDING_UNTIL] = check.pending_until.isoformat()
    credential.facts = facts
    Credential.objects.filter(pk=credential.pk).update(facts=facts)


def _merged(checks: Sequence[Check]) -> Check:
    """The best that any of them may do; waited for only where all of them are."""
    roles = dict.fromkeys(role for check in checks for role in check.roles)
    ends = [check.pending_until for check in checks]
    known = [end for end in ends if end is not None]
    return Check(
        _best([check.capabilities for check in checks]),
        tuple(roles),
        doors=_best_doors([check.doors for check in checks]),
        pending_until=max(known) if known and len(known) == len(ends) else None,
    )


def _best(each: Iterable[Sequence[Capability]]) -> tuple[Capability, ...]:
    best: dict[str, Capability] = {}
    for one in (one for found in each for one in found):
        known = best.get(one.family.value)
        if known is None or _ORDER.index(one.light) < _ORDER.index(known.light):
            best[one.family.value] = one
    return tuple(best.values())


def _best_doors(each: Iterable[Sequence[DoorLight]]) -> tuple[DoorLight, ...]:
    best: dict[str, DoorLight] = {}
    for one in (one for found in each for one in found):
        known = best.get(one.name)
        if known is None or _ORDER.index(one.light) < _ORDER.index(known.light):
            best[one.name] = one
    return tuple(best.values())
