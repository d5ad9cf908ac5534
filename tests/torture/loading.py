"""Files of millions of rows, loaded as a sync loads them, in a process of its own, measured.

`python -m tests.torture.loading NAME FOLDER` loads one into an empty home and prints how many rows
then stand and the most memory that the process ever held.
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from time import process_time

import django

from storelink.domain.report import Partition, Version
from storelink.providers.contract import Fetched, Part
from storelink.providers.registry import provider
from tests.torture.files import APPLE, GOOGLE, _different, _packed, _zipped, peak_mib

DISCOVERY = (
    "Date\tApp Name\tApp Apple Identifier\tEvent\tPage Type\tPage Title\tSource Type\tSource Info\t"
    "Campaign\tEngagement Type\tDevice\tPlatform Version\tTerritory\tCounts\tUnique Counts\n"
)
SALES = (
    "Provider\tProvider Country\tSKU\tDeveloper\tTitle\tVersion\tProduct Type Identifier\tUnits\t"
    "Developer Proceeds\tBegin Date\tEnd Date\tCustomer Currency\tCountry Code\t"
    "Currency of Proceeds\tApple Identifier\tCustomer Price\tPromo Code\tParent Identifier\t"
    "Subscription\tPeriod\tCategory\tCMB\tDevice\tSupported Platforms\tProceeds Reason\t"
    "Preserved Pricing\tClient\tOrder Type\n"
)
EARNINGS = (
    "Description,Transaction Date,Transaction Time,Tax Type,Transaction Type,Refund Type,"
    "Product Title,Product id,Product Type,Sku Id,Hardware,Buyer Country,Buyer State,"
    "Buyer Postal Code,Buyer Currency,Amount (Buyer Currency),Currency Conversion Rate,"
    "Merchant Currency,Amount (Merchant Currency)\n"
)
ORDERS = (
    "Order Number,Order Charged Date,Order Charged Timestamp,Financial Status,Device Model,"
    "Product Title,Product ID,Product Type,SKU ID,Currency of Sale,Item Price,Taxes Collected,"
    "Charged Amount,City of Buyer,State of Buyer,Postal Code of Buyer,Country of Buyer\n"
)
INSTALLS = (
    "Date,Package Name,Device,Daily Device Installs,Daily Device Uninstalls,"
    "Daily Device Upgrades,Total User Installs,Daily User Installs,Daily User Uninstalls,"
    "Active Device Installs,Install events,Update events,Uninstall events\n"
)


def _shown(number: int) -> str:
    day, info = number * 7919 % 60, number % 9973
    return (
        f"{date(2026, 8, 1) + timedelta(day)}\tApp\t100\tTap\tProduct page\tPage {info % 11}\t"
        f"App referrer\tcom.example.app{info}\tspring-{number % 37}\tGet\tiPhone\t"
        f"iOS {number % 61}\tT{number % 173}\t{number % 900}\t{number % 7}\n"
    )


def _shown_on_a_day(number: int) -> str:
    return f"2026-09-20{_shown(number)[10:]}"


def _sold(number: int) -> str:
    return (
        f"APPLE\tUS\tsku{number % 50}\tDeveloper\tTitle {number % 50}\t1.{number % 40}\t1F\t1\t"
        f"{number % 500 / 100:.2f}\t09/20/2026\t09/20/2026\tUSD\tC{number % 170}\tUSD\t"
        f"{100 + number % 50}\t{number % 700 / 100:.2f}\t\t\t\t\tGames\t\tiPhone\tiOS\t"
        f"{number % 13}\t\t\tOrder {number % 9973}\n"
    )


def _order(number: int) -> str:
    return f"GPA.{number * 7919 % 10_000:04}-{number % 9973:04}-{number:08}"


def _earned(number: int) -> str:
    return (
        f'{_order(number)},"Sep {number * 7919 % 30 + 1}, 2026",1:02:03 AM PDT,,Charge,,'
        f"App,example.app{number % 40},1,sku{number % 97},device{number % 997},C{number % 170},"
        f"State {number % 997},{number % 99_991},USD,{number % 500 / 100:.2f},1.0,USD,"
        f"{number % 500 / 100:.2f}\n"
    )


def _ordered(number: int) -> str:
    return (
        f"{_order(number)},2026-09-{number * 7919 % 30 + 1:02},{1_788_000_000 + number},Charged,"
        f"device{number % 997},App,example.app{number % 40},paid,sku{number % 97},USD,1.99,0.10,"
        f"2.09,City {number % 99_991},State {number % 997},{number % 99_991},US\n"
    )


def _installed(number: int) -> str:
    day, device = number * 7919 % 30 + 1, number % 9973
    return f"2026-09-{day:02},example.app,dev{device},{number % 7},0,0,0,1,1,5,1,1,1\n"


def _of_many_apps(number: int) -> str:
    return _sold(number).replace(f"\t{100 + number % 50}\t", f"\t{1_000_000 + number}\t")


def _of_long_names(number: int) -> str:
    return _sold(number).replace("\tTitle ", f"\t{number}{'y' * 1000}")


_KINDS: dict[str, tuple[str, str, str, str, str, Callable[[int], str]]] = {
    "analytics": (
        APPLE, "app_store_discovery_and_engagement_detailed", "100", "2026-10-01/snapshot",
        DISCOVERY, _shown),
    "analytics_of_a_day": (
        APPLE, "app_store_discovery_and_engagement_detailed", "100", "2026-10-01/snapshot",
        DISCOVERY, _shown_on_a_day),
    "sales": (APPLE, "sales_summary", "", "2026-09-20", SALES, _sold),
    "long_names": (APPLE, "sales_summary", "", "2026-09-20", SALES, _of_long_names),
    "many_apps": (APPLE, "sales_summary", "", "2026-09-20", SALES, _of_many_apps),
    "earnings": (GOOGLE, "earnings", "", "2026-09", EARNINGS, _earned),
    "orders": (GOOGLE, "sales", "", "2026-09", ORDERS, _ordered),
    "installs": (GOOGLE, "installs_device", "example.app", "2026-09", INSTALLS, _installed),
}  # fmt: skip
"""Name → console, report, app, period, header and line."""


def write(name: str, rows: int, folder: Path) -> Path:
    """Put the file into the folder."""
    console, report, _, _, head, line = _KINDS[name]
    path = folder / f"{name}.file"
    pieces = _different(head, line, rows)
    is_archive = console == GOOGLE and report in {"earnings", "sales"}
    with path.open("wb") as file:
        for piece in _zipped(pieces) if is_archive else _packed(pieces):
            file.write(piece)
    return path


def main() -> None:
    name, folder = sys.argv[1], Path(sys.argv[2])
    django.setup()
    from django.core.management import call_command

    from storelink.domain.errors import StoreError
    from storelink.integrations.models import Integration
    from storelink.sync.repair import load_rows
    from storelink.workspaces.models import Workspace

    call_command("migrate", verbosity=0)
    key, report_key, app, period, _, _ = _KINDS[name]
    console = provider(key)
    report = next(r for r in console.reports if r.key == report_key)
    account = Integration.objects.create(
        workspace=Workspace.objects.create(name="A"), provider=key, name="A", account_id="a"
    )
    path = folder / f"{name}.file"
    baseline = peak_mib()
    gc.freeze()
    fetched = Fetched(
        Partition(report_key, app, period), Version(1, date(2026, 10, 1)), (Part(path.name, path),)
    )
    said: dict[str, str | float] = {}
    for turn in ("first", "again"):
        started = process_time()
        try:
            [did] = load_rows(account, [(report, fetched)], [], lambda _: None)
            said[turn] = f"{did.row_count} rows"
        except StoreError as error:
            said[turn] = f"{error.reason}: {error.sentence}"
        said[f"{turn}_cpu"] = round(process_time() - started, 1)
        said[f"{turn}_mib"] = peak_mib()
    sys.stderr.write(json.dumps({**said, "baseline_mib": baseline, "peak_mib": peak_mib()}) + "\n")


if __name__ == "__main__":
    main()
