"""Apple's storefront numbers, the names of countries, and the regions of App Analytics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

NORTH_AMERICA, LATIN_AMERICA, EUROPE = "-100001", "-100002", "-100003"
ASIA_PACIFIC, AFRICA_AND_INDIA = "-100004", "-100005"
REGION_TITLES: Mapping[str, str] = {
    NORTH_AMERICA: "USA and Canada",
    LATIN_AMERICA: "Latin America and the Caribbean",
    EUROPE: "Europe",
    ASIA_PACIFIC: "Asia Pacific",
    AFRICA_AND_INDIA: "Africa, Middle East, and India",
}


@dataclass(frozen=True, slots=True)
class Storefront:
    """One country's store. `code` is its ISO code, as the official reports write it."""

    code: str
    id: str
    title: str
    region: str


_TABLE = {
    NORTH_AMERICA: "US 143441 United States|CA 143455 Canada",
    LATIN_AMERICA: "BR 143503 Brazil|MX 143468 Mexico|CL 143483 Chile|CO 143501 Colombia|"
    "PE 143507 Peru|CR 143495 Costa Rica",
    EUROPE: "GB 143444 United Kingdom|DE 143443 Germany|FR 143442 France|PT 143453 Portugal|"
    "ES 143454 Spain|IT 143450 Italy|NL 143452 Netherlands|SE 143456 Sweden|NO 143457 Norway|"
    "DK 143458 Denmark|FI 143447 Finland|IE 143449 Ireland|CH 143459 Switzerland|"
    "AT 143445 Austria|BE 143446 Belgium|PL 143478 Poland|CZ 143489 Czech Republic|"
    "HU 143482 Hungary|RO 143487 Romania|GR 143448 Greece|TR 143480 Türkiye",
    ASIA_PACIFIC: "AU 143460 Australia|JP 143462 Japan|CN 143465 China mainland|"
    "KR 143466 Republic of Korea|TW 143470 Taiwan|HK 143463 Hong Kong|NZ 143461 New Zealand|"
    "ID 143476 Indonesia|TH 143475 Thailand|MY 143473 Malaysia|SG 143464 Singapore|"
    "PH 143474 Philippines|VN 143471 Vietnam|LK 143486 Sri Lanka",
    AFRICA_AND_INDIA: "IN 143467 India|IL 143491 Israel|AE 143481 United Arab Emirates|"
    "SA 143479 Saudi Arabia|ZA 143472 South Africa|MA 143620 Morocco",
}


def _read() -> tuple[Storefront, ...]:
    found = []
    for region, lines in _TABLE.items():
        for line in lines.split("|"):
            code, number, title = line.split(" ", 2)
            found.append(Storefront(code, number, title, region))
    return tuple(found)


STOREFRONTS: tuple[Storefront, ...] = _read()
BY_CODE: Mapping[str, Storefront] = {one.code: one for one in STOREFRONTS}
