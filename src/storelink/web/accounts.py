"""The integrations page's rows: facts of the database, put into the words of a page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import prefetch_related_objects
from django.utils import timezone

from storelink.domain.status import Remedy, Shown, StatusCode
from storelink.integrations.models import Integration
from storelink.integrations.probes import ACCOUNT
from storelink.integrations.report_totals import ReportTotals, report_totals
from storelink.integrations.status import statuses
from storelink.products.models import Share
from storelink.providers.contract import Provider
from storelink.providers.registry import providers
from storelink.web.account_apps import AppLine, apps_of
from storelink.web.account_credentials import (
    CredentialLine,
    credentials_of,
    method_of,
    past_days_of,
    roles_of,
    verified_until_of,
)
from storelink.web.account_lights import Lights, lights_of
from storelink.web.account_remedy import (
    button_for,
    credential_of,
    open_issues,
    panel_for,
    support_details,
)
from storelink.web.numbers import plural
from storelink.web.panels import Panel
from storelink.web.reload_lines import ReloadLine, reload_lines
from storelink.web.remedy import Button, request_of
from storelink.web.report_lines import Light, Line, lines_of
from storelink.workspaces.models import Role, User, Workspace
from storelink.workspaces.permission import role_of

_POLL_SECONDS, _POLL_RARELY_SECONDS = 2, 5
MOST_APPS = 25
SHARES = "shares_in_force"
"""Where a page that shows them has prefetched an account's shares."""


@dataclass(frozen=True, slots=True)
class Rights:
    """What the person who looks may do; the verbs ask again."""

    may_change: bool
    may_sync: bool


def rights_of(user: User, workspace: Workspace) -> Rights:
    """What the person may do there."""
    return rights_as(role_of(user, workspace))


def rights_as(role: Role | None) -> Rights:
    """What somebody with that role may do."""
    return Rights(
        may_change=role in {Role.OWNER, Role.MANAGER},
        may_sync=role is not None and role is not Role.VIEWER,
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One account as the page shows it."""

    pk: int
    name: str
    provider: Provider
    shown: Shown
    method: str
    public_id: str
    credentials: Sequence[CredentialLine]
    """All that it signs in with."""
    apps: Sequence[AppLine]
    first_apps: Sequence[AppLine]
    """Those whose line is shown: of very many not all, until somebody asks for them."""
    roles: Sequence[str]
    lines: Sequence[Line]
    lights: Lights
    """What may be read: of the account, and of the apps that were looked at."""
    waiting: str
    """Why the store is not asked now, and until when; empty while it is."""
    connected_at: datetime
    connected_by: str
    verified_until: datetime | None
    past_days: Sequence[int]
    """How many days the last sign-ins lasted, newest first."""
    last_success_at: datetime | None
    updated_at: datetime | None
    complete_to: date | None
    next_check_at: datetime | None
    button: Button | None
    remedy: Panel | None
    support: str
    """What “Copy details” copies, where somebody else must look into it."""
    may_change: bool
    may_sync: bool
    is_open: bool
    is_paused: bool
    is_loading: bool
    part_in: float
    """How much of the first sync has come in, from 0 to 1."""
    is_all_in: bool
    """Whether every report has come in, and none is loading."""
    is_looking: bool
    """Whether the store has not been asked yet which apps there are."""
    has_details: bool
    """Whether the lines, the lights and the panel were worked out: of many accounts only of the
    one that is open."""
    shares: Sequence[Share] = ()
    """With whom the account is shared now."""
    share: Share | None = None
    """By what the looking workspace sees an account of another."""
    reloads: Sequence[ReloadLine] = ()
    request_address: str = ""
    """Where the store is asked to make reports, while that is what is missing."""

    @property
    def is_shared(self) -> bool:
        return self.share is not None

    @property
    def needs_attention(self) -> bool:
        return self.shown.needs_attention

    def lights_of(self, app: AppLine | None = None) -> Sequence[Light]:
        """Of that app, else of the account; always in the same order."""
        general = self.lights.get(ACCOUNT, ())
        return self.lights.get(app.store_id, general) if app else general

    @property
    def has_ended(self) -> bool:
        """Whether the sign-in is over."""
        return self.verified_until is not None and self.verified_until <= timezone.now()

    @property
    def verified_days(self) -> int:
        """How many days it holds yet."""
        if self.verified_until is None:
            return 0
        return max(0, (self.verified_until.date() - timezone.now().date()).days)

    @property
    def button_opens_panel(self) -> bool:
        """The button in the row leads to the panel, so that the panel needs another."""
        return self.button is not None and self.button.address.endswith(f"#account-{self.pk}")

    @property
    def app_count(self) -> str:
        """How many apps there are, and how many of them are brought in."""
        brought_in = sum(not app.is_left_out for app in self.apps)
        of = "" if brought_in == len(self.apps) else f"{brought_in} of "
        return f"{of}{plural(len(self.apps), 'app')}"

    @property
    def is_syncing(self) -> bool:
        return self.shown.code in {StatusCode.SYNCING, StatusCode.APPS_TO_CHOOSE}

    @property
    def can_sync(self) -> bool:
        return self.may_sync and not self.is_paused

    @property
    def poll_seconds(self) -> int:
        return _POLL_SECONDS if self.is_loading else _POLL_RARELY_SECONDS

    @property
    def done(self) -> float | None:
        """How much of the first sync is done, by reports and, within one, by files."""
        return self.part_in if self.is_syncing else None

    @property
    def find(self) -> str:
        """What the search field compares with, in lower case."""
        ids = (one.public_id for one in self.credentials)
        words = (self.name, *ids, self.provider.name, *(app.name for app in self.apps))
        return " ".join(words).lower()


@dataclass(frozen=True, slots=True)
class Console:
    """A provider with its accounts."""

    provider: Provider
    rows: Sequence[Row]

    @property
    def app_count(self) -> int:
        return sum(len(row.apps) for row in self.rows)

    @property
    def attention_count(self) -> int:
        return sum(row.needs_attention for row in self.rows)


def consoles(rows: Sequence[Row]) -> tuple[Console, ...]:
    """Every provider with its accounts, in the order of adding."""
    return tuple(
        Console(one, [row for row in rows if row.provider.key == one.key]) for one in providers()
    )


def rows_of(
    integrations: Iterable[Integration],
    *,
    rights: Rights,
    open_pk: int | None = None,
    most_details: int | None = None,
    most_apps: int | None = MOST_APPS,
    has_apps: bool = True,
) -> list[Row]:
    """The rows of these integrations (`with_facts`), in a fixed number of queries. Of more than
    `most_details`, only the open one has its details."""
    found = list(integrations)
    is_short = most_details is None or len(found) <= most_details
    detailed = [one for one in found if is_short or one.pk == open_pk]
    prefetch_related_objects(detailed, "report_states", "probes", "reloads__integration")
    totals = report_totals(one.pk for one in found)
    facts = _Facts(
        totals, statuses(found, known=totals), apps_of(one.pk for one in found) if has_apps else {},
        rights, open_pk, {one.pk for one in detailed}, most_apps,
    )  # fmt: skip
    known = {one.key: one for one in providers()}
    return [_row(one, known[one.provider], facts) for one in found if one.provider in known]


@dataclass(frozen=True, slots=True)
class _Facts:
    """What was asked of all accounts at once, by their ids."""

    totals: Mapping[int, ReportTotals]
    shown: Mapping[int, Shown]
    apps: Mapping[int, Sequence[AppLine]]
    rights: Rights
    open_pk: int | None
    detailed: Collection[int]
    most_apps: int | None


def _row(one: Integration, provider: Provider, facts: _Facts) -> Row:
    credential = credential_of(one)
    shown, totals = facts.shown[one.pk], facts.totals.get(one.pk, ReportTotals())
    has_details = one.pk in facts.detailed
    states = list(one.report_states.all()) if has_details else []
    issues = open_issues(one)
    lights = lights_of(provider, states, one.probes.all()) if has_details else {}
    button = button_for(one, provider, shown)
    return Row(
        pk=one.pk,
        name=one.name,
        provider=provider,
        shown=shown,
        method=method_of(provider, credential),
        public_id=credential.public_id if credential else "",
        credentials=credentials_of(one, provider),
        apps=facts.apps.get(one.pk, ()),
        first_apps=facts.apps.get(one.pk, ())[: facts.most_apps],
        roles=roles_of(credential),
        lines=lines_of(provider, states) if has_details else (),
        lights=lights,
        waiting=shown.waiting,
        connected_at=one.connected_at,
        connected_by=str(one.connected_by or ""),
        verified_until=verified_until_of(credential),
        past_days=past_days_of(credential),
        last_success_at=totals.checked_at,
        updated_at=totals.loaded_at,
        complete_to=totals.complete_to,
        next_check_at=one.due_at if one.due_at > timezone.now() else None,
        button=button,
        remedy=panel_for(one, provider, shown, button=button, lights=lights[ACCOUNT])
        if has_details
        else None,
        support=support_details(one, shown, issues)
        if shown.remedy is Remedy.CONTACT_SUPPORT
        else "",
        may_change=facts.rights.may_change,
        may_sync=facts.rights.may_sync,
        is_open=facts.open_pk == one.pk,
        is_paused=one.paused_at is not None,
        is_loading=totals.loading > 0,
        part_in=(totals.reports_in + totals.part_in) / max(1, totals.reports_total),
        is_looking=totals.reports_total == 0,
        is_all_in=0 < totals.reports_in == totals.reports_total and not totals.loading,
        has_details=has_details,
        shares=getattr(one, SHARES, ()),
        reloads=reload_lines(one) if has_details else (),
        request_address=request_of(provider, one, issues),
    )
