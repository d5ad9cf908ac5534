"""How a command that changes one integration is told which, and says what became of it."""

from __future__ import annotations

from typing import Annotated

import typer

from storelink.cli.output import print_json, say
from storelink.integrations.models import Integration

IntegrationArgument = Annotated[
    str, typer.Argument(help="The integration: number, account ID, or name.")
]


def tell(one: Integration, said: str, *, as_json: bool) -> None:
    """A sentence that begins with the integration’s name, or the same as JSON."""
    if not as_json:
        say(f"{one.name} {said}")
        return
    print_json(
        {
            "integration": one.pk,
            "provider": one.provider,
            "account_id": one.account_id,
            "name": one.name,
            "is_paused": one.paused_at is not None,
        }
    )
