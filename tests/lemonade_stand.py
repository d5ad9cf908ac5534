"""A provider that nobody has heard of: dropped into the product, it must work as it is.

It sells lemonade at two stands, three cups more each day. Its secret is a recipe. Everything is
here: connect, session, reports, parser, value.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa

from storelink.domain.bounds import DEFAULT_BOUNDS, Bounds
from storelink.domain.errors import NeedsVerification, NotUnderstood
from storelink.domain.metric import Measure, Metric, Unit
from storelink.domain.period import Days
from storelink.domain.report import (
    Column,
    Family,
    Grain,
    Kind,
    Offer,
    Partition,
    Period,
    Report,
    Scope,
    Version,
)
from storelink.providers.contract import (
    Ask,
    Capability,
    Check,
    Connected,
    CredentialKind,
    Fetched,
    Field,
    Json,
    Light,
    Part,
    Provider,
    ReadColumn,
    ReadFile,
    Step,
    StoreApp,
)
from storelink.providers.http import PoliteClient

KEY = "lemonade_stand"
RECIPE = "two lemons, one water"
STANDS = (StoreApp(id="1", name="Corner"), StoreApp(id="2", name="Beach"))
_DAYS = 7
_HEADER = ["Day", "Stand", "Flavour", "Cups"]

CUPS = Report(
    key="cups",
    provider=KEY,
    name="Cups of lemonade",
    family=Family.SALES,
    columns=(
        Column("flavour", Kind.TEXT, "Flavour"),
        Column("cups", Kind.COUNT, "Cups", required=True),
    ),
    grain=Grain.ACCOUNT,
    period=Period.DAY,
    lag_days=1,
    settles_after_days=1,
    source="https://lemonade.example/cups",
    history_days=_DAYS,
    absence_is_zero=True,
)


def cups_sold(stand: str, day: date) -> int:
    """The truth: what the stand sold that day."""
    return 3 * (day - date(2026, 1, 1)).days + int(stand)


def connect(
    kind: str, state: Mapping[str, Json] | None, answer: Mapping[str, str], http: PoliteClient
) -> Step:
    recipe = answer.get("recipe", "")
    if recipe == RECIPE:
        return Connected(
            account_id="stands", name="Lou’s lemonade", secret=recipe.encode(), public_id="recipe 1"
        )
    errors = {"recipe": "That isn’t the recipe. Ask Lou for it."} if recipe else {}
    field = Field("recipe", "The secret recipe", "Lou has it.", is_secret=True)
    return Ask("recipe", "How is it made?", (field,), errors=errors)


@dataclass(frozen=True, slots=True)
class Stand:
    """A session: no network, the days are made up on the spot."""

    def check(self) -> Check:
        return Check((Capability(Family.SALES, Light.GREEN),), roles=("Lou",))

    def apps(self) -> tuple[StoreApp, ...]:
        return STANDS

    def prepare(self, report: Report, app: str) -> None:
        """Lemonade is always ready."""

    def available(self, report: Report, app: str, today: date) -> Iterable[Offer]:
        for back in range(1, _DAYS + 1):
            day = today - timedelta(days=back)
            yield Offer(Partition(report.key, "", day.isoformat()), days=Days(day, day))

    def fetch(self, report: Report, partition: Partition, folder: Path) -> Fetched:
        day = date.fromisoformat(partition.period)
        path = folder / "cups.csv"
        with path.open("w", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(_HEADER)
            rows.writerows([day, s.id, "lemon", cups_sold(s.id, day)] for s in STANDS)
        scope = Scope(app="", days=Days(day, day))
        return Fetched(partition, Version(1, day), (Part(path.name, path),), scope=scope)


def open_session(secret: bytes, http: PoliteClient) -> Stand:
    if secret != RECIPE.encode():
        raise NeedsVerification("The recipe has changed. Ask Lou for the new one.")
    return Stand()


def recognise(content: bytes, name: str, bounds: Bounds = DEFAULT_BOUNDS) -> Report | None:
    return CUPS if content.startswith(",".join(_HEADER).encode()) else None


def read(report: Report, content: bytes, name: str, bounds: Bounds = DEFAULT_BOUNDS) -> ReadFile:
    lines = content.decode().splitlines()
    if not lines or lines[0] != ",".join(_HEADER):
        raise NotUnderstood("This is not about lemonade.", file=name, line=1)
    rows = list(csv.DictReader(lines))
    names = ("date", "app_id", "flavour", "cups")
    table = pa.table(
        {
            "date": [date.fromisoformat(row["Day"]) for row in rows],
            "app_id": [row["Stand"] for row in rows],
            "flavour": [row["Flavour"] for row in rows],
            "cups": pa.array([int(row["Cups"]) for row in rows], pa.int64()),
        }
    )
    columns = tuple(ReadColumn(*pair) for pair in zip(names, _HEADER, strict=True))
    return ReadFile(report, columns, table)


def parse(
    report: Report, fetched: Fetched, apps: Sequence[StoreApp], bounds: Bounds = DEFAULT_BOUNDS
) -> Iterator[pa.RecordBatch]:
    for part in fetched.parts:
        yield from read(report, part.path.read_bytes(), part.name).table.to_batches()


provider = Provider(
    key=KEY,
    name="Lemonade Stand",
    tile="LS",
    endpoints={"stand": "https://lemonade.example"},
    download_hosts=(),
    credential_kinds=(
        CredentialKind("recipe", "The recipe", "Whoever knows it may look.", ("Recipe", "Cups")),
    ),
    connect=connect,
    open=open_session,
    reports=(CUPS,),
    recognise=recognise,
    read=read,
    parse=parse,
    metrics=(Metric("cups_sold", "Cups sold", "Cups that were paid for.", Unit.COUNT),),
    measures=(Measure("cups_sold", "cups", "cups"),),
    key_metrics=("cups_sold",),
    time_zone_note="Days are Lou’s.",
)
