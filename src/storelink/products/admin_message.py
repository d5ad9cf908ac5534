"""A message for whoever may give rights in a store's console: what is missing, and where."""

from __future__ import annotations

from collections.abc import Sequence

from storelink.integrations.models import Credential, Integration
from storelink.products.matrix import Lack, Matrix, family_name
from storelink.providers.contract import Light
from storelink.providers.registry import provider as provider_of

_APPS_NAMED = 5


def message_for_admin(integration: Integration, matrix: Matrix) -> str:
    """The text to send on; empty where nothing is refused. No secret in it: the credential is
    named as the console itself names it, so that it can be found there."""
    refused = [lack for lack in matrix.lacks if lack.light is Light.RED]
    if not refused:
        return ""
    console = provider_of(integration.provider).name
    held = Credential.objects.filter(integration=integration).order_by("-set_at")
    who = ", ".join(one.public_id for one in held if one.public_id)
    head = f"Our reporting reads {console}, account “{integration.name}”"
    lines = [f"{head}, as {who}." if who else f"{head}.", "", "Please add what is missing:"]
    for number, lack in enumerate(refused, 1):
        lines += ["", f"{number}. {lack.missing or lack.sentence}", *_about(lack)]
    return "\n".join([*lines, "", "Nothing else is needed, and nothing has to be sent back."])


def _about(lack: Lack) -> Sequence[str]:
    needed = ", ".join(family_name(family).lower() for family in lack.families)
    lines = [f"   Needed for: {needed}"]
    if lack.apps:
        lines.append(f"   Apps: {names_of(lack.apps)}")
    if lack.where:
        lines.append(f"   Where: {lack.where}")
    return lines


def names_of(apps: Sequence[str]) -> str:
    """A few names, and how many more."""
    more = len(apps) - _APPS_NAMED
    return ", ".join(apps[:_APPS_NAMED]) + (f" and {more} more" if more > 0 else "")
