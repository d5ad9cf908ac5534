"""Every row of a store's file is in some total: for random files of both stores, the sum over any
split, the rows of no single app included, is the total, and that is the sum of the file's rows."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storelink.domain.app import NOT_OF_ONE_APP
from storelink.domain.period import Days, Granularity
from storelink.domain.report import Partition, Version
from storelink.integrations.models import Integration
from storelink.integrations.storage import files, warehouse
from storelink.products.apps import record
from storelink.products.found_apps import find_apps
from storelink.products.models import App
from storelink.products.read import ask
from storelink.providers.contract import Fetched, Part, StoreApp
from storelink.providers.registry import provider as provider_of
from storelink.sync.load import store_apps
from storelink.warehouse.contract import Load
from storelink.workspaces.models import User
from storelink.workspaces.people import add_person

GOOGLE, APPLE = "google_play", "app_store_connect"
DAY = date(2026, 10, 20)
OCTOBER = Days(date(2026, 10, 1), date(2026, 10, 31))
ROUNDS = settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
number = itertools.count()


@pytest.fixture
def alice(db: None, settings: Any, tmp_path: Any) -> Any:
    settings.HOME = tmp_path
    settings.DATA_URL = str(tmp_path / "data")
    for one in (files, warehouse):
        one.cache_clear()
    yield add_person("alice@example.org", "a long enough password", name="Alice")
    for one in (files, warehouse):
        one.cache_clear()


def account(alice: User, console: str, apps: Sequence[StoreApp]) -> Integration:
    """A new one in the place of those before: an app that two accounts have is counted once."""
    App.objects.all().delete()
    made = Integration.objects.create(
        workspace=alice.personal_workspace, provider=console, account_id=f"a{next(number)}",
        name="Account", connected_by=alice,
    )  # fmt: skip
    record(made, apps)
    return made


def load(one: Integration, report_key: str, period: str, lines: Sequence[str]) -> None:
    """As a run does."""
    provider = provider_of(one.provider)
    path = files().workshop / f"file-{next(number)}"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    report, version = provider.report(report_key), Version(1, DAY)
    fetched = Fetched(Partition(report_key, "", period), version, (Part("file", path),))
    batches = provider.parse(report, fetched, store_apps(one))
    warehouse().replace(Load(one.pk, report, version, batches))
    path.unlink()
    find_apps(one)


def asked(alice: User, one: Integration, metric: str, *by: str) -> list[dict[str, Any]]:
    """Of this account alone, as a whole."""
    table = ask(
        alice, alice.personal_workspace, one.provider, [metric], days=OCTOBER, by=by,
        apps=App.objects.filter(integration=one), accounts=[one.pk],
        granularity=Granularity.WEEK,
    )  # fmt: skip
    return table.to_pylist()  # type: ignore[no-any-return]


def summed(rows: Sequence[dict[str, Any]], metric: str, **only: str) -> Decimal:
    fitting = (row for row in rows if all(row[key] == value for key, value in only.items()))
    return sum((Decimal(row[metric]) for row in fitting if row[metric] is not None), Decimal())


# ------------------------------------------------------------------ Google: earnings

EARNINGS = (
    "Description,Transaction Date,Transaction Type,Product Title,Package ID,Product Type,"
    "Buyer Country,Merchant Currency,Amount (Merchant Currency)"
)
cents = st.integers(-99_999, 99_999)
earning = st.tuples(
    st.sampled_from(["", "org.here", "org.left", "net.sold.long.ago"]),
    st.sampled_from(["Charge", "Google fee", "Tax", "Adjustment", "Chargeback fee"]),
    st.sampled_from(["DE", "US", ""]),
    st.sampled_from(["EUR", "USD"]),
    st.integers(1, 31),
    cents,
)


def earning_line(row: tuple[str, str, str, str, int, int]) -> str:
    package, kind, country, currency, day, amount = row
    money = f"{Decimal(amount) / 100:.2f}"
    return f'GPA.1,"Oct {day}, 2026",{kind},,{package},,{country},{currency},{money}'


@ROUNDS
@given(st.lists(earning, min_size=1, max_size=12))
def test_every_cent_that_google_pays_is_in_every_split(alice: User, rows: list[Any]) -> None:
    one = account(alice, GOOGLE, [StoreApp("org.here", "Here")])
    load(one, "earnings", "2026-10", [EARNINGS, *map(earning_line, rows)])
    for currency in {row[3] for row in rows}:
        truth = sum((Decimal(row[5]) / 100 for row in rows if row[3] == currency), Decimal())
        for split in ((), ("app",), ("transaction_type",), ("territory",), ("date", "app")):
            found = asked(alice, one, "earnings_amount", "currency", *split)
            assert summed(found, "earnings_amount", currency=currency) == truth, split
        of_none = [r for r in rows if r[3] == currency and not r[0]]
        found = asked(alice, one, "earnings_amount", "currency", "app")
        told = summed(found, "earnings_amount", currency=currency, app=NOT_OF_ONE_APP)
        assert told == sum((Decimal(r[5]) / 100 for r in of_none), Decimal())


def test_tax_without_a_package_is_in_the_accounts_earnings(alice: User) -> None:
    one = account(alice, GOOGLE, [StoreApp("org.here", "Here")])
    lines = [
        'GPA.1,"Oct 27, 2026",Charge,Plus,org.here,subscription,DE,EUR,20.00',
        'GPA.1,"Oct 27, 2026",Google fee,Plus,org.here,subscription,DE,EUR,-3.00',
        ',"Oct 30, 2026",Tax,,,,DE,EUR,-1.75',
    ]
    load(one, "earnings", "2026-10", [EARNINGS, *lines])
    assert summed(asked(alice, one, "earnings_amount", "currency"), "earnings_amount") == (
        Decimal("15.25")
    )
    by_app = asked(alice, one, "earnings_amount", "currency", "app")
    assert {row["app"]: row["earnings_amount"] for row in by_app} == {
        "org.here": Decimal("17.00"),
        NOT_OF_ONE_APP: Decimal("-1.75"),
    }


# ------------------------------------------------------------------ Apple: sales

SALES = (
    "SKU\tTitle\tProduct Type Identifier\tUnits\tDeveloper Proceeds\tBegin Date\tEnd Date\t"
    "Currency of Proceeds\tCountry Code\tApple Identifier\tParent Identifier"
)
APPS = [StoreApp("100", "Drift", sku="DRIFT"), StoreApp("200", "Quill", sku="QUILL")]
SOLD = [
    ("DRIFT", "1F", "100", ""), ("QUILL", "7", "200", ""), ("LEFT", "1F", "900", ""),
    ("gold", "IA1", "555", "DRIFT"), ("gold", "IAY", "556", "LEFT"), ("gold", "IA9", "557", "WHO"),
    ("gold", "IA1", "558", ""), ("pack", "1-B", "700", ""),
]  # fmt: skip
IN_APP, OF_APP = {"IA1", "IAY", "IA9"}, {"1F", "1-B"}
sale = st.tuples(
    st.sampled_from(SOLD), st.integers(-9, 99), st.integers(0, 999),
    st.sampled_from(["EUR", "USD"]), st.sampled_from(["DE", "US"]),
)  # fmt: skip


def sale_line(row: Any) -> str:
    (sku, kind, apple_id, parent), units, cents_each, currency, country = row
    each = f"{Decimal(cents_each) / 100:.2f}"
    day = f"{DAY:%m/%d/%Y}"
    words = (sku, f"The {sku}", kind, units, each, day, day, currency, country, apple_id, parent)
    return "\t".join(map(str, words))


@ROUNDS
@given(st.lists(sale, min_size=1, max_size=12))
def test_every_unit_that_apple_sells_is_in_every_split(alice: User, rows: list[Any]) -> None:
    one = account(alice, APPLE, APPS)
    load(one, "sales_summary", DAY.isoformat(), [SALES, *map(sale_line, rows)])
    truths = {
        "in_app_purchase_units": sum(r[1] for r in rows if r[0][1] in IN_APP),
        "app_units": sum(r[1] for r in rows if r[0][1] in OF_APP),
    }
    for metric, truth in truths.items():
        for split in ((), ("app",), ("territory",), ("product_type",), ("date", "app")):
            assert summed(asked(alice, one, metric, *split), metric) == truth, (metric, split)
    for currency in {row[3] for row in rows}:
        paid = sum((Decimal(r[1] * r[2]) / 100 for r in rows if r[3] == currency), Decimal())
        for split in ((), ("app",), ("territory",), ("date",)):
            found = asked(alice, one, "developer_proceeds", "currency", *split)
            assert summed(found, "developer_proceeds", currency=currency) == paid, split


def test_an_app_that_left_has_its_sales_and_those_within_it(alice: User) -> None:
    one = account(alice, APPLE, APPS)
    rows: list[Any] = [
        (SOLD[2], 3, 0, "EUR", "DE"), (SOLD[4], 5, 99, "EUR", "DE"), (SOLD[7], 2, 0, "EUR", "DE"),
    ]  # fmt: skip
    load(one, "sales_summary", DAY.isoformat(), [SALES, *map(sale_line, rows)])
    left = App.objects.get(store_id="900")
    assert (left.name, left.sku, left.gone_at is None) == ("The LEFT", "LEFT", False)
    by_app = asked(alice, one, "in_app_purchase_units", "app")
    assert {row["app"]: int(row["in_app_purchase_units"]) for row in by_app}["900"] == 5
    units = {row["app"]: int(row["app_units"]) for row in asked(alice, one, "app_units", "app")}
    assert units == {"900": 3, NOT_OF_ONE_APP: 2}
