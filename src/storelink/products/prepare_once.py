"""Have the store make reports that it makes only when somebody with more rights asks, once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from storelink.domain.errors import BadInput
from storelink.integrations.client import client_for, endpoints_of
from storelink.integrations.models import Integration
from storelink.integrations.outgoing import ledger_of_once
from storelink.integrations.sync_now import make_due
from storelink.products.models import App
from storelink.providers.http import PoliteClient
from storelink.providers.preparation import Came, Preparation, Prepared
from storelink.providers.registry import provider as provider_of
from storelink.workspaces.audit import note
from storelink.workspaces.models import Role, User
from storelink.workspaces.permission import require


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one app."""

    app: App
    came: Came
    sentence: str = ""


def preparation_of(integration: Integration) -> Preparation:
    """BadInput where this console's reports need no such thing."""
    one = provider_of(integration.provider)
    if one.preparation is None:
        raise BadInput(f"{one.name} makes all of its reports by itself: there is nothing to ask.")
    return one.preparation


def apps_to_prepare(integration: Integration) -> Sequence[App]:
    """Those that are there and not left out: for others nothing is ever asked."""
    found = App.objects.filter(integration=integration, is_left_out=False, gone_at=None)
    return tuple(found.order_by("name", "pk"))


def by_hand(user: User, integration: Integration) -> str:
    """The calls that do the same, to be copied. NotAllowed below manager; BadInput as above."""
    require(user, integration.workspace, Role.MANAGER)
    preparation = preparation_of(integration)
    ids = [app.store_id for app in apps_to_prepare(integration)]
    return preparation.by_hand(ids, endpoints_of(provider_of(integration.provider)))


def prepare_once(user: User, integration: Integration, answer: Mapping[str, str]) -> Iterator[Done]:
    """Ask for every app that is not left out, one after another, with a credential that is used
    for this alone: it stays in memory and goes when this ends.

    NotAllowed below manager. BadInput, before anything is asked for, where the credential will not
    do. Then an app at a time; the store's errors come out as they are, and what was done stays.
    """
    require(user, integration.workspace, Role.MANAGER)
    preparation = preparation_of(integration)
    apps = {app.store_id: app for app in apps_to_prepare(integration)}
    if not apps:
        raise BadInput("No app of this account is here yet. They appear with the first sync.")
    client = client_for(provider_of(integration.provider), on_call=ledger_of_once(integration))
    try:
        found = preparation.once(answer, client, list(apps))
    except BaseException:
        client.close()
        raise
    note(
        user, integration.workspace, "credential.used_once", f"{integration.name}, {len(apps)} apps"
    )
    return _done(integration, apps, _closing(client, found))


def _closing(client: PoliteClient, found: Iterator[Prepared]) -> Iterator[Prepared]:
    with client:
        yield from found


def _done(
    integration: Integration, apps: Mapping[str, App], found: Iterator[Prepared]
) -> Iterator[Done]:
    """At the end, however it came, what was asked for is looked for."""
    is_any_made = False
    try:
        for one in found:
            is_any_made = is_any_made or one.came is Came.MADE
            yield Done(apps[one.app], one.came, one.sentence)
    finally:
        if is_any_made and integration.paused_at is None:
            make_due(integration)
