"""How a day's counts fall on countries, devices, languages, versions: values with weights."""

from __future__ import annotations

from datetime import date

from storelink_simulator.cast import App
from storelink_simulator.drawing import stream
from storelink_simulator.google.play.listing import is_leading
from storelink_simulator.places import PLACES
from storelink_simulator.versions import app_version
from storelink_simulator.world import World

Weighted = list[tuple[str, float]]
_BLANK = ("", 0.4)
_DEVICES = (
    ("a15", 16), ("e3q", 9), ("b0s", 8), ("a54x", 8), ("panther", 7), ("shiba", 7), ("a06", 6),
    ("tokay", 5), ("redfin", 3), ("oriole", 4), ("OP5961L1", 3), ("TECNO-BD2", 2), ("spes", 4),
    ("gta8", 3), ("HWANE", 1),
)  # fmt: skip
_LANGUAGES = (
    ("en_US", 40), ("de_DE", 11), ("en_GB", 9), ("es_ES", 6), ("fr_FR", 8), ("pt_BR", 7),
    ("ja_JP", 6), ("it_IT", 5), ("nl_NL", 3), ("hi_IN", 3), ("tr_TR", 2), ("sv_SE", 2),
)  # fmt: skip
_CARRIERS = (
    ("T-Mobile", 14), ("Verizon", 12), ("Vodafone", 9), ("Orange", 6), ("Telstra", 5),
    ("NTT DOCOMO", 5), ("O2 - DE", 4), ("Jio 4G", 4), ("Claro BR", 3),
)  # fmt: skip
_RELEASES = ((2027, 17), (2026, 16), (2025, 15), (2024, 14), (2023, 13), (2022, 12), (2021, 11))


def version_code(name: str) -> str:
    """The number under which a version was uploaded: 1.12.3 → 11203."""
    major, minor, patch = (int(part) for part in name.split("."))
    return str(major * 10_000 + minor * 100 + patch)


def values(world: World, app: App, day: date, dimension: str) -> Weighted:
    """The values of a dimension on a day, the last one blank: small groups have no name there."""
    listed = _listed(app, day, dimension)
    if not is_leading(world, app):
        listed = listed[:8]
    chance = stream(world.seed, "share", app.bundle_id, day, dimension)
    return [(name, weight * (0.7 + 0.6 * chance.random())) for name, weight in [*listed, _BLANK]]


def _listed(app: App, day: date, dimension: str) -> Weighted:
    if dimension == "country":
        return [(place.code, place.weight) for place in PLACES]
    if dimension == "app_version":
        return versions(app, day)
    if dimension == "os_version":
        newest = max(year for year, _ in _RELEASES if year <= max(2021, day.year))
        known = [number for year, number in _RELEASES if year <= newest]
        return [(f"Android {number}", 10 / (place + 1)) for place, number in enumerate(known)]
    fixed = {"device": _DEVICES, "language": _LANGUAGES, "carrier": _CARRIERS}[dimension]
    return [(name, float(weight)) for name, weight in fixed]


def versions(app: App, day: date) -> Weighted:
    """The version codes in use: mostly the newest, the more the older it is."""
    names = [app_version(app, day, rank) for rank in range(4)]
    return [
        (version_code(name), weight)
        for name, weight in zip(names, (60, 22, 9, 5), strict=True)
        if name is not None
    ]
