"""Load a range of days again: where a store has corrected days that are older than those that are
asked for again anyway, or where somebody is not sure."""

from __future__ import annotations

from django.db import transaction

from storelink.domain.errors import BadInput
from storelink.domain.period import Days
from storelink.integrations.models import ExpiredPartition, Integration, Reload
from storelink.integrations.sync_now import make_due
from storelink.providers.registry import provider as provider_of
from storelink.workspaces.audit import note
from storelink.workspaces.models import Role, User
from storelink.workspaces.permission import require

MOST_DAYS = 400
"""Of one range: a year at once, so that a slip of the pen does not use up a day's requests."""
MOST_AT_ONCE = 5
"""Ranges of one account that are not done yet."""


def reload(
    user: User, integration: Integration, days: Days, *, report: str = "", app: str = ""
) -> Reload:
    """The account's files of these days are asked for again at once, and take the place of what is
    loaded; both versions of the raw files are kept. Safe to repeat: what is under way already is
    given back. `report` and `app` (the store's id) narrow it down.

    NotAllowed below manager. BadInput where the range is too long, where the report or the app
    is none of the account's, where it is paused, where too much is under way.
    """
    require(user, integration.workspace, Role.MANAGER)
    _check(integration, days, report, app)
    same = Reload.objects.filter(
        integration=integration, ended_at=None, report=report, app_id=app,
        first_on=days.first, last_on=days.last,
    ).first()  # fmt: skip
    if same is not None:
        return same
    if Reload.objects.filter(integration=integration, ended_at=None).count() >= MOST_AT_ONCE:
        raise BadInput(
            f"{MOST_AT_ONCE} ranges of {integration.name} are being loaded again already. Wait "
            "until one of them is done."
        )
    with transaction.atomic():
        made = Reload.objects.create(
            integration=integration, report=report, app_id=app, first_on=days.first,
            last_on=days.last, asked_by=user,
        )  # fmt: skip
        _ask_once_more(made)
        make_due(integration)
        note(user, integration.workspace, "integration.reloaded", _about(made))
    return made


def reloads(integration: Integration) -> list[Reload]:
    """What is under way, then the last that ended."""
    found = Reload.objects.filter(integration=integration)
    under_way = list(found.filter(ended_at=None))
    return under_way + list(found.exclude(ended_at=None)[:1])


def words_of(row: Reload) -> str:
    """What is being loaded, or was: “Crash rate, 3 to 9 Nov 2026”."""
    names = {one.key: one.name for one in provider_of(row.integration.provider).reports}
    what = [names.get(row.report, row.report), row.app_id]
    days = f"{row.first_on:%-d %b %Y}"
    if row.last_on != row.first_on:
        days += f" to {row.last_on:%-d %b %Y}"
    return ", ".join([*filter(None, what), days])


def _check(integration: Integration, days: Days, report: str, app: str) -> None:
    if len(days) > MOST_DAYS:
        raise BadInput(
            f"At most {MOST_DAYS} days can be loaded again at once. Ask for one part after the "
            "other.",
            field="last",
        )
    if report and report not in {one.key for one in provider_of(integration.provider).reports}:
        raise BadInput(f"There is no report “{report}” here.", field="report")
    if app and not integration.apps.filter(store_id=app).exists():
        raise BadInput(f"There is no app “{app}” in {integration.name}.", field="app")
    if integration.paused_at is not None:
        raise BadInput(f"{integration.name} is paused. Resume it first.")


def _ask_once_more(row: Reload) -> None:
    """For what the store kept no longer, too."""
    gone = ExpiredPartition.objects.filter(integration=row.integration)
    if row.report:
        gone = gone.filter(report=row.report)
    if row.app_id:
        gone = gone.filter(app_id=row.app_id)
    gone.delete()


def _about(row: Reload) -> str:
    return f"{row.integration.name}: {words_of(row)}"
