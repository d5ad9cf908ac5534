"""A store whose sign-in ends: a member's name, then a code, good for thirty days.

The club talks to nobody: what it was asked is counted in `CLUB`, and what it answers stands there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.utils import timezone

from storelink.domain.errors import Busy, NeedsVerification
from storelink.providers.contract import (
    Action,
    Ask,
    Check,
    Connected,
    CredentialKind,
    Field,
    FieldKind,
    Json,
    Refused,
    Step,
    StoreApp,
)
from storelink.providers.http import PoliteClient
from tests import lemonade_stand

KIND = "member"
CODE = "394821"


@dataclass
class Club:
    """What it was asked, and how it behaves."""

    codes_sent: int = 0
    guesses: int = 0
    trusts: bool = False
    """Whether it lets a known member in without a code."""
    is_busy: bool = False
    bans: bool = False
    """Whether it lets nobody in any more, with a code or without."""
    trouble: Exception | None = None
    """What a member meets at every door."""
    refuses: set[str] = field(default_factory=set)
    """Names whose session is over."""


CLUB = Club()

_NAME = Field("member", "Member", "Your name at the club.")
_CODE = Field("code", "Code", "Six digits.", kind=FieldKind.CODE)


def connect(
    kind: str, state: Mapping[str, Json] | None, answer: Mapping[str, str], http: PoliteClient
) -> Step:
    if kind != KIND:
        return lemonade_stand.connect(kind, state, answer, http)
    if CLUB.is_busy and answer:
        raise Busy("The club is closed just now.")
    if state is None or "member" not in state:
        return (
            _code_for(answer["member"]) if answer.get("member") else Ask("name", "Who?", (_NAME,))
        )
    return _code(state, answer)


def _code(state: Mapping[str, Json], answer: Mapping[str, str]) -> Step:
    if not answer:
        return _asked(state)
    if answer.get("action") == "again":
        CLUB.codes_sent += 1
        return _asked(state)
    CLUB.guesses += 1
    if answer.get("code") != CODE:
        return replace(_asked(state), errors={"code": "That code isn’t right."})
    if state["member"] == "banned":
        return Refused("The club has banned this member.", "banned")
    return connected(str(state["member"]))


def verify(kind: str, secret: bytes, http: PoliteClient) -> Step:
    member = json.loads(secret)["member"]
    if CLUB.is_busy:
        raise Busy("The club is closed just now.")
    if CLUB.bans:
        return Refused("The club has locked this member out.", "account_locked")
    return connected(member) if CLUB.trusts else _code_for(member)


def connected(member: str) -> Connected:
    return Connected(
        account_id="stands" if member == "lou" else member,
        name="Lou’s lemonade",
        secret=json.dumps({"member": member, "at": timezone.now().isoformat()}).encode(),
        public_id=member,
        valid_until=_end(timezone.now()),
    )


def _end(now: datetime) -> datetime:
    return now + timedelta(days=30)


def _code_for(member: str) -> Ask:
    CLUB.codes_sent += 1
    return _asked({"member": member})


def _asked(state: Mapping[str, Json]) -> Ask:
    return Ask(
        "code", "Type the code", (_CODE,), actions=(Action("again", "Send a new one"),),
        state=state, delegate="The club sent a code to •• 42.",
    )  # fmt: skip


def open_session(secret: bytes, http: PoliteClient) -> lemonade_stand.Stand:
    if secret == lemonade_stand.RECIPE.encode():
        if "recipe" in CLUB.refuses:
            raise NeedsVerification("The recipe has changed.", reason="key_revoked")
        return lemonade_stand.Stand()
    return _Members()


class _Members(lemonade_stand.Stand):
    """A stand whose door asks who it is."""

    def check(self) -> Check:
        if CLUB.trouble is not None:
            raise CLUB.trouble
        if "member" in CLUB.refuses:
            if CLUB.trusts:
                CLUB.refuses.discard("member")
            raise NeedsVerification("The club wants a code again.", reason="session_over")
        return lemonade_stand.Stand.check(self)

    def apps(self) -> tuple[StoreApp, ...]:
        if CLUB.trouble is not None:
            raise CLUB.trouble
        return lemonade_stand.Stand.apps(self)


provider = replace(
    lemonade_stand.provider,
    credential_kinds=(
        *lemonade_stand.provider.credential_kinds,
        CredentialKind(
            KIND, "Membership", "A name and a code, again every 30 days.",
            ("Name", "Code", "Cups"), verify_soon_days=5,
        ),
    ),
    connect=connect,
    open=open_session,
    verify=verify,
)  # fmt: skip
