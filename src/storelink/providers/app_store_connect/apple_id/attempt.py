"""Where a sign-in stands between two steps. Survives JSON: it is sealed and opened elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from storelink.domain.errors import Unexpected
from storelink.providers.app_store_connect.apple_id.factor import Factor, factor_from
from storelink.providers.contract import Json

SIGN_IN: Final = "sign_in"
CODE: Final = "code"
OPEN: Final = "open"
"""All is proven, and App Store Connect has not opened yet."""
TEAM: Final = "team"
BY_DEVICES: Final = "devices"
_STEPS: Final = (SIGN_IN, CODE, OPEN, TEAM)


@dataclass(frozen=True, slots=True)
class Known:
    """Whom a verification is for: nobody else is let in."""

    account: str
    team: str
    """Public id of the team."""
    person: str = ""
    """Apple's number of the person, where it was told."""


@dataclass(frozen=True, slots=True)
class Link:
    """What the identity service wants to see again at the next call."""

    widget_key: str = field(default="", repr=False)
    scnt: str = field(default="", repr=False)
    session_id: str = field(default="", repr=False)
    attributes: str = field(default="", repr=False)
    cookies: tuple[Json, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Choice:
    """A team that can be chosen."""

    id: str
    """Public id."""
    number: int
    name: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to sign in."""

    at: str = SIGN_IN
    account: str = ""
    digest: str = field(default="", repr=False)
    """Stands in for the password, in hex; only where it may be kept."""
    link: Link = field(default_factory=Link)
    factor: Factor = field(default_factory=Factor)
    sent_by: str = ""
    """`devices`, or the id of a phone; empty: no code was asked for yet."""
    is_paused: bool = False
    """True where Apple sends no more codes for now."""
    teams: tuple[Choice, ...] = ()
    known: Known | None = None

    def to_state(self) -> dict[str, Json]:
        """As JSON can hold it. Holds secrets: to be sealed."""
        return {
            "at": self.at,
            "account": self.account,
            "digest": self.digest,
            "link": {
                "widget_key": self.link.widget_key,
                "scnt": self.link.scnt,
                "session_id": self.link.session_id,
                "attributes": self.link.attributes,
                "cookies": list(self.link.cookies),
            },
            "factor": self.factor.to_json(),
            "sent_by": self.sent_by,
            "is_paused": self.is_paused,
            "teams": [{"id": t.id, "number": t.number, "name": t.name} for t in self.teams],
            "known": _known_json(self.known),
        }


def attempt_of(state: Mapping[str, Json] | None) -> Attempt:
    """The attempt that `to_state` wrote; a fresh one for none. Unexpected for anything else."""
    if not state:
        return Attempt()
    try:
        return _attempt_of(dict(state))
    except (KeyError, TypeError) as trouble:
        raise Unexpected(
            "This sign-in was begun by another version of Storelink. Start it again.",
            detail=f"state: {type(trouble).__name__}",
            reason="state_unknown",
        ) from None


def _attempt_of(said: dict[str, Json]) -> Attempt:
    link, teams, known = said["link"], said["teams"], said["known"]
    if not isinstance(link, dict) or not isinstance(teams, list) or said["at"] not in _STEPS:
        raise TypeError
    cookies = link["cookies"]
    if not isinstance(cookies, list):
        raise TypeError
    kept = {name: str(link[name]) for name in ("widget_key", "scnt", "session_id", "attributes")}
    return Attempt(
        at=str(said["at"]),
        account=str(said["account"]),
        digest=str(said["digest"]),
        link=Link(**kept, cookies=tuple(cookies)),
        factor=factor_from(said["factor"]),
        sent_by=str(said["sent_by"]),
        is_paused=said["is_paused"] is True,
        teams=tuple(_choice(each) for each in teams),
        known=_known(known),
    )


def _choice(said: Json) -> Choice:
    if not isinstance(said, dict) or not isinstance(said["number"], int):
        raise TypeError
    return Choice(str(said["id"]), said["number"], str(said["name"]))


def _known(said: Json) -> Known | None:
    if not isinstance(said, dict):
        return None
    return Known(str(said["account"]), str(said["team"]), str(said["person"]))


def _known_json(known: Known | None) -> Json:
    if known is None:
        return None
    return {"account": known.account, "team": known.team, "person": known.person}
