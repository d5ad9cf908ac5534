"""What takes more rights than fetching does, and is needed once: asking the store to make reports.

Least privilege: a credential with these rights is used in memory for that one job, and is neither
stored, sealed nor logged. A provider whose store wants nothing of the kind has no such part.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from storelink.providers.contract import Field
from storelink.providers.http import PoliteClient


class Came(StrEnum):
    """What came of one app."""

    MADE = "made"
    """The store makes its reports from now on."""
    ALREADY = "already"
    """It did so before."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Prepared:
    """One app, done."""

    app: str
    """The store's id of the app."""
    came: Came
    sentence: str = ""
    """Why it was refused."""


class PrepareOnce(Protocol):
    """Prepare these apps with a credential that is given for this alone, one app after another.

    Looks at the credential before it gives the first app. BadInput, with the field where there is
    one, for a credential that the store does not know, that has too few rights or that belongs to
    another account. While it goes: Busy, Unexpected or NeedsVerification end it; what was done
    stays done, and to repeat it is safe.
    """

    def __call__(
        self, answer: Mapping[str, str], http: PoliteClient, apps: Sequence[str]
    ) -> Iterator[Prepared]: ...


class ByHand(Protocol):
    """The exact calls that do the same, for a shell: text to copy, with `$TOKEN` for the token.
    `endpoints` are the provider's, or the simulator's."""

    def __call__(self, apps: Sequence[str], endpoints: Mapping[str, str]) -> str: ...


class MakeToken(Protocol):
    """A short-lived token for `$TOKEN`, made without any call. BadInput as for PrepareOnce."""

    def __call__(self, answer: Mapping[str, str]) -> str: ...


@dataclass(frozen=True, slots=True)
class Preparation:
    """The part of a provider whose store makes reports only when somebody with more rights asks."""

    reason: str
    """Of the NeedsPermission that this solves."""
    title: str
    about: str
    """What is needed, why, and what happens to it: a few sentences."""
    fields: tuple[Field, ...]
    once: PrepareOnce
    by_hand: ByHand
    token: MakeToken
    token_lasts_minutes: int
