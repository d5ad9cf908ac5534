"""Somebody who signs in: types a password, reads a phone, chooses a team."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from storelink.providers.contract import Ask, Connected, Refused, Step
from storelink.providers.tests.play import Play

KIND = "apple_id"
TEAM = "Brightside Labs"


@dataclass
class Person:
    """An Apple ID of the simulator's. Every state passes through JSON, as if it were sealed."""

    play: Play
    apple_id: str
    steps: list[Step] = field(default_factory=list)

    @property
    def password(self) -> str:
        return str(self._listed["password"])

    @property
    def _listed(self) -> dict[str, Any]:
        known = self.play.simulator.get("apple-ids")["apple_ids"]
        return next(one for one in known if one["apple_id"] == self.apple_id)

    @property
    def step(self) -> Step:
        return self.steps[-1]

    def asked(self) -> Ask:
        assert isinstance(self.step, Ask), self.step
        return self.step

    def connected(self) -> Connected:
        assert isinstance(self.step, Connected), self.step
        return self.step

    def refused(self) -> Refused:
        assert isinstance(self.step, Refused), self.step
        return self.step

    def answer(self, **answer: str) -> Step:
        state = self.asked().state if self.steps else None
        sealed = json.loads(json.dumps(dict(state))) if state else None
        self.steps.append(self.play.provider.connect(KIND, sealed, answer, self.play.http))
        return self.step

    def sign_in(self, password: str = "", **more: str) -> Step:
        answers = {"email": self.apple_id, "password": password or self.password, **more}
        return self.answer(**answers)

    def messages(self) -> list[dict[str, Any]]:
        """What arrived on this person's phones and devices."""
        told = self.play.simulator.get("phones")["messages"]
        return [one for one in told if one["apple_id"] == self.apple_id]

    def code(self) -> str:
        return str(self.messages()[-1]["code"])

    def wrong_code(self) -> str:
        return f"{(int(self.code()) + 1) % 1_000_000:06}"

    def choose(self, name: str = TEAM) -> Step:
        choices = {label: key for key, label in self.asked().fields[0].choices}
        return self.answer(team=choices[name])

    def come_in(self, **more: str) -> Connected:
        """The whole way."""
        self.sign_in(**more)
        self.answer(code=self.code())
        self.choose()
        return self.connected()

    def verify(self, secret: bytes) -> Step:
        verify = self.play.provider.verify
        assert verify is not None
        self.steps.append(verify(KIND, secret, self.play.http))
        return self.step

    def paths(self, since: int = 0) -> list[str]:
        """What was asked of Apple, in order."""
        return [f"{call.method} {call.path}" for call in self.play.calls[since:]]

    def passwords_tried(self) -> int:
        return sum(path.endswith("/signin/complete") for path in self.paths())
