"""What is kept of a sign-in: its cookies, its team, and, if a person said so, the way back in."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Final

from storelink.domain.errors import Unexpected
from storelink.providers.app_store_connect.apple_id.cookies import Jar, jar_of

KIND: Final = "apple_id"


@dataclass(frozen=True, slots=True)
class WebSecret:
    """A session of App Store Connect's own pages. Never shows what opens it."""

    account: str
    """The Apple ID."""
    team: str
    """Public id of its team."""
    team_number: int
    person: str = ""
    """Apple's number of the person."""
    digest: str = field(default="", repr=False)
    """Stands in for the password, in hex; empty where it was not to be kept."""
    jar: Jar = field(default_factory=Jar, repr=False)

    def to_secret(self) -> bytes:
        """For the vault."""
        return json.dumps(
            {
                "kind": KIND,
                "account": self.account,
                "team": self.team,
                "team_number": self.team_number,
                "person": self.person,
                "digest": self.digest,
                "cookies": self.jar.to_json(),
            }
        ).encode()


def is_web_secret(secret: bytes) -> bool:
    """True for a sign-in, False for a key."""
    return _object(secret).get("kind") == KIND


def web_secret_of(secret: bytes) -> WebSecret:
    """The sign-in that `to_secret` wrote. Unexpected where it is none."""
    said = _object(secret)
    try:
        return WebSecret(
            said["account"], said["team"], said["team_number"], said["person"], said["digest"],
            jar_of(said["cookies"]),
        )  # fmt: skip
    except (KeyError, TypeError):
        # `from None`: the first error holds what it stumbled over.
        raise Unexpected(
            "What is kept of this sign-in can’t be read. Connect the account again.",
            reason="secret_unknown",
        ) from None


def _object(secret: bytes) -> dict[str, Any]:
    try:
        said = json.loads(secret)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
