"""The teams (Apple: providers) that people belong to: the publisher, and two smaller ones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal
from uuid import UUID

from storelink_simulator.apple.desk import Desk
from storelink_simulator.apple.identity.cast import MANAGER, OWNER, ZERO_SALT
from storelink_simulator.cast import App, User, further_app
from storelink_simulator.drawing import number_of
from storelink_simulator.simulation import Simulation
from storelink_simulator.world import COMPANY, World

SubType = Literal["INDIVIDUAL", "ORGANIZATION"]
_FIRST_SIDE_APP = 5000


@dataclass(frozen=True)
class SideWorld(World):
    """The apps and people of a team that is not the publisher; the official API has no keys."""

    side_apps: tuple[App, ...] = ()
    side_users: tuple[User, ...] = ()

    @cached_property
    def own_apps(self) -> tuple[App, ...]:
        """The team's apps."""
        return self.side_apps

    @property
    def users(self) -> tuple[User, ...]:
        """The team's people."""
        return self.side_users


@dataclass(frozen=True)
class Team:
    """One team. `number` is Apple's providerId, `id` its publicProviderId."""

    number: int
    id: str
    name: str
    sub_type: SubType
    desk: Desk

    def user(self, apple_id: str) -> User | None:
        """The person behind an Apple ID, if there is one on this team."""
        return next((one for one in self.desk.world.users if one.username == apple_id), None)

    def apps_of(self, user: User) -> list[App]:
        """The apps that a person sees."""
        seen = user.visible_apps
        return [app for app in self.desk.world.apps if seen is None or app.apple_id in seen]


class Teams:
    """All teams of a simulation, in the order in which people see them."""

    def __init__(self, simulation: Simulation, publisher: Desk) -> None:
        self._simulation = simulation
        own = self._team(0, COMPANY, "ORGANIZATION", publisher)
        mira = (_member("Mira", "Okafor", OWNER, "ACCOUNT_HOLDER", "ADMIN"),)
        tideline = (
            _member("Zora", "Novak", ZERO_SALT, "ACCOUNT_HOLDER", "ADMIN"),
            _member("Mira", "Okafor", OWNER, "MARKETING"),
            _member("Jonas", "Lindqvist", MANAGER, "DEVELOPER"),
        )
        self.all: tuple[Team, ...] = (
            own,
            self._side_team(1, "Mira Okafor", "INDIVIDUAL", mira),
            self._side_team(2, "Tideline Games", "ORGANIZATION", tideline),
        )

    def of(self, apple_id: str) -> list[Team]:
        """The teams that an Apple ID belongs to."""
        return [team for team in self.all if team.user(apple_id)]

    def _side_team(self, place: int, name: str, sub_type: SubType, users: tuple[User, ...]) -> Team:
        first = _FIRST_SIDE_APP + 10 * place
        apps = tuple(further_app(first + n) for n in range(2))
        world = SideWorld(self._simulation.settings, (), apps, users)
        return self._team(place, name, sub_type, Desk(self._simulation, world))

    def _team(self, place: int, name: str, sub_type: SubType, desk: Desk) -> Team:
        seed = self._simulation.settings.seed
        number = 120_000_000 + number_of(seed, "provider") % 1_000_000 * 10 + place
        return Team(number, _uuid(seed, "provider", place), name, sub_type, desk)


def _member(first_name: str, last_name: str, apple_id: str, *roles: str) -> User:
    return User(_uuid("member", apple_id, *roles), apple_id, first_name, last_name, roles)


def _uuid(*words: object) -> str:
    return str(UUID(int=number_of(*words, 0) << 64 | number_of(*words, 1), version=4))
