"""The two finance files: FINANCIAL by region, and FINANCE_DETAIL with every transaction day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from storelink_simulator.apple.finance.fiscal import FiscalPeriod
from storelink_simulator.apple.finance.regions import CONSOLIDATED, DETAIL
from storelink_simulator.apple.reports.rows import Row, written
from storelink_simulator.apple.sales.ledger import Ledger, Line
from storelink_simulator.apple.sales.summary import american, days_between
from storelink_simulator.world import COMPANY, World

_FINANCIAL = (
    "Start Date|End Date|UPC|ISRC/ISBN|Vendor Identifier|Quantity|Partner Share|"
    "Extended Partner Share|Partner Share Currency|Sales or Return|Apple Identifier|"
    "Artist/Show/Developer/Author|Title|Label/Studio/Network/Developer/Publisher|Grid|"
    "Product Type Identifier|ISAN/Other Identifier|Country Of Sale|Pre-order Flag|Promo Code|"
    "Customer Price|Customer Currency"
)
_DETAILED = (
    "Transaction Date|Settlement Date|Apple Identifier|SKU|Title|Developer Name|"
    "Product Type Identifier|Country of Sale|Quantity|Partner Share|Extended Partner Share|"
    "Partner Share Currency|Customer Price|Customer Currency|Sale or Return|Promo Code|"
    "Order Type|Region"
)
FINANCIAL, DETAILED = tuple(_FINANCIAL.split("|")), tuple(_DETAILED.split("|"))


def paid_lines(world: World, ledger: Ledger, period: FiscalPeriod) -> Iterator[tuple[date, Line]]:
    """Every line of the period that moved money, with its day."""
    for app in world.own_apps:
        for day in days_between(period.first_day, period.last_day):
            for line in ledger.lines(app, day):
                if line.units and line.article.price_usd:
                    yield day, line


def financial_file(
    lines: Iterable[tuple[date, Line]], period: FiscalPeriod, region: str
) -> bytes | None:
    """The file of a region, or of all (`ZZ`); None where nothing was sold there."""
    sums: dict[tuple[object, ...], tuple[Line, int]] = {}
    for _, line in lines:
        if region not in (CONSOLIDATED, line.place.region):
            continue
        key = (*_article(line), line.place.code, line.price, line.type_id)
        sums[key] = (line, sums[key][1] + line.units if key in sums else line.units)
    rows = [_financial_row(line, units, period) for line, units in sums.values()]
    if not rows:
        return None
    return written(FINANCIAL, rows) + _footer(rows)


def _footer(rows: list[Row]) -> bytes:
    """Three lines of two cells. The amount adds all currencies up, as Apple's does."""
    amount = sum((Decimal(str(row["Extended Partner Share"])) for row in rows), Decimal(0))
    units = sum(int(row["Quantity"]) for row in rows)
    text = f"Total_Rows\t{len(rows)}\nTotal_Amount\t{amount}\nTotal_Units\t{units}\n"
    return text.encode()


def detail_file(lines: Iterable[tuple[date, Line]], period: FiscalPeriod) -> bytes | None:
    """Preamble, header, a line per transaction day with a cell too many, and totals."""
    rows = [_detail_row(day, line) for day, line in lines]
    if not rows:
        return None
    preamble = (
        f"Vendor Name\t{COMPANY}\nStart Date\t{american(period.first_day)}\n"
        f"End Date\t{american(period.last_day)}\n"
    )
    header, *data = written(DETAILED, rows).decode().splitlines()
    body = "\n".join([header, *(f"{line}\t" for line in data)])
    return f"{preamble}{body}\n{_totals(rows)}".encode()


def _totals(rows: list[Row]) -> str:
    sums: dict[tuple[str, str], tuple[int, Decimal]] = defaultdict(lambda: (0, Decimal(0)))
    for row in rows:
        key = (str(row["Country of Sale"]), str(row["Partner Share Currency"]))
        units, money = sums[key]
        share = Decimal(str(row["Extended Partner Share"]))
        sums[key] = (units + int(row["Quantity"]), money + share)
    lines = [
        f"{country}\t{currency}\t{units}\t{money}"
        for (country, currency), (units, money) in sorted(sums.items())
    ]
    header = "Country Of Sale\tPartner Share Currency\tQuantity\tExtended Partner Share"
    return "\n".join([header, *lines]) + "\n"


def _article(line: Line) -> tuple[str, str, str]:
    """SKU, Apple id and title of what was sold."""
    product = line.article.product
    if product is not None:
        return product.sku, product.apple_id, product.name
    return line.app.sku, line.app.apple_id, line.app.name


def _financial_row(line: Line, units: int, period: FiscalPeriod) -> Row:
    sku, apple_id, title = _article(line)
    return {
        **dict.fromkeys(FINANCIAL, ""),
        "Start Date": american(period.first_day),
        "End Date": american(period.last_day),
        "Vendor Identifier": sku,
        "Quantity": units,
        "Partner Share": line.proceeds,
        "Extended Partner Share": units * line.proceeds,
        "Partner Share Currency": line.place.currency,
        "Sales or Return": "S" if line.article.sign > 0 else "R",
        "Apple Identifier": apple_id,
        "Artist/Show/Developer/Author": COMPANY,
        "Title": title,
        "Product Type Identifier": line.type_id,
        "Country Of Sale": line.place.code,
        "Customer Price": line.price,
        "Customer Currency": line.place.currency,
    }


def _detail_row(day: date, line: Line) -> Row:
    sku, apple_id, title = _article(line)
    settled_on = day + timedelta(days=1)
    return {
        **dict.fromkeys(DETAILED, ""),
        "Transaction Date": american(day),
        "Settlement Date": american(settled_on),
        "Apple Identifier": apple_id,
        "SKU": sku,
        "Title": title,
        "Developer Name": COMPANY,
        "Product Type Identifier": line.type_id,
        "Country of Sale": line.place.code,
        "Quantity": line.units,
        "Partner Share": line.proceeds,
        "Extended Partner Share": line.units * line.proceeds,
        "Partner Share Currency": line.place.currency,
        "Customer Price": line.price,
        "Customer Currency": line.place.currency,
        "Sale or Return": "S" if line.article.sign > 0 else "R",
        "Region": DETAIL,
    }
