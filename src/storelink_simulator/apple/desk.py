"""What the operations of Apple's API work on: one simulation, its keys, its analytics requests."""

from __future__ import annotations

from functools import cached_property

from storelink_simulator.apple.keys import TEAM_ROLES, Key, key_for
from storelink_simulator.apple.reports.downloads import Downloads
from storelink_simulator.apple.reports.engagement import Engagement
from storelink_simulator.apple.reports.family import Family
from storelink_simulator.apple.reports.preorders import PreOrders
from storelink_simulator.apple.reports.purchases import Purchases
from storelink_simulator.apple.reports.usage import Crashes, Installations, Sessions
from storelink_simulator.apple.request_book import RequestBook
from storelink_simulator.cast import App, User
from storelink_simulator.simulation import Simulation
from storelink_simulator.stage import Scene
from storelink_simulator.world import World

_FAMILIES: tuple[type[Family], ...] = (
    Engagement,
    Downloads,
    Purchases,
    PreOrders,
    Installations,
    Sessions,
    Crashes,
)


class Desk:
    """Apple's side of a simulation."""

    def __init__(self, simulation: Simulation, world: World | None = None) -> None:
        """Of the publisher's world, or of another team's."""
        self.simulation = simulation
        self.world = world or simulation.world
        self.clock = simulation.clock
        self.stage = simulation.stage
        self.families: dict[str, Family] = {
            kind.name: kind(self.world, simulation.maturity) for kind in _FAMILIES
        }
        self.book = RequestBook(simulation)

    @cached_property
    def keys(self) -> dict[str, Key]:
        """All keys by key id: a team key per role, an individual one per person."""
        seed = self.world.seed
        keys = [key_for(seed, role) for role in TEAM_ROLES]
        keys += [key_for(seed, _role_of(user), user_id=user.id) for user in self.world.users]
        return {key.key_id: key for key in keys}

    def apps_of(self, key: Key) -> list[App]:
        """The apps that a key sees: all for a team key, its user's for an individual one."""
        user = next((one for one in self.world.users if one.id == key.user_id), None)
        apps = [app for app in self.world.apps if not self._is_transferred(key, app)]
        if user is None or user.visible_apps is None:
            return apps
        return [app for app in apps if app.apple_id in user.visible_apps]

    def _is_transferred(self, key: Key, app: App) -> bool:
        """Whether `app_transferred` gave it to somebody else; without a filter the second app."""
        gone = self.stage.peek("app_transferred", Scene("", key.key_id, app.apple_id))
        if gone is None or self.world is not self.simulation.world:
            return False
        return gone.app_id is not None or app in self.world.apps[1:2]

    def app_of(self, key: Key, app_id: str) -> App | None:
        """An app by its id, if the key sees it."""
        return next((app for app in self.apps_of(key) if app.apple_id == app_id), None)


def _role_of(user: User) -> str:
    return user.roles[0]
