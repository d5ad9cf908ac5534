"""The territories in which the invented publisher sells: codes, money, weight, finance region.

Prices follow fixed, invented exchange rates: nothing here is a quotation.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_WHOLE = frozenset({"JPY", "KRW", "CLP", "HUF", "IDR", "VND", "TWD", "COP"})


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """One territory of the store. Compared by identity: there is one of each."""

    code: str
    code3: str
    currency: str
    per_usd: Decimal
    tax: Decimal
    region: str
    weight: float
    states: tuple[str, ...] = ()


_TABLE = """
US USA USD 1      0    US 300
GB GBR GBP 0.79   0.20 GB 90
DE DEU EUR 0.92   0.19 EU 85
FR FRA EUR 0.92   0.20 EU 60
AU AUS AUD 1.52   0.10 AU 70
CA CAN CAD 1.36   0    CA 62
JP JPN JPY 150    0.10 JP 66
BR BRA BRL 5.1    0    BR 44
PT PRT EUR 0.92   0.23 EU 34
ES ESP EUR 0.92   0.21 EU 38
IT ITA EUR 0.92   0.22 EU 36
NL NLD EUR 0.92   0.21 EU 24
SE SWE SEK 10.5   0.25 SE 18
NO NOR NOK 10.8   0.25 NO 14
DK DNK DKK 6.9    0.25 DK 12
FI FIN EUR 0.92   0.24 EU 9
IE IRL EUR 0.92   0.23 EU 10
CH CHE CHF 0.88   0.08 CH 15
AT AUT EUR 0.92   0.20 EU 12
BE BEL EUR 0.92   0.21 EU 12
PL POL PLN 4.0    0.23 PL 16
CZ CZE CZK 23     0.21 CZ 8
HU HUN HUF 360    0.27 HU 6
RO ROU RON 4.6    0.19 RO 6
GR GRC EUR 0.92   0.24 EU 6
TR TUR TRY 34     0.20 TR 14
IL ISR ILS 3.7    0.17 IL 9
AE ARE AED 3.67   0.05 AE 9
SA SAU SAR 3.75   0.15 SA 10
ZA ZAF ZAR 18     0.15 ZA 9
IN IND INR 84     0.18 IN 34
ID IDN IDR 15800  0.11 ID 16
TH THA THB 35     0.07 TH 11
MY MYS MYR 4.4    0    MY 8
SG SGP SGD 1.34   0.09 SG 9
PH PHL PHP 57     0.12 PH 9
VN VNM VND 25000  0.10 VN 7
KR KOR KRW 1350   0.10 KR 24
TW TWN TWD 32     0.05 TW 14
HK HKG HKD 7.8    0    HK 11
CN CHN CNY 7.2    0.06 CN 48
NZ NZL NZD 1.66   0.15 NZ 14
MX MEX MXN 18     0.16 MX 26
CL CHL CLP 930    0.19 CL 8
CO COL COP 4000   0.19 CO 7
PE PER PEN 3.8    0.18 PE 5
CR CRI USD 1      0.13 LL 4
LK LKA USD 1      0.18 AP 3
MA MAR USD 1      0.20 WW 4
"""
_STATES = {"US": ("CA", "NY", "TX", "FL", "WA", "HI"), "CA": ("ON", "BC", "QC")}


def _place(line: str) -> Place:
    code, code3, currency, rate, tax, region, weight = line.split()
    return Place(
        code,
        code3,
        currency,
        Decimal(rate),
        Decimal(tax),
        region,
        float(weight),
        _STATES.get(code, ()),
    )


PLACES: tuple[Place, ...] = tuple(_place(line) for line in _TABLE.strip().splitlines())
BY_CODE: dict[str, Place] = {place.code: place for place in PLACES}


def _rounded(amount: Decimal, currency: str) -> Decimal:
    step = Decimal(1) if currency in _WHOLE else Decimal("0.01")
    return amount.quantize(step, ROUND_HALF_UP)


def price_in(place: Place, usd: Decimal) -> Decimal:
    """What a customer pays there for something of this price in the United States."""
    if usd == 0:
        return _rounded(Decimal(0), place.currency)
    local = usd * place.per_usd
    if local >= 100:
        return _rounded((local / 10).quantize(Decimal(1), ROUND_HALF_UP) * 10, place.currency)
    return _rounded(local.quantize(Decimal(1), ROUND_HALF_UP) - Decimal("0.01"), place.currency)


def proceeds_of(place: Place, price: Decimal, kept: Decimal) -> Decimal:
    """What is left for the publisher of one unit: the price without tax, times the share kept."""
    return _rounded(price / (1 + place.tax) * kept, place.currency)


def in_usd(place: Place, amount: Decimal) -> Decimal:
    """The store's estimate in US dollars, to the cent."""
    return (amount / place.per_usd).quantize(Decimal("0.01"), ROUND_HALF_UP)
