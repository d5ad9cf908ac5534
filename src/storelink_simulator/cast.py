"""Who is simulated: the words of the invented publisher, before any number is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

ProductKind = Literal["IA1", "IA9", "IAY"]
PERIOD_DAYS = {"7 Days": 7, "1 Month": 30, "3 Months": 91, "6 Months": 182, "1 Year": 365}


@dataclass(frozen=True, slots=True, eq=False)
class Product:
    """Something sold inside an app. Compared by identity: a world makes each once."""

    apple_id: str
    sku: str
    name: str
    kind: ProductKind
    price_usd: Decimal
    buyers_share: float
    """Of the people who download, how many buy."""
    period: str = ""
    group_id: str = ""

    @property
    def period_days(self) -> int:
        """How long one paid period lasts; 0 for what is bought once."""
        return PERIOD_DAYS.get(self.period, 0)


@dataclass(frozen=True, slots=True, eq=False)
class App:
    """One app of the publisher, and what drives its numbers. Compared by identity, as products."""

    apple_id: str
    sku: str
    bundle_id: str
    name: str
    category: str
    downloads_per_day: float
    launched_on: date
    price_usd: Decimal = Decimal(0)
    growth_per_year: float = 1.25
    weekend_lift: float = 1.0
    peak_day_of_year: int = 200
    season_depth: float = 0.2
    release_every_days: int = 21
    devices: tuple[str, ...] = ("iPhone", "iPad")
    is_made_for_kids: bool = False
    preorder_from: date | None = None
    products: tuple[Product, ...] = ()

    @property
    def has_desktop(self) -> bool:
        """Whether there is a Mac version with its own product types."""
        return "Desktop" in self.devices

    @property
    def seen_from(self) -> date:
        """The first day on which anybody can see the product page."""
        return self.preorder_from or self.launched_on


@dataclass(frozen=True, slots=True)
class User:
    """A person on the publisher's team."""

    id: str
    username: str
    first_name: str
    last_name: str
    roles: tuple[str, ...]
    visible_apps: tuple[str, ...] | None = None
    """Apple ids; None means all apps."""


def _first_of_month(day: date) -> date:
    return day.replace(day=1)


def _goods(
    app_id: int, sku: str, *lines: tuple[str, ProductKind, str, float, str]
) -> tuple[Product, ...]:
    return tuple(
        Product(
            apple_id=str(app_id + 1000 + index),
            sku=f"{sku}.{name.lower().replace(' ', '_')}",
            name=name,
            kind=kind,
            price_usd=Decimal(price),
            buyers_share=share,
            period=period,
            group_id=str(20_000_000 + app_id % 1_000_000) if kind == "IAY" else "",
        )
        for index, (name, kind, price, share, period) in enumerate(lines)
    )


def leading_apps(today: date) -> tuple[App, ...]:
    """The apps that the demonstration shows; two of them are young whenever it starts."""
    new = _first_of_month(today - timedelta(days=150))
    coming = today + timedelta(days=21)
    return (
        App(
            "1482093311", "TIDEWATER01", "example.brightside.tidewater",
            "Tidewater: Surf Forecast", "Weather", 1250, date(2021, 5, 4),
            growth_per_year=1.35, weekend_lift=1.45, peak_day_of_year=205, season_depth=0.3,
            products=_goods(
                1482093311, "tidewater",
                ("Plus Monthly", "IAY", "4.99", 0.014, "1 Month"),
                ("Plus Yearly", "IAY", "29.99", 0.012, "1 Year"),
                ("Lifetime", "IA1", "59.99", 0.0025, ""),
            ),
        ),
        App(
            "1503318842", "PETAL01", "example.brightside.petal", "Petal – Plant Care",
            "Lifestyle", 610, date(2021, 11, 16), growth_per_year=1.2, weekend_lift=1.25,
            peak_day_of_year=120, release_every_days=28,
            products=_goods(
                1503318842, "petal",
                ("Garden Monthly", "IAY", "3.99", 0.016, "1 Month"),
                ("Garden Yearly", "IAY", "19.99", 0.011, "1 Year"),
                ("Plant Doctor Pack", "IA1", "2.99", 0.018, ""),
            ),
        ),
        App(
            "1517720456", "STARGAZER01", "example.brightside.stargazer", "Stargazer Kids",
            "Education", 85, date(2022, 8, 23), price_usd=Decimal("3.99"),
            growth_per_year=1.05, weekend_lift=1.6, peak_day_of_year=350, season_depth=0.35,
            release_every_days=60, is_made_for_kids=True,
            products=_goods(1517720456, "stargazer", ("Deep Sky Pack", "IA1", "1.99", 0.16, "")),
        ),
        App(
            "1560094417", "QUILL01", "example.brightside.quill", "Quill Notes",
            "Productivity", 320, date(2023, 2, 7), growth_per_year=1.5, weekend_lift=0.7,
            peak_day_of_year=260, release_every_days=14,
            devices=("iPhone", "iPad", "Desktop"),
            products=_goods(
                1560094417, "quill",
                ("Pro Yearly", "IAY", "24.99", 0.02, "1 Year"),
                ("Pro Monthly", "IAY", "2.99", 0.012, "1 Month"),
                ("Exam Season Pass", "IA9", "6.99", 0.006, "3 Months"),
            ),
        ),
        App(
            "6738810025", "DRIFT01", "example.brightside.drift", "Drift: Sleep Sounds",
            "Health & Fitness", 540, new, growth_per_year=1.6, weekend_lift=0.92,
            peak_day_of_year=15, release_every_days=10, preorder_from=new - timedelta(days=45),
            products=_goods(
                6738810025, "drift",
                ("Rest Weekly", "IAY", "1.99", 0.02, "7 Days"),
                ("Rest Yearly", "IAY", "34.99", 0.013, "1 Year"),
            ),
        ),
        App(
            "6749902218", "LUMEN01", "example.brightside.lumen", "Lumen: Film Camera",
            "Photo & Video", 260, coming, price_usd=Decimal("4.99"), weekend_lift=1.3,
            preorder_from=today - timedelta(days=40),
            products=_goods(6749902218, "lumen", ("Film Pack", "IA1", "3.99", 0.09, "")),
        ),
    )  # fmt: skip


_FIRST = ("Pocket", "Harbor", "Maple", "Copper", "Willow", "Comet", "Ember", "Juniper", "Atlas")
_SECOND = ("Sundial", "Ledger", "Trails", "Recipes", "Timer", "Sketch", "Chess", "Radio", "Compass")


def further_app(index: int) -> App:
    """The app of a number above six: small ones first, so that thresholds can be seen."""
    first, second = _FIRST[index % 9], _SECOND[(index // 9 + index) % 9]
    number = 1_600_000_000 + index * 7_919
    word = f"{first}{second}{index}".lower()
    name = f"{first} {second}" if index < 15 else f"{first} {second} {index}"
    return App(
        str(number), f"{word.upper()}", f"example.brightside.{word}", name,
        ("Utilities", "Finance", "Games", "Music")[index % 4],
        (4, 40, 150, 400)[(index - 6) % 4], date(2023, 1 + index % 12, 1 + index % 28),
        price_usd=Decimal("0.99") if index % 5 == 4 else Decimal(0),
        weekend_lift=0.8 + (index % 7) / 10, peak_day_of_year=index * 37 % 365,
        release_every_days=20 + index % 30,
        products=_goods(
            number, word,
            ("Supporter", "IA1", "4.99", 0.01, ""),
            ("Premium", "IAY", "3.99", 0.012, "1 Month"),
        ),
    )  # fmt: skip


TEAM = (
    User("5e1f0b52-7a41-4f52-9d0c-2f3e2b1a9c01", "m.okafor@brightside.example", "Mira", "Okafor",
         ("ACCOUNT_HOLDER", "ADMIN")),
    User("5e1f0b52-7a41-4f52-9d0c-2f3e2b1a9c02", "j.lindqvist@brightside.example", "Jonas",
         "Lindqvist", ("APP_MANAGER",)),
    User("5e1f0b52-7a41-4f52-9d0c-2f3e2b1a9c03", "a.serra@brightside.example", "Ana", "Serra",
         ("CUSTOMER_SUPPORT",), ("1482093311", "1503318842")),
    User("5e1f0b52-7a41-4f52-9d0c-2f3e2b1a9c04", "t.nakata@brightside.example", "Tomo", "Nakata",
         ("FINANCE", "SALES")),
    User("5e1f0b52-7a41-4f52-9d0c-2f3e2b1a9c05", "p.dubois@brightside.example", "Pia", "Dubois",
         ("MARKETING",)),
)  # fmt: skip
