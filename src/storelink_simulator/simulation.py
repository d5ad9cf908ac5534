"""Everything that one simulation is made of, apart from the doors to it."""

from __future__ import annotations

from storelink_simulator.apple.reports.maturity import Maturity
from storelink_simulator.call_log import CallLog
from storelink_simulator.clock import Clock
from storelink_simulator.folders.folder import Folder, read_folder
from storelink_simulator.reviews import Answer
from storelink_simulator.settings import Settings
from storelink_simulator.stage import Stage
from storelink_simulator.world import World


class Simulation:
    """A world, its time, the troubles that are on and the calls that came.

    Built anew at every reset; services are built on it and hold their own state.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock = Clock(settings.starts_at, settings.clock_rate)
        self.stage = Stage()
        self.log = CallLog()
        self.replies: dict[str, Answer | None] = {}
        """What the publisher answered since the start, by the id of the review."""
        self.maturity = Maturity(settings.seed)
        self.folder: Folder = read_folder(settings.folder, settings.starts_at.date())
        self.world = World(settings, self.folder.apps)
