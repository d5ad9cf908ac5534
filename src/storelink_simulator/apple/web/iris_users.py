"""Users as the web application tells them: with the address and whether they agreed to terms."""

from __future__ import annotations

from dataclasses import replace

from storelink_simulator.apple.documents import Thing
from storelink_simulator.apple.operations import Ask, Operation, Parameter, parameter
from storelink_simulator.apple.users import Users
from storelink_simulator.cast import User


class IrisUsers(Users):
    """The operations on users. The team can be included too, as clients ask for it."""

    def operations(self) -> tuple[Operation, ...]:
        """What the public API offers, with `provider` among what may be included."""
        return tuple(
            replace(one, parameters=tuple(_wider(known) for known in one.parameters))
            for one in super().operations()
        )

    def thing(self, user: User, ask: Ask) -> Thing:
        """The public API's object, and two attributes more."""
        thing = super().thing(user, ask)
        more = {"email": user.username, "agreedToTerms": True}
        return replace(thing, attributes={**thing.attributes, **more})


def _wider(known: Parameter) -> Parameter:
    return parameter("include", "visibleApps", "provider") if known.name == "include" else known
