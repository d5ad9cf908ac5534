"""The territories of the App Store: all 233 codes, each with the currency of its storefront."""

from __future__ import annotations

from werkzeug.wrappers import Response

from storelink_simulator.apple.documents import Thing
from storelink_simulator.apple.operations import Ask, Operation, limit, parameter
from storelink_simulator.apple.paging import page
from storelink_simulator.apple.roles import Access
from storelink_simulator.places import PLACES

_OTHERS = """
ABW AFG AGO AIA ALB AND ANT ARG ARM ASM ATG AZE BDI BEN BES BFA BGD BGR BHR BHS BIH BLR BLZ BMU
BOL BRB BRN BTN BWA CAF CIV CMR COD COG COK COM CPV CUB CUW CXR CYM CYP DJI DMA DOM DZA ECU EGY
ERI EST ETH FJI FLK FRO FSM GAB GEO GGY GHA GIB GIN GLP GMB GNB GNQ GRD GRL GTM GUF GUM GUY HND
HRV HTI IMN IRQ ISL JAM JEY JOR KAZ KEN KGZ KHM KIR KNA KWT LAO LBN LBR LBY LCA LIE LSO LTU LUX
LVA MAC MCO MDA MDG MDV MHL MKD MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ MUS MWI MYT NAM NCL NER
NFK NGA NIC NIU NPL NRU OMN PAK PAN PLW PNG PRI PRY PSE PYF QAT REU RUS RWA SEN SHN SLB SLE SLV
SMR SOM SPM SRB SSD STP SUR SVK SVN SWZ SXM SYC TCA TCD TGO TJK TKM TLS TON TTO TUN TUV TZA UGA
UKR UMI URY UZB VAT VCT VEN VGB VIR VUT WLF WSM XKS YEM ZMB ZWE
"""
_EURO = """
AND BGR BIH CYP EST GLP GUF HRV LTU LUX LVA MCO MLT MNE MTQ MYT REU SMR SPM SRB SVK SVN VAT XKS
"""
_OWN = {"EGY": "EGP", "KAZ": "KZT", "NGA": "NGN", "PAK": "PKR", "QAT": "QAR", "RUS": "RUB"}


def _currency(code: str) -> str:
    return "EUR" if code in _EURO.split() else _OWN.get(code, "USD")


CURRENCIES: dict[str, str] = dict(
    sorted(
        {
            **{code: _currency(code) for code in _OTHERS.split()},
            **{place.code3: place.currency for place in PLACES},
        }.items()
    )
)
"""Three-letter code → currency. Where this world sells nothing, the dollar will mostly do."""


class Territories:
    """The operation on territories."""

    def operations(self) -> tuple[Operation, ...]:
        """What is offered."""
        fields = parameter("fields[territories]")
        path = "/v1/territories"
        return (Operation("GET", path, Access.APPS, self.list, (fields, limit())),)

    def list(self, ask: Ask) -> Response:
        """All territories, by code."""
        return page(ask, list(CURRENCIES), territory_thing)


def territory_thing(code: str) -> Thing:
    """The resource object of a territory."""
    return Thing("territories", code, {"currency": CURRENCIES[code]})
