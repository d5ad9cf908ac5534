"""One invented publisher, Brightside Labs: its apps, its team, its numbers for any day since 2024.

A day is computed alone, from the seed, the app and the day; nothing is stored and nothing ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from storelink_simulator.cast import TEAM, App, User, further_app, leading_apps
from storelink_simulator.drawing import number_of
from storelink_simulator.settings import Settings
from storelink_simulator.subscriptions import Subscriptions
from storelink_simulator.volume import Volumes

HISTORY_STARTS_ON = date(2024, 1, 1)
COMPANY = "Brightside Labs"


@dataclass(frozen=True)
class World:
    """The publisher of one simulation."""

    settings: Settings
    guests: tuple[App, ...] = ()
    """Apps that only exist because a folder of real files names them; they have no invented day."""

    @property
    def seed(self) -> int:
        """What every number is drawn from."""
        return self.settings.seed

    @cached_property
    def own_apps(self) -> tuple[App, ...]:
        """The invented apps, in the order in which the demonstration shows them."""
        leading = leading_apps(self.settings.starts_at.date())
        count = self.settings.app_count
        more = tuple(further_app(index) for index in range(6, count))
        return leading[:count] + more

    @cached_property
    def apps(self) -> tuple[App, ...]:
        """All apps, guests last."""
        known = {app.apple_id for app in self.own_apps}
        return self.own_apps + tuple(app for app in self.guests if app.apple_id not in known)

    @cached_property
    def app_by_id(self) -> dict[str, App]:
        """Apps by their Apple id."""
        return {app.apple_id: app for app in self.apps}

    @property
    def users(self) -> tuple[User, ...]:
        """The people of the team."""
        return TEAM

    @cached_property
    def vendor_number(self) -> str:
        """The eight digits that sales and finance reports are asked for with."""
        return str(80_000_000 + number_of(self.seed, "vendor") % 10_000_000)

    @cached_property
    def volumes(self) -> Volumes:
        """How much happens on a day."""
        return Volumes(self.seed, self.settings.size, HISTORY_STARTS_ON)

    @cached_property
    def subscriptions(self) -> Subscriptions:
        """What happens to subscriptions on a day."""
        return Subscriptions(self.seed, self.volumes)
