"""Which scenarios are switched on, for whom, and how often they still play."""

from __future__ import annotations

import difflib
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from storelink_simulator.scenario import Option
from storelink_simulator.scenarios import BY_NAME


class UnknownScenario(ValueError):
    """There is no scenario of that name, or it has no such option."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What a scenario is matched against: whose call, about which app, at which path."""

    path: str = ""
    key_id: str | None = None
    app_id: str | None = None


@dataclass
class Trouble:
    """A scenario that was switched on. A filter of None lets everything through."""

    number: int
    name: str
    started_at: datetime
    key_id: str | None = None
    app_id: str | None = None
    path: str | None = None
    remaining: int | None = None
    options: Mapping[str, Option] = field(default_factory=dict)
    skip: int = 0
    """How many calls that it is meant for it lets pass first."""

    def matches(self, scene: Scene) -> bool:
        """Whether it is meant for this call. `path` matches what it begins, or is found in."""
        if self.key_id is not None and scene.key_id != self.key_id:
            return False
        if self.app_id is not None and scene.app_id != self.app_id:
            return False
        return self.path is None or self.path in scene.path

    def integer(self, option: str) -> int:
        """An option as a whole number."""
        return int(self.options[option])

    def number_of(self, option: str) -> float:
        """An option as a number."""
        return float(self.options[option])

    def text(self, option: str) -> str:
        """An option as text."""
        return str(self.options[option])


class Stage:
    """The troubles of one simulation. Safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._troubles: list[Trouble] = []
        self._number = 0
        self.cleared = threading.Event()

    def switch_on(self, trouble: Trouble) -> Trouble:
        """Add a trouble; its options are completed by the scenario's. Raises UnknownScenario."""
        scenario = BY_NAME.get(trouble.name)
        if scenario is None:
            raise UnknownScenario(_unknown(trouble.name))
        unknown = set(trouble.options) - set(scenario.options)
        if unknown:
            raise UnknownScenario(f"{trouble.name} has no option {sorted(unknown)}.")
        trouble.options = {**scenario.options, **trouble.options}
        if trouble.remaining is None:
            trouble.remaining = scenario.count
        with self._lock:
            self._number += 1
            trouble.number = self._number
            self._troubles.append(trouble)
            self.cleared = threading.Event()
        return trouble

    def switch_off(self, name: str | None = None) -> int:
        """Remove all troubles, or those of a name; says how many. Whoever hangs is let go."""
        with self._lock:
            before = len(self._troubles)
            self._troubles = [one for one in self._troubles if name not in (None, one.name)]
            self.cleared.set()
            return before - len(self._troubles)

    def active(self) -> list[Trouble]:
        """What is switched on, oldest first."""
        with self._lock:
            return list(self._troubles)

    def peek(self, name: str, scene: Scene) -> Trouble | None:
        """The newest trouble of a name that is meant for the call; counts nothing."""
        with self._lock:
            return self._find(name, scene)

    def play(self, name: str, scene: Scene) -> Trouble | None:
        """Like `peek`, and one of its times is used up."""
        with self._lock:
            found = self._find(name, scene)
            if found is not None and found.skip > 0:
                found.skip -= 1
                return None
            if found is None or found.remaining is None:
                return found
            found.remaining -= 1
            if found.remaining <= 0:
                self._troubles.remove(found)
            return found

    def _find(self, name: str, scene: Scene) -> Trouble | None:
        matching = (
            one for one in reversed(self._troubles) if one.name == name and one.matches(scene)
        )
        return next(matching, None)


def _unknown(name: str) -> str:
    near = difflib.get_close_matches(name, BY_NAME, n=3)
    hint = f" Near it: {', '.join(near)}." if near else ""
    return f"There is no scenario named {name!r}.{hint}"
