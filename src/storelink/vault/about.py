"""What a sealed secret belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

_LONGEST = 400
"""Characters of the rendered form: it travels in the header of each blob."""


@dataclass(frozen=True, slots=True)
class About:
    """The place of a secret. Bound to the blob: in any other place the blob stays shut.

    All four are chosen by us and readable by anyone who has the blob: never put a secret here.
    """

    table: str
    """What holds it: `credential`, `connect_attempt`."""
    row: str = ""
    """Identity of the row, where integration and kind do not name it already.
    Never changes and is never used again."""
    integration: str = ""
    """Identity of the integration; empty before there is one."""
    kind: str = ""
    """Kind of credential: `api_key`."""

    def __post_init__(self) -> None:
        if not self.table or not (self.row or self.integration):
            raise ValueError("a secret belongs to a row of a table: give its table and identity")
        if len(self.rendered()) > _LONGEST:
            raise ValueError(f"the place of a secret is at most {_LONGEST} characters")

    def rendered(self) -> str:
        """The one way to write it. Two places never render alike."""
        named = {
            "table": self.table,
            "row": self.row,
            "integration": self.integration,
            "kind": self.kind,
        }
        return "&".join(f"{name}={quote(value, safe='')}" for name, value in named.items())
