"""Shares in the words of a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import product

from django.db.models import Prefetch, QuerySet
from django.http import QueryDict
from django.utils import timezone

from storelink.domain.errors import BadInput
from storelink.integrations.models import Integration
from storelink.products.limits import in_force
from storelink.products.models import Share
from storelink.products.share import Terms
from storelink.web.accounts import SHARES, Rights, Row, rows_of
from storelink.web.attention import with_facts
from storelink.web.moments import day
from storelink.workspaces.models import User, Workspace

_MOMENT = timedelta(microseconds=1)
"""A share that lasts until the end of a day ends at the midnight after it."""
_LOOKS_ON = Rights(may_change=False, may_sync=False)


def with_shares(integrations: QuerySet[Integration]) -> QuerySet[Integration]:
    """With the shares that hold now, in one query more."""
    shares = in_force().select_related("workspace")
    return integrations.prefetch_related(Prefetch("shares", queryset=shares, to_attr=SHARES))


def shared_rows(
    workspace: Workspace, open_pk: int | None = None, most_details: int | None = None
) -> list[Row]:
    """What others share with the workspace: no login, no key, no button that changes anything."""
    shares = in_force().filter(workspace=workspace).select_related("shared_by")
    by_pk = {share.integration_id: share for share in shares.prefetch_related("apps")}
    found = with_facts(Integration.objects.filter(pk__in=by_pk))
    rows = rows_of(found, rights=_LOOKS_ON, open_pk=open_pk, most_details=most_details)
    return [_seen(row, by_pk[row.pk]) for row in rows]


def _seen(row: Row, share: Share) -> Row:
    chosen = {app.pk for app in share.apps.all()}
    apps = [app for app in row.apps if share.has_all_apps or app.pk in chosen]
    seen = [app for app in apps if not app.is_left_out]
    return replace(
        row, apps=seen, first_apps=seen, share=share,
        method=f"Shared by {share.shared_by or 'somebody'}", public_id=terms_of(share),
        credentials=(), roles=(), button=None, remedy=None, verified_until=None,
    )  # fmt: skip


def terms_of(share: Share) -> str:
    """“all apps, without money, from 1 Mar, until 3 Apr”."""
    words = ["all apps" if share.has_all_apps else "chosen apps"]
    words += ["without money"] if share.hides_money else []
    words += [f"days from {day(share.first_on)}"] if share.first_on else []
    words += [f"days to {day(share.last_on)}"] if share.last_on else []
    words += [f"until the end of {day(share.expires_at - _MOMENT)}"] if share.expires_at else []
    return ", ".join(words)


@dataclass(frozen=True, slots=True)
class Choice:
    """What the form of sharing says."""

    integrations: Sequence[Integration]
    workspaces: Sequence[Workspace]


def choice_of(given: QueryDict, mine: Sequence[Integration], theirs: Sequence[Workspace]) -> Choice:
    """BadInput where nothing was chosen; what is not the person's to choose is not found."""
    accounts = [one for one in mine if str(one.pk) in given.getlist("account")]
    spaces = [one for one in theirs if str(one.pk) in given.getlist("workspace")]
    if not accounts:
        raise BadInput("Choose at least one account.", field="account")
    if not spaces:
        raise BadInput("Choose at least one workspace.", field="workspace")
    return Choice(accounts, spaces)


@dataclass(frozen=True, slots=True)
class Pairs:
    """The chosen accounts with the chosen workspaces, as each pair stands now."""

    shared: Sequence[tuple[Integration, Workspace]]
    open: Sequence[tuple[Integration, Workspace]]


def pairs_of(choice: Choice) -> Pairs:
    """Which of the pairs are shared already, and which are not. The accounts carry their shares
    (`with_shares`)."""
    pairs = list(product(choice.integrations, choice.workspaces))
    known = {(s.integration_id, s.workspace_id) for one in choice.integrations
             for s in getattr(one, SHARES)}  # fmt: skip
    return Pairs(
        shared=[(one, space) for one, space in pairs if (one.pk, space.pk) in known],
        open=[(one, space) for one, space in pairs if (one.pk, space.pk) not in known],
    )


def given_of(share: Share) -> QueryDict:
    """A share's limits as its form would send them."""
    given = QueryDict(mutable=True)
    given.setlist("app", [str(app.pk) for app in share.apps.all() if not share.has_all_apps])
    ends_on = share.expires_at - _MOMENT if share.expires_at else None
    days = {"first_on": share.first_on, "last_on": share.last_on, "expires_on": ends_on}
    for name, value in days.items():
        given[name] = value.strftime("%Y-%m-%d") if value else ""
    if share.hides_money:
        given["hides_money"] = "yes"
    return given


def terms_for(given: QueryDict, integration: Integration) -> Terms:
    """The terms for one of the chosen accounts. Of an account of which no app was ticked, all
    apps. BadInput for a day that is none."""
    ticked = set(given.getlist("app"))
    apps = tuple(app for app in integration.apps.all() if str(app.pk) in ticked)
    ends_on = _day(given, "expires_on")
    return Terms(
        apps=apps or None,
        hides_money=given.get("hides_money") == "yes",
        first_on=_day(given, "first_on"),
        last_on=_day(given, "last_on"),
        expires_at=_end_of(ends_on) if ends_on else None,
    )


def _end_of(on: date) -> datetime:
    return datetime.combine(on + timedelta(days=1), time.min, tzinfo=UTC)


def _day(given: Mapping[str, str], name: str) -> date | None:
    text = (given.get(name) or "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput("Write the day as YYYY-MM-DD.", field=name) from error


def others_of(user: User, workspace: Workspace) -> Sequence[Workspace]:
    """The workspaces with which the person can share what belongs to this one."""
    roles = ["owner", "manager", "member"]
    found = Workspace.objects.filter(memberships__user=user, memberships__role__in=roles)
    return list(found.exclude(pk=workspace.pk).order_by("name", "pk"))


def today() -> date:
    """For fields that want a day to come."""
    return timezone.now().date()
