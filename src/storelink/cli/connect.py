"""`storelink connect`: the conversation with a provider, on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from storelink.cli.answers import given
from storelink.cli.conversation import report, talk
from storelink.cli.exits import CommandFailed, Exit
from storelink.cli.output import is_interactive, note, printable
from storelink.cli.person import (
    AsOption,
    WorkspaceOption,
    acting_person,
    integration_of,
    workspace_of,
)
from storelink.domain.errors import BadInput
from storelink.integrations.connect import begin, choose_apps_first, update_instead
from storelink.integrations.models import Integration
from storelink.integrations.store_connected import ALREADY_CONNECTED
from storelink.providers.contract import CredentialKind, Provider, Refused
from storelink.providers.registry import provider

CONTEXT = {"allow_extra_args": True, "ignore_unknown_options": True}
"""So that each way to sign in is an option by its own name."""
_ONE_FORM = 2
"""Steps of a way that has one form, and the first sync."""


def run(
    context: typer.Context,
    provider_key: Annotated[
        str,
        typer.Argument(metavar="PROVIDER", help="The store's key."),
    ],
    *,
    kind: Annotated[
        str,
        typer.Option(
            help="How to sign in (--kind NAME, or just --NAME). Default: the first way offered."
        ),
    ] = "",
    fields: Annotated[
        list[str] | None,
        typer.Option(
            "--field",
            help="name=value, name=@file, or name=- (standard input). No secrets as values.",
        ),
    ] = None,
    update: Annotated[
        str, typer.Option(help="The integration to update in place: number, account ID, or name.")
    ] = "",
    update_existing: Annotated[
        bool,
        typer.Option(
            "--update-existing", help="Where the account is connected already, update it."
        ),
    ] = False,
    choose_apps: Annotated[
        bool,
        typer.Option(
            "--choose-apps", help="Fetch only the list of apps; then choose with `storelink apps`."
        ),
    ] = False,
    person: AsOption = "",
    workspace: WorkspaceOption = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Connect an account, or update an integration in place. Prompts for anything missing.

    Nothing is stored until the store has accepted it. Exit code 3 if the store rejects the
    credentials.
    """
    user = acting_person(person)
    home = workspace_of(user, workspace)
    chosen = provider(provider_key)
    way = _kind(chosen, kind or _named(context.args))
    old = integration_of(home, update) if update else None
    if choose_apps and old is not None:
        raise CommandFailed(
            f"{old.name} is here already. Choose its apps by `storelink apps`.", Exit.USAGE
        )
    attempt, ask = begin(user, home, chosen.key, way.key, integration=old)
    if choose_apps:
        choose_apps_first(user, attempt.pk, wanted=True)
    values = given(fields or [], is_strict=len(way.steps) <= _ONE_FORM)
    _introduce(chosen, way)
    end = talk(user, attempt, ask, values)
    if _may_update(end, wanted=update_existing):
        end = update_instead(user, attempt.pk)
    report(end, as_json=as_json)


def _may_update(end: Refused | Integration, *, wanted: bool) -> bool:
    """Whether the account that is there already takes what was given."""
    if not isinstance(end, Refused) or end.reason != ALREADY_CONNECTED:
        return False
    if wanted:
        return True
    if not is_interactive():
        raise CommandFailed(f"{end.sentence} Add --update-existing.", Exit.NEEDS_A_PERSON)
    return typer.confirm(printable(end.sentence), default=False, err=True)


def _named(words: Sequence[str]) -> str:
    """The way that stands on the line as an option of its own name; empty where none does."""
    wrong = next((word for word in words if not word.startswith("--")), "")
    if wrong or len(words) > 1:
        raise CommandFailed(f"“{wrong or words[-1]}” is one word too many.", Exit.USAGE)
    return words[0].removeprefix("--").replace("-", "_") if words else ""


def _kind(chosen: Provider, key: str) -> CredentialKind:
    kinds = {kind.key: kind for kind in chosen.credential_kinds}
    if not key:
        return chosen.credential_kinds[0]
    if key not in kinds:
        raise BadInput(f"{chosen.name} has no “{key}”. Known: {', '.join(kinds)}.", field="kind")
    return kinds[key]


def _introduce(chosen: Provider, kind: CredentialKind) -> None:
    if not is_interactive():
        return
    note(f"{chosen.name}: {kind.name}. {kind.about}")
    for line in kind.instructions:
        note(f"  {line}")
