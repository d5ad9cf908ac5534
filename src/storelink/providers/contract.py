"""What a provider is. Everything above knows the stores only through these values.

A provider is a frozen value in `providers/<key>/__init__.py`, found by `registry`. A capability
exists because the part exists (`reports`, `reviews`); there are no flags.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias, runtime_checkable

import pyarrow as pa

from storelink.domain.bounds import Bounds
from storelink.domain.metric import Measure, Metric, Ratio
from storelink.domain.nothing import Evidence, Proof
from storelink.domain.report import Family, Offer, Partition, Report, Scope, Version
from storelink.domain.review import OddReview, Review
from storelink.providers.http import PoliteClient

if TYPE_CHECKING:
    from storelink.providers.lookalikes import Lookalike
    from storelink.providers.preparation import Preparation
    from storelink.providers.updating import Update
    from storelink.providers.way_out import WayOut

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
"""State and facts survive JSON: they are sealed or stored between steps."""

# ------------------------------------------------------------------ connecting


class FieldKind(StrEnum):
    TEXT = "text"
    EMAIL = "email"
    PASSWORD = "password"  # noqa: S105 - a kind of field
    MULTILINE = "multiline"
    """Text or an uploaded file, whichever the person gives."""
    CODE = "code"
    CHOICE = "choice"
    TICK = "tick"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a person is asked for. Page, CLI and API draw it from this."""

    name: str
    label: str
    help: str
    example: str = ""
    kind: FieldKind = FieldKind.TEXT
    is_secret: bool = False
    is_required: bool = True
    choices: tuple[tuple[str, str], ...] = ()
    is_ticked: bool = False
    """For TICK: whether it is ticked until somebody takes it away. An answer without the field
    counts as this; the empty text is “not ticked”."""
    known: str = ""
    """What is kept already, to be shown in it and changed. Never of a secret."""
    accepts: str = ""
    """For MULTILINE: the endings of files that may be uploaded, as in `.p8`."""


@dataclass(frozen=True, slots=True)
class CredentialKind:
    """A way to sign in to the store, such as an API key."""

    key: str
    name: str
    about: str
    """One sentence that helps to choose."""
    steps: tuple[str, ...]
    """Titles of the steps that a person goes through, the last one being the first sync."""
    instructions: tuple[str, ...] = ()
    """Where to find what is asked for, step by step, in the store's own words."""
    verify_soon_days: int = 0
    """Days before its end from which a sign-in should be verified anew; 0: it has no end."""
    may_be_tried_again: bool = False
    """Asking again with it after a refusal can lock nobody out: true of a key or a consent, never
    of a password. A refusal is then believed only where it lasts, and looked at again later."""
    verify_place: int = 0
    """Which of `steps` (from 0) confirms such a sign-in."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something else a person can press at a step, such as “Send a new text”."""

    key: str
    label: str
    wait_seconds: int = 0
    """How long a page keeps it from being pressed again."""


@dataclass(frozen=True, slots=True)
class Ask:
    """The conversation goes on: these fields, please."""

    step: str
    """Stable name of the step, used in the address."""
    title: str
    fields: tuple[Field, ...]
    hint: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    """Field name → sentence; the empty name is for the whole form."""
    actions: tuple[Action, ...] = ()
    state: Mapping[str, Json] = field(default_factory=dict, repr=False)
    """What the next step needs. Sealed into the attempt's row; may hold secrets."""
    notice: str = ""
    """What was just done because somebody asked for it: shown once."""
    delegate: str = ""
    """Where somebody else may answer this step by a single-use link: the sentence that they are
    shown (“Apple sent a code to •••• 42”), with nothing that names the account. They see this and
    the step's CODE field, nothing else. Empty: only the person that began may answer."""
    place: int | None = None
    """Which of the kind's steps it belongs to, from 0; None: as many as were seen before it."""
    visit: str = ""
    """An address of the store that the browser has to visit. It comes back to the address that
    was given as `return_to` in the answer, and what it brings is the next answer."""


@dataclass(frozen=True, slots=True)
class Connected:
    """The account answered. Nothing is stored yet: the caller seals and stores."""

    account_id: str
    """The store's identity of the account: the same account gives the same id, always."""
    name: str
    secret: bytes = field(repr=False)
    """What `open` needs, as the provider likes it. Goes to the vault and nowhere else."""
    public_id: str
    """What a person can recognise the credential by (a key id, an e-mail)."""
    facts: Mapping[str, Json] = field(default_factory=dict)
    """What is known in clear: roles, vendor number. Never a secret."""
    valid_until: datetime | None = None
    is_id_of_store: bool = False
    """Whether the store itself gives the id (two that differ are two accounts), or we make it."""
    slot: str = ""
    """Where an account can have several credentials of the kind that do different things: which
    this is. Empty: the usual one."""
    is_named: bool = False
    """Whether a person gave the name."""
    apps: tuple[str, ...] = ()
    """Ids of apps that it sees, where known: an app belongs to one account, so that another way
    into the same account is known by them even where the store calls the account differently."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The conversation ends here. `sentence` says what happened and what to do."""

    sentence: str
    reason: str


Step = Ask | Connected | Refused


class Connect(Protocol):
    """One step of the conversation. Pure but for the HTTP client that it is given.

    `state` is None at the start, else the last Ask's. `answer` maps field names to what was
    given, plus `action` where one of the Ask's actions was pressed, and `return_to`, the address
    a browser comes back to after a `visit`. An empty answer asks the same again and has no
    consequence. Never raises for what a person typed (that is an Ask with errors); raises Busy
    or Unexpected where the store fails.
    """

    def __call__(
        self,
        kind: str,
        state: Mapping[str, Json] | None,
        answer: Mapping[str, str],
        http: PoliteClient,
    ) -> Step: ...


class Verify(Protocol):
    """Begin the conversation again with what is kept of a credential, at the latest step possible.

    Connected where the store still trusts it and needs nothing of a person; else the Ask that
    only a person can answer (a code), or the first one (a password), with the known identity in
    its state: another account or identity is then Refused. Makes one attempt at most, never a
    second by itself. Raises Busy or Unexpected where the store fails.
    """

    def __call__(self, kind: str, secret: bytes, http: PoliteClient) -> Step: ...


# ------------------------------------------------------------------ a session


class Light(StrEnum):
    """What a probe found for one family of reports."""

    GREEN = "green"
    AMBER = "amber"
    """Not known, or works in part."""
    RED = "red"


@dataclass(frozen=True, slots=True)
class Capability:
    """One family of data: may this credential read it?"""

    family: Family
    light: Light
    sentence: str = ""
    """If not green: what is missing and where to add it."""
    missing: str = ""
    """The exact role, permission or switch that would help, in the store's own words, if known."""
    where: str = ""
    """Where in the store's console it is given."""


@dataclass(frozen=True, slots=True)
class DoorLight:
    """One way into the store with a right or a switch of its own, such as one of its APIs."""

    name: str
    """What a person calls it; stable, it is stored."""
    light: Light
    sentence: str = ""
    missing: str = ""
    where: str = ""
    """These three as a Capability's."""


@dataclass(frozen=True, slots=True)
class Check:
    """What a cheap and honest look at the account found."""

    capabilities: tuple[Capability, ...]
    roles: tuple[str, ...] = ()
    """As far as the store tells."""
    facts: Mapping[str, Json] = field(default_factory=dict)
    doors: tuple[DoorLight, ...] = ()
    """Where the store has several."""
    pending_until: datetime | None = None
    """The store lets nobody in yet, and nothing is wrong: only after this is a refusal one."""


PENDING_UNTIL: Final = "pending_until"
"""The same as a fact of a credential: ISO 8601; absent where nothing is waited for."""


@dataclass(frozen=True, slots=True)
class StoreApp:
    """An app at the store."""

    id: str
    name: str
    bundle_id: str = ""
    sku: str = ""
    roles: tuple[str, ...] = ()
    facts: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a partition, as the store sent it."""

    name: str
    """Of the store's making, cleaned; unique within the partition."""
    path: Path
    """Where `fetch` wrote it, inside the folder it was given."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What the store sent for a partition: files, or the evidence that there is nothing.

    Never neither, and never both: an answer that is no file and not understood as “nothing” is an
    error (NotReady, Busy or Unexpected). The rule is in `domain.nothing`.
    """

    partition: Partition
    version: Version
    parts: tuple[Part, ...]
    fingerprint: str = ""
    scope: Scope | None = None
    nothing: Evidence | None = None
    """Where there are no parts: why that means that there was nothing."""
    account: str = ""
    """As the Offer's."""
    layout: str = ""
    """The version of the report that was asked for, where the store has several."""

    def __post_init__(self) -> None:
        if bool(self.parts) == (self.nothing is not None):
            raise ValueError(f"{self.partition}: either files or evidence that there is nothing")

    @property
    def proof(self) -> Proof:
        """On what it rests that this is loaded."""
        return self.nothing.proof if self.nothing else Proof.FILE


class Session(Protocol):
    """An open door to one account. Raises the errors of `domain.errors` and no others."""

    def check(self) -> Check:
        """What this credential may do, by real but cheap calls. NeedsVerification if it is dead."""

    def apps(self) -> tuple[StoreApp, ...]:
        """Every app that the credential can see; Incomplete carries those that came."""

    def prepare(self, report: Report, app: str) -> None:
        """Ask the store to make a report that it makes only on request. Safe to repeat.

        Called only for apps that are not left out; `app` is empty for account reports.
        """

    def available(self, report: Report, app: str, today: date) -> Iterable[Offer]:
        """The partitions that exist, or should by `today`, in any order; then Incomplete, if so."""

    def fetch(self, report: Report, partition: Partition, folder: Path) -> Fetched:
        """All files of a partition, written into `folder` as sent, checksums verified.

        Without a file only where the store says in its own, understood words that there was
        nothing (see `domain.nothing`). NotReady where it has not published it yet, or sent
        something that is no file of this report; Busy, NeedsPermission as they come.
        """


@runtime_checkable
class ChecksApps(Protocol):
    """A session that can look at one app: where the store gives rights app by app."""

    def check_app(self, app: StoreApp) -> tuple[Capability, ...]:
        """The families in which a real call tells something of this app; a handful of calls at
        most, none that changes anything. What is left out is as for the account. Raises as a
        Session does."""


class Open(Protocol):
    """Opens a session with a credential's secret."""

    def __call__(self, secret: bytes, http: PoliteClient) -> Session: ...


# ------------------------------------------------------------------ reading files


@dataclass(frozen=True, slots=True)
class ReadColumn:
    """A column as found in a file."""

    name: str
    source: str
    """The file's own header."""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file, understood. `table` holds the found columns under our names, in the file's order:
    declared ones with their declared types, unknown ones as text under a snake_case name."""

    report: Report
    columns: tuple[ReadColumn, ...]
    table: pa.Table


class Recognise(Protocol):
    """Which of the provider's reports a file is, by its content; None if it is none of them."""

    def __call__(self, content: bytes, name: str, bounds: Bounds = ...) -> Report | None: ...


class Read(Protocol):
    """Understand a whole file. Pure: no network, no clock.

    NotUnderstood names file, line and column; no row is dropped in silence, no bound exceeded.
    """

    def __call__(
        self, report: Report, content: bytes, name: str, bounds: Bounds = ...
    ) -> ReadFile: ...


class Parse(Protocol):
    """The parts of a partition as Arrow batches, ready for the warehouse. Pure.

    Every batch has `app_id` (text, empty where a row belongs to no single app), `date` and the
    report's declared columns with their types (NULL where a file lacks one). `apps` are the
    account's apps: some files name an app only by SKU.
    """

    def __call__(
        self,
        report: Report,
        fetched: Fetched,
        apps: Sequence[StoreApp],
        bounds: Bounds = ...,
    ) -> Iterable[pa.RecordBatch]: ...


class ParseTogether(Protocol):
    """The rows of several partitions of one report in one batch, one partition's after another's,
    and how many each has: just what Parse gives of each. For files so small that reading each by
    itself takes longer than its rows. None where they are not alike or anything about them is odd:
    then each is parsed by itself, and says what is wrong. Pure.
    """

    def __call__(
        self, report: Report, fetched: Sequence[Fetched], bounds: Bounds = ...
    ) -> tuple[pa.RecordBatch, Sequence[int]] | None: ...


class Reviews(Protocol):
    """The reviews of an app that are new or were changed since then (all that the store gives,
    for None), lazily, newest first, odd ones too. Raises as a Session; at the end Incomplete."""

    def __call__(
        self, secret: bytes, http: PoliteClient, app: StoreApp, since: datetime | None
    ) -> Iterable[Review | OddReview]: ...


AppsIn: TypeAlias = Callable[[Report, pa.RecordBatch], Iterable[StoreApp]]
"""What stored rows say of the apps that they are of, each once: id, name, SKU. Pure."""


class ReviewsIn(Protocol):
    """The reviews in a parsed batch of a report; none for reports of other kinds. Pure."""

    def __call__(self, report: Report, batch: pa.RecordBatch) -> Iterable[Review]: ...


# ------------------------------------------------------------------ the provider


@dataclass(frozen=True, slots=True)
class Provider:
    """All that the rest of the product knows of a store."""

    key: str
    name: str
    """The console's name, as its owner writes it."""
    tile: str
    """Two letters that stand for it."""
    endpoints: Mapping[str, str]
    """Name → base address. A simulator's address can take their place, all at once."""
    download_hosts: tuple[str, ...]
    """Endings of further hosts that files may come from. Nothing else is ever reached."""
    credential_kinds: tuple[CredentialKind, ...]
    """The first is offered first."""
    connect: Connect
    open: Open
    reports: tuple[Report, ...]
    recognise: Recognise
    read: Read
    parse: Parse
    metrics: tuple[Metric, ...]
    measures: tuple[Measure, ...]
    """In order of preference: the first whose report has all the columns asked for is used."""
    parse_together: ParseTogether | None = None
    ratios: tuple[Ratio, ...] = ()
    key_metrics: tuple[str, ...] = ()
    """The figures on an app's page, in order."""
    account_figure: str = ""
    """The figure of money that the whole account is shown by; empty where there is none."""
    dimensions: Mapping[str, str] = field(default_factory=dict)
    """Column name → what a person calls it (“Territory”)."""
    verify: Verify | None = None
    """Where a credential's life ends, or the store can ask for more: how to go on with it."""
    update: Update | None = None
    needed: frozenset[Family] = frozenset()
    """What an account is connected for: a permission that is missing for one of these is somebody's
    to give. For any other family a credential may simply be made for less."""
    ways_out: Mapping[str, WayOut] = field(default_factory=dict)
    """A refusal's reason → the store's page where a person solves it."""
    preparation: Preparation | None = None
    """Where the store makes reports only when somebody with more rights has asked, once."""
    reviews: Reviews | None = None
    reviews_in: ReviewsIn | None = None
    """Reviews that stand in files of a report, as the same values."""
    apps_in: AppsIn | None = None
    """Names of apps that only files tell of."""
    also_read: tuple[Report, ...] = ()
    """Reports that are understood when a file of theirs is given, but never fetched."""
    lookalikes: tuple[Lookalike, ...] = ()
    private: frozenset[str] = frozenset()
    """Columns that say something of one buyer or subscriber. Nothing is split or filtered by them,
    on no page and in no file."""
    time_zone_note: str = ""
    """Whose days these are, in a sentence."""
    hour_limit: int = 3600
    """Requests an hour for one credential, until the store says otherwise."""

    def report(self, key: str) -> Report:
        """The report of that key, fetched or only read; KeyError if there is none."""
        for report in (*self.reports, *self.also_read):
            if report.key == key:
                return report
        raise KeyError(f"{self.key} has no report {key}")
