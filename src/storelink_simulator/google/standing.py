"""What an account may do at this moment: its permissions, less what a scenario takes away."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from storelink_simulator.google.accounts import Account
from storelink_simulator.google.desk import Desk
from storelink_simulator.google.permissions import ADMIN, ALL, FINANCE
from storelink_simulator.service import Call
from storelink_simulator.stage import Scene

_NOTHING: frozenset[str] = frozenset()


def standing(desk: Desk, call: Call, scene: Scene, account: Account) -> Account:
    """The account as Play Console sees it now."""
    if desk.played("google_not_invited", call, scene):
        return replace(account, permissions=_NOTHING, grants={})
    invited = desk.stage.peek("google_invited_an_hour_ago", scene)
    if invited is not None:
        works_at = invited.started_at + timedelta(hours=invited.number_of("hours") - 1)
        if desk.clock.now() < works_at:
            call.played.append(invited.name)
            return replace(account, permissions=_NOTHING, grants={})
    if only := desk.played("google_app_level_only", call, scene):
        permissions = ALL - {ADMIN} if ADMIN in account.permissions else account.permissions
        return replace(account, permissions=_NOTHING, grants={only.text("package"): permissions})
    if desk.played("google_financial_permission_missing", call, scene):
        kept = ALL if ADMIN in account.permissions else account.permissions
        return replace(account, permissions=kept - {FINANCE, ADMIN})
    return account
