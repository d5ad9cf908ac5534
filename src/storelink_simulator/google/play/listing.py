"""The publisher's apps on Google Play: the same apps, told by package names."""

from __future__ import annotations

from storelink_simulator.cast import App
from storelink_simulator.drawing import draw
from storelink_simulator.world import World

_LEADING = 6
_TERMS = {
    "example.brightside.tidewater": (
        "surf forecast", "tidewater", "tide times", "surf report", "wave height", "surf app",
    ),
    "example.brightside.petal": (
        "plant care", "plant identifier", "petal", "watering reminder", "house plants",
    ),
    "example.brightside.stargazer": (
        "star map for kids", "stargazer", "constellations", "night sky", "astronomy kids",
    ),
    "example.brightside.quill": (
        "notes app", "quill notes", "study notes", "notebook", "markdown notes",
    ),
    "example.brightside.drift": (
        "sleep sounds", "white noise", "drift", "rain sounds", "fall asleep",
    ),
    "example.brightside.lumen": ("film camera", "lumen", "retro camera", "analog filter"),
}  # fmt: skip


def play_apps(world: World) -> tuple[App, ...]:
    """All apps in the order of their names in a bucket."""
    return tuple(sorted(world.own_apps, key=lambda app: f"{app.bundle_id}_"))


def is_leading(world: World, app: App) -> bool:
    """Whether it is one of the demonstration's apps; the others have fewer files and rows."""
    return app in world.own_apps[:_LEADING]


def play_share(world: World, app: App) -> float:
    """How large the app is on Google Play, measured by its size on the other store."""
    return 0.55 + 0.6 * draw(world.seed, app.bundle_id, "play share")


def search_terms(app: App) -> tuple[str, ...]:
    """What people search for before they find it, most frequent first."""
    known = _TERMS.get(app.bundle_id)
    return known or (app.name.lower(), app.category.lower(), f"{app.category.lower()} app")


def console_number(world: World, app: App) -> int:
    """The app's number in addresses of Play Console."""
    return 4_970_000_000_000_000_000 + int(draw(world.seed, app.bundle_id, "console") * 10**15)


def developer_id(seed: int) -> str:
    """The number of the developer account in addresses of Play Console."""
    return str(7_240_000_000_000_000_000 + int(draw(seed, "developer") * 10**15))


def bucket_name(seed: int) -> str:
    """The bucket of the account, in the older form: its number is not the developer's."""
    return f"pubsite_prod_rev_{10**19 + int(draw(seed, 'bucket') * 10**15):020d}"


def folder_bucket_name(seed: int) -> str:
    """The bucket of a folder of real files, in the newer form."""
    return f"pubsite_prod_{developer_id(seed)}"


def strange_bucket_name(seed: int) -> str:
    """A bucket that exists and belongs to another account."""
    return f"pubsite_prod_rev_{10**19 + 7 * 10**18 + int(draw(seed, 'strange') * 10**15):020d}"
