"""What happens to an app on Google Play on a day: final counts, before they are split or told."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from storelink_simulator.cast import App
from storelink_simulator.drawing import draw
from storelink_simulator.google.play.listing import play_share
from storelink_simulator.world import HISTORY_STARTS_ON, World

_VIEWS_PER_DOWNLOAD = 3.5
_ROUNDED_FROM = 10_000


@dataclass(frozen=True, slots=True)
class PlayDay:
    """One app on one day. Counts; `active_devices` is a level."""

    device_installs: int = 0
    user_installs: int = 0
    user_uninstalls: int = 0
    active_devices: int = 0
    install_events: int = 0
    update_events: int = 0
    uninstall_events: int = 0
    crashes: int = 0
    anrs: int = 0
    sessions: int = 0
    visitors: int = 0
    acquisitions: int = 0


NOTHING = PlayDay()


class Figures:
    """The days of all apps of a world, remembered for a while."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.of = lru_cache(maxsize=8192)(self._compute)
        self._share = lru_cache(maxsize=4096)(lambda app: play_share(world, app))

    def _compute(self, app: App, day: date) -> PlayDay:
        if day < max(app.launched_on, HISTORY_STARTS_ON):
            return NOTHING
        volume, share = self.world.volumes.of(app, day), self._share(app)
        near = 0.9 + 0.2 * draw(self.world.seed, "play", app.bundle_id, day)
        interest = volume.page_views / _VIEWS_PER_DOWNLOAD * share * near
        users = round(interest)
        devices = self._devices(app, day, share)
        gone = round(users * (0.55 + 0.2 * near))
        crashes = round(volume.crashes * share * 1.7)
        return PlayDay(
            device_installs=round(interest * 1.06),
            user_installs=users,
            user_uninstalls=gone,
            active_devices=round(devices, -1) if devices >= _ROUNDED_FROM else devices,
            install_events=round(interest * 1.24),
            update_events=round(devices * (0.01 + 0.05 * draw(app.bundle_id, day, "update"))),
            uninstall_events=round(gone * 1.1),
            crashes=crashes,
            anrs=round(crashes * 0.35 * near),
            sessions=round(volume.sessions * share),
            visitors=round(interest * 2.9 * (2 - near)),
            acquisitions=round(interest * 0.97),
        )

    def _devices(self, app: App, day: date, share: float) -> int:
        """Devices on which the app is installed: about 140 days of installs."""
        age = (day - app.launched_on).days
        return round(self.world.volumes.trend(app, day) * share * 140 * -math.expm1(-age / 120))
