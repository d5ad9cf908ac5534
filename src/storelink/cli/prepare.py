"""`storelink prepare` (used by `up`): the home is made, the database brought forward."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from storelink.cli.home import sole_use
from storelink.cli.output import note, print_json
from storelink.cli.product import migrate
from storelink.integrations.secrets_check import check_secrets
from storelink.workspaces.set_up import set_up_token


def run() -> None:
    """Make the home ready and print, as JSON, what the supervisor needs to know.

    CommandFailed (busy) where the home is in use: a running version's database is left alone.
    VaultError where there is no usable vault key.
    """
    with sole_use(settings.HOME):
        migrate()
        _look_at_secrets()
    print_json(readiness())


def _look_at_secrets() -> None:
    """No key, no start; a secret that does not open is said, and the rest goes on."""
    for sentence in check_secrets().failures:
        note(f"A stored credential does not open. {sentence}")


def readiness() -> dict[str, Any]:
    """Where the product will be, and the link of the first start if nobody is there yet."""
    token = set_up_token()
    path = reverse("set_up", args=[token]) if token else ""
    return {
        "home": str(settings.HOME),
        "host": settings.HOST,
        "port": settings.PORT,
        "workers": settings.WORKERS,
        "address": settings.PUBLIC_URL,
        "set_up_address": f"{settings.PUBLIC_URL}{path}" if path else "",
    }
