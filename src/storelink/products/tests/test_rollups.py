"""Whole months and years count where days are missing: once, as wholes, and never divided."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pyarrow as pa
import pytest

from storelink.domain.nothing import Evidence, Proof
from storelink.domain.period import Days, Granularity
from storelink.domain.report import Partition, Period, Scope, Version
from storelink.integrations import ledger
from storelink.integrations.damage import Gap
from storelink.integrations.storage import warehouse
from storelink.products.apps import record
from storelink.products.models import App
from storelink.products.read import ask
from storelink.products.share import Terms, share
from storelink.products.snapshot import Snapshot
from storelink.products.tests.test_account_rows import another
from storelink.products.tests.test_read import FILE, STAND
from storelink.providers import registry
from storelink.providers.contract import Fetched
from storelink.warehouse.contract import Load
from storelink.workspaces.models import Membership, Role, Workspace
from tests import lemonade_stand

CUPS = lemonade_stand.CUPS
MONTHS = replace(CUPS, key="cups_month", period=Period.MONTH, rollup_of="cups")
YEARS = replace(CUPS, key="cups_year", period=Period.YEAR, rollup_of="cups_month")
NOVEMBER, DECEMBER = (
    Days(date(2025, 11, 1), date(2025, 11, 30)),
    Days(date(2025, 12, 1), date(2025, 12, 31)),
)
YEAR = Days(date(2025, 1, 1), date(2025, 12, 31))
BOTH = Days(NOVEMBER.first, DECEMBER.last)
EVER = Days(date(2023, 1, 1), date(2026, 1, 31))
PER_DAY = 2


@pytest.fixture(autouse=True)
def store(monkeypatch):
    """A store that keeps days for a time, and months and years longer."""
    keeps = replace(lemonade_stand.provider, reports=(CUPS, MONTHS, YEARS))
    monkeypatch.setattr(registry, "found", lambda: (keeps,))


@pytest.fixture
def apps(connected, store):
    record(connected, lemonade_stand.STANDS)
    return list(App.objects.order_by("store_id"))


def load(integration, report, *files):
    """Files of days, months or years: (days, cups by stand), none where there were none."""
    loads, entries = [], []
    for days, cups in files:
        nothing = None if cups else Evidence(Proof.NO_SALES, "There were no sales.")
        version, scope = Version(1, days.last), Scope("", days)
        partition = Partition(report.key, "", f"{days.first}")
        fetched = Fetched(
            partition, version, FILE if cups else (), scope=scope, nothing=nothing
        )  # fmt: skip
        loads.append(Load(integration.pk, report, version, [_batch(days, cups)], scope=scope))
        found = ledger.Found(len(cups), days)
        entries.append(ledger.Recorded(report, fetched, "digest", found))
    warehouse().replace_many(loads)
    ledger.record(integration, entries)


def _batch(days, cups):
    return pa.RecordBatch.from_pydict(
        {
            "app_id": list(cups),
            "date": pa.array([days.first] * len(cups), pa.date32()),
            "flavour": ["lemon"] * len(cups),
            "cups": pa.array(list(cups.values()), pa.int64()),
        }
    )


def load_days(integration, days, per_day=PER_DAY, stand="1"):
    load(integration, CUPS, *((Days(day, day), {stand: per_day}) for day in days))


def month(first):
    return Days(
        first, date.fromordinal((first + timedelta(days=32)).replace(day=1).toordinal() - 1)
    )


def total(person, workspace, days, **more):
    rows = ask(person, workspace, STAND, ["cups_sold"], days=days, **more).to_pylist()
    return rows[0]["cups_sold"] if rows else None


def by(step, person, workspace, days, **more):
    table = ask(
        person, workspace, STAND, ["cups_sold"], days=days, by=["date"], granularity=step, **more
    )
    return {row["date"]: row["cups_sold"] for row in table.to_pylist()}


@pytest.fixture
def in_part(connected, apps):
    """Of November the last five days and the month, of December every day, of 2025 the year."""
    load(connected, YEARS, (YEAR, {"1": 1000}))
    load(connected, MONTHS, (NOVEMBER, {"1": 90}))
    load_days(connected, Days(date(2025, 11, 26), date(2025, 12, 31)))
    return connected


def test_a_month_counts_as_a_whole_where_some_of_its_days_are_missing(alice, workspace, in_part):
    assert total(alice, workspace, NOVEMBER) == 90
    assert by(Granularity.MONTH, alice, workspace, BOTH) == {
        NOVEMBER.first: 90, DECEMBER.first: 31 * PER_DAY,
    }  # fmt: skip
    assert total(alice, workspace, BOTH) == 90 + 31 * PER_DAY


@pytest.mark.parametrize("step", [Granularity.DAY, Granularity.WEEK])
def test_it_is_never_divided_into_days(alice, workspace, in_part, step):
    found = by(step, alice, workspace, NOVEMBER)
    assert sum(value or 0 for value in found.values()) == 5 * PER_DAY
    assert all(place >= date(2025, 11, 24) for place in found)


def test_days_count_alone_where_the_range_holds_a_part_of_the_month(alice, workspace, in_part):
    assert total(alice, workspace, Days(date(2025, 11, 2), date(2025, 11, 30))) == 5 * PER_DAY
    assert total(alice, workspace, Days(date(2025, 11, 1), date(2025, 11, 29))) == 4 * PER_DAY


def test_a_month_whose_days_are_all_there_is_not_asked(alice, workspace, connected, apps):
    load(connected, MONTHS, (DECEMBER, {"1": 999}))
    load_days(connected, DECEMBER)
    assert total(alice, workspace, DECEMBER) == 31 * PER_DAY
    assert by(Granularity.MONTH, alice, workspace, DECEMBER) == {DECEMBER.first: 31 * PER_DAY}


def test_a_year_takes_the_place_of_all_that_is_there_of_it(alice, workspace, in_part):
    assert total(alice, workspace, YEAR) == 1000
    assert total(alice, workspace, EVER) == 1000
    assert by(Granularity.YEAR, alice, workspace, EVER)[YEAR.first] == 1000
    assert total(alice, workspace, Days(date(2025, 2, 1), YEAR.last)) == 90 + 31 * PER_DAY


def test_a_year_by_months_is_known_as_far_as_months_are(alice, workspace, in_part):
    found = by(Granularity.MONTH, alice, workspace, YEAR)
    assert found == {NOVEMBER.first: 90, DECEMBER.first: 31 * PER_DAY}


def test_a_year_of_which_every_month_is_known_is_not_asked(alice, workspace, connected, apps):
    load(connected, YEARS, (YEAR, {"1": 1000}))
    months = [month(date(2025, number, 1)) for number in range(1, 12)]
    load(connected, MONTHS, *((days, {"1": 7}) for days in months))
    load_days(connected, DECEMBER)
    assert total(alice, workspace, YEAR) == 11 * 7 + 31 * PER_DAY


def test_it_is_split_and_filtered_as_days_are(alice, workspace, in_part):
    table = ask(alice, workspace, STAND, ["cups_sold"], days=BOTH, by=["flavour"])
    assert [tuple(row.values()) for row in table.to_pylist()] == [("lemon", 90 + 31 * PER_DAY)]
    assert total(alice, workspace, BOTH, where={"flavour": ("mint",)}) == 0


def test_an_app_that_a_whole_month_does_not_name_had_nothing(alice, workspace, in_part, apps):
    found = by(Granularity.MONTH, alice, workspace, BOTH, apps=apps[1:])
    assert found == {NOVEMBER.first: 0, DECEMBER.first: 0}
    by_day = by(Granularity.DAY, alice, workspace, BOTH, apps=apps[1:])
    assert min(by_day) == date(2025, 11, 26)


def test_a_year_without_any_sale_is_zero_and_one_without_an_answer_is_missing(
    alice, workspace, connected, apps
):
    load(connected, YEARS, (Days(date(2024, 1, 1), date(2024, 12, 31)), {}))
    found = by(Granularity.YEAR, alice, workspace, EVER)
    assert found.get(date(2024, 1, 1)) == 0
    assert found.get(date(2023, 1, 1)) is None


def test_each_account_is_known_in_its_own_way(alice, workspace, in_part, connected):
    """One has November in part and as a month, the other every day of it."""
    other = another(workspace, alice, "Beach club")
    load_days(other, BOTH, per_day=5, stand="81")
    assert by(Granularity.MONTH, alice, workspace, BOTH) == {
        NOVEMBER.first: 90 + 30 * 5, DECEMBER.first: 31 * (PER_DAY + 5),
    }  # fmt: skip
    assert total(alice, workspace, YEAR) == 1000 + 61 * 5
    load(other, MONTHS, (NOVEMBER, {"81": 7777}))
    load(other, YEARS, (YEAR, {"81": 8888}))
    assert total(alice, workspace, BOTH) == 90 + 31 * PER_DAY + 61 * 5
    assert total(alice, workspace, YEAR) == 1000 + 8888


def test_no_account_is_zero_for_a_month_that_it_has_not_told(alice, workspace, connected, apps):
    """One says by its month that there was nothing; of the other nobody knows."""
    another(workspace, alice, "Beach club")
    load(connected, MONTHS, (NOVEMBER, {}))
    assert by(Granularity.MONTH, alice, workspace, NOVEMBER).get(NOVEMBER.first) is None
    mine = {"apps": list(App.objects.filter(integration=connected))}
    assert by(Granularity.MONTH, alice, workspace, NOVEMBER, **mine) == {NOVEMBER.first: 0}


@pytest.fixture
def guests(alice, bob):
    space = Workspace.objects.create(name="Growth")
    Membership.objects.create(workspace=space, user=alice, role=Role.MEMBER)
    Membership.objects.create(workspace=space, user=bob, role=Role.OWNER)
    return space


@pytest.mark.parametrize(
    ("first", "last", "november", "ever"),
    [
        (date(2025, 11, 1), None, 90, 90 + 31 * PER_DAY),
        (date(2025, 11, 2), None, 5 * PER_DAY, 36 * PER_DAY),
        (None, date(2025, 11, 29), 4 * PER_DAY, 4 * PER_DAY),
        (date(2025, 1, 1), None, 90, 1000),
        (date(2024, 6, 1), date(2025, 12, 30), 90, 90 + 30 * PER_DAY),
    ],
)
def test_a_share_of_some_days_counts_a_month_or_year_that_lies_within_them(
    alice, bob, guests, in_part, first, last, november, ever
):
    share(alice, in_part, guests, Terms(first_on=first, last_on=last))
    assert total(bob, guests, NOVEMBER) == november
    assert total(bob, guests, EVER) == ever


def test_a_damaged_month_is_left_out_and_its_days_count(alice, workspace, in_part, monkeypatch):
    gap = Gap(
        in_part.pk, in_part.name, MONTHS.key, MONTHS.name, Days(NOVEMBER.first, NOVEMBER.first)
    )
    monkeypatch.setattr(Snapshot, "gaps", lambda *_: (gap,))
    assert total(alice, workspace, NOVEMBER) == 5 * PER_DAY


_PARTS = [(), (YEARS,), (MONTHS,), (MONTHS, YEARS)]


@pytest.mark.parametrize(("known", "days_from"), [*product(_PARTS, (1, 15))])
def test_no_cup_counts_twice(alice, workspace, connected, apps, known, days_from):
    """Two cups every day of 2025: whatever is known of it, more than that is never told."""
    months = [month(date(2025, number, 1)) for number in range(7, 13)] if MONTHS in known else []
    load(connected, MONTHS, *((days, {"1": len(days) * PER_DAY}) for days in months))
    if YEARS in known:
        load(connected, YEARS, (YEAR, {"1": 365 * PER_DAY}))
    load_days(connected, Days(date(2025, 10, days_from), date(2025, 12, 31)))
    for step in Granularity:
        found = by(step, alice, workspace, YEAR)
        assert sum(value or 0 for value in found.values()) <= 365 * PER_DAY
        for place, value in found.items():
            assert value is None or value <= _most(place, step)
    assert total(alice, workspace, YEAR) == sum(
        value or 0 for value in by(Granularity.YEAR, alice, workspace, YEAR).values()
    )


def _most(place, step):
    lengths = {Granularity.DAY: 1, Granularity.WEEK: 7, Granularity.MONTH: 31}
    return PER_DAY * lengths.get(step, 365)
