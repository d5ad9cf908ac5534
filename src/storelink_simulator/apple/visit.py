"""A call to a web service of Apple's on its way through: who, when, which troubles are played."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from werkzeug.wrappers import Request

from storelink_simulator.service import Call
from storelink_simulator.simulation import Simulation
from storelink_simulator.stage import Scene, Trouble


class NotAnObject(ValueError):
    """The body of a request is no JSON object."""


@dataclass
class Visit:
    """One call. `scene` follows what is learned on the way: the Apple ID, the app."""

    call: Call
    simulation: Simulation
    scene: Scene
    now: datetime

    @property
    def request(self) -> Request:
        """The HTTP request."""
        return self.call.request

    def is_by(self, apple_id: str) -> None:
        """Learn whose call it is; scenarios with the filter `key` match it from here on."""
        self.call.key_id = apple_id
        self.scene = Scene(self.scene.path, apple_id, self.scene.app_id)

    def is_about(self, app_id: str) -> None:
        """Learn which app it is about."""
        self.scene = Scene(self.scene.path, self.scene.key_id, app_id)

    def plays(self, name: str) -> Trouble | None:
        """A scenario that is on for this call; one of its times is used up."""
        trouble = self.simulation.stage.play(name, self.scene)
        if trouble is not None:
            self.call.played.append(name)
        return trouble

    def is_under(self, name: str) -> Trouble | None:
        """Like `plays`, but nothing is used up: for conditions that hold over several calls."""
        return self.simulation.stage.peek(name, self.scene)

    def says(self, remark: str) -> None:
        """Leave a remark in the log of calls. Never a secret."""
        self.call.played.append(remark)

    def body(self) -> dict[str, Any]:
        """The JSON object that was sent; nothing sent is an empty one. Raises NotAnObject."""
        data = self.request.get_data()
        try:
            found = json.loads(data) if data else {}
            json.dumps(found, ensure_ascii=False).encode()  # half of a surrogate pair is no text
        except (ValueError, RecursionError) as error:
            raise NotAnObject from error
        if not isinstance(found, dict):
            raise NotAnObject
        return found


def begin(call: Call, simulation: Simulation) -> Visit:
    """A call that nothing is known about but its path."""
    return Visit(call, simulation, Scene(call.request.path), simulation.clock.now())
