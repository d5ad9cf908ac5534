"""How a provider begins to update an account in place, with what is kept of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from storelink.providers.contract import Ask


class Update(Protocol):
    """The first step of `kind`, with nothing asked for again that is kept already. Pure.

    `secrets` are those of the account's credentials, by kind. What is no secret stands in the
    fields (`Field.known`); a secret goes into the Ask's state, which is sealed, and its field may
    be left empty. A secret that cannot be read is as one that is not kept.
    """

    def __call__(self, kind: str, secrets: Mapping[str, bytes]) -> Ask: ...
