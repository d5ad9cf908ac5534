"""`storelink manage`: Django's management commands, under the product's settings."""

from __future__ import annotations

from typing import Annotated

import typer
from django.core.management import execute_from_command_line

CONTEXT = {
    "ignore_unknown_options": True,
    "allow_extra_args": True,
    "help_option_names": [],
}
"""Everything after the name is Django's, --help too."""


def run(
    words: Annotated[list[str] | None, typer.Argument(help="As after `manage.py`.")] = None,
) -> None:
    """Run a Django management command, such as `migrate`, `check`, or `changepassword`."""
    execute_from_command_line(["storelink manage", *(words or ["help"])])
