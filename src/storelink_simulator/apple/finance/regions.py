"""The regions that finance reports are asked for by."""

from __future__ import annotations

CONSOLIDATED = "ZZ"
DETAIL = "Z1"
_WRITTEN = (
    "US AU BR BG CA CL CN CO CZ HR DK EG HK HU IN ID IL JP KZ KR MY MX NZ NG NO PK PE PH PL QA RO "
    "RU SA SG ZA SE CH TW TH TR AE GB TZ VN EU LL AP WW"
)
REGIONS = frozenset(_WRITTEN.split()) | {CONSOLIDATED, DETAIL}
