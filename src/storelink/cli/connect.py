"""`storelink connect`: the conversation with a provider, on the terminal."""

from __future__ import annotations

from typing import Annotated

import typer

from storelink.cli.answers import answers_to, given, show_errors
from storelink.cli.exits import CommandFailed, Exit
from storelink.cli.output import is_interactive, note, print_json, say
from storelink.cli.person import (
    AsOption,
    WorkspaceOption,
    acting_person,
    integrations_of,
    workspace_of,
)
from storelink.domain.errors import BadInput
from storelink.integrations.connect import answer, begin
from storelink.integrations.models import Integration
from storelink.providers.contract import Ask, CredentialKind, Provider, Refused
from storelink.providers.registry import provider


def run(
    provider_key: Annotated[str, typer.Argument(metavar="PROVIDER", help="The console's key.")],
    *,
    kind: Annotated[
        str, typer.Option(help="How to sign in; without it, the way offered first.")
    ] = "",
    fields: Annotated[
        list[str] | None,
        typer.Option(
            "--field", help="name=value, name=@file or name=- (standard input). Secrets: no value."
        ),
    ] = None,
    update: Annotated[
        str, typer.Option(help="The integration to update in place: number, account or name.")
    ] = "",
    person: AsOption = "",
    workspace: WorkspaceOption = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Connect an account, or update one in place. What is not given is asked for.

    Nothing is stored before the store itself has answered. Ends with 3 where the store refuses.
    """
    user = acting_person(person)
    home = workspace_of(user, workspace)
    chosen = provider(provider_key)
    old = integrations_of(home, update)[0] if update else None
    attempt, ask = begin(user, home, chosen.key, _kind(chosen, kind).key, integration=old)
    values = given(fields or [])
    _introduce(chosen, _kind(chosen, kind))
    while True:
        step = answer(user, attempt.token, answers_to(ask, values))
        if not isinstance(step, Ask):
            break
        ask = _next(step)
    _report(step, as_json=as_json)


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


def _next(ask: Ask) -> Ask:
    show_errors(ask)
    if ask.errors and not is_interactive():
        raise CommandFailed("Nothing was connected. Correct what is said above and try again.")
    note(ask.title)
    if ask.hint:
        note(ask.hint)
    return ask


def _report(step: Refused | Integration, *, as_json: bool) -> None:
    if isinstance(step, Refused):
        raise CommandFailed(step.sentence, Exit.NEEDS_A_PERSON)
    if as_json:
        print_json(
            {
                "integration": step.pk,
                "provider": step.provider,
                "account_id": step.account_id,
                "name": step.name,
            }
        )
        return
    say(f"{step.name} is connected (integration {step.pk}). Its data comes in now.")
    say(f"Follow it: storelink sync --watch {step.pk}")
