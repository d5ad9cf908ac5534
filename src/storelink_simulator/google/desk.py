"""What Google's services work on: one simulation, its tokens, its rewritten months."""

from __future__ import annotations

import time

from storelink_simulator.google.oauth.token_book import TokenBook
from storelink_simulator.google.rewrites import Rewrites
from storelink_simulator.service import Call
from storelink_simulator.simulation import Simulation
from storelink_simulator.stage import Scene, Trouble


class Desk:
    """Google's side of a simulation."""

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self.world = simulation.world
        self.clock = simulation.clock
        self.stage = simulation.stage
        self.tokens = TokenBook()
        self.rewrites = Rewrites()

    @property
    def seed(self) -> int:
        """What every number is drawn from."""
        return self.world.seed

    def wall(self) -> float:
        """The machine's time: what tokens live by."""
        return time.time()

    def played(self, name: str, call: Call, scene: Scene) -> Trouble | None:
        """The trouble of a name that is meant for the call; one of its times is used up."""
        trouble = self.stage.play(name, scene)
        if trouble is not None:
            call.played.append(name)
        return trouble
