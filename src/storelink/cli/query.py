"""`storelink query`: figures, as the pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from storelink.cli.days import days_of, last_complete_day
from storelink.cli.exits import CommandFailed, Exit
from storelink.cli.person import AsOption, WorkspaceOption, acting_person, workspace_of
from storelink.cli.tabular import Format, write
from storelink.domain.errors import BadInput
from storelink.domain.period import Granularity
from storelink.products.apps import visible_apps
from storelink.products.models import App
from storelink.products.read import ask
from storelink.providers.contract import Provider
from storelink.providers.registry import provider, providers
from storelink.workspaces.audit import note


def run(
    *,
    metrics: Annotated[
        list[str], typer.Option("--metric", help="A figure's key, repeated or with commas.")
    ],
    by: Annotated[
        list[str] | None,
        typer.Option("--by", help="Split by: app, date, or a dimension. Repeated or with commas."),
    ] = None,
    first: Annotated[str, typer.Option("--from", help="First day, YYYY-MM-DD.")] = "",
    last: Annotated[str, typer.Option("--to", help="Last day, YYYY-MM-DD.")] = "",
    last_count: Annotated[
        int, typer.Option("--last", help="The last N complete days, instead of --from.", min=0)
    ] = 0,
    apps: Annotated[
        list[str] | None, typer.Option("--app", help="An app's store id or name. Repeated.")
    ] = None,
    where: Annotated[
        list[str] | None,
        typer.Option("--where", help="dimension=value. Repeated: all dimensions must fit."),
    ] = None,
    granularity: Annotated[
        Granularity, typer.Option(help="For --by date: what one row is.")
    ] = Granularity.DAY,
    order: Annotated[str, typer.Option(help="A metric: the largest first.")] = "",
    limit: Annotated[int, typer.Option(help="At most so many rows.", min=0)] = 0,
    provider_key: Annotated[
        str, typer.Option("--provider", help="Where several consoles have that figure.")
    ] = "",
    form: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.TABLE,
    out: Annotated[Path | None, typer.Option(help="A file, instead of standard output.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    person: AsOption = "",
    workspace: WorkspaceOption = "",
) -> None:
    """Ask for figures. A day that the store has not reported, or hides, is empty and never zero.

    Without a range: the last 30 complete days.
    """
    user = acting_person(person)
    home = workspace_of(user, workspace)
    keys = _split(metrics)
    chosen = _provider(keys, provider_key)
    picked = _apps(list(visible_apps(user, home)), apps or [], chosen)
    if not picked:
        raise CommandFailed(f"No app of {chosen.name} is here yet.", Exit.NEEDS_A_PERSON)
    table = ask(
        user,
        home,
        chosen.key,
        keys,
        days=days_of(first, last, last_count, last_complete_day(chosen, keys, picked)),
        by=_split(by or []),
        apps=picked,
        where=_conditions(where or []),
        granularity=granularity,
        order=order,
        limit=limit or None,
    )
    form = Format.JSON if as_json else form
    write(table, form, out)
    if out is not None or form is not Format.TABLE:
        note(user, home, "figures.exported", ", ".join(app.name for app in picked))


def _split(texts: Sequence[str]) -> list[str]:
    return [word.strip() for text in texts for word in text.split(",") if word.strip()]


def _provider(keys: Sequence[str], provider_key: str) -> Provider:
    """The named console, or the only one that has all these figures."""
    if provider_key:
        return provider(provider_key)
    fitting = [p for p in providers() if set(keys) <= {metric.key for metric in p.metrics}]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        names = ", ".join(p.key for p in fitting)
        raise BadInput(f"Several consoles have these figures. Name one by --provider: {names}.")
    known = {metric.key for p in providers() for metric in p.metrics}
    unknown = [key for key in keys if key not in known]
    if unknown:
        raise BadInput(f"There is no figure “{unknown[0]}”. `storelink metrics` lists them.")
    raise BadInput("These figures are of different consoles, which are never put together.")


def _apps(visible: Sequence[App], names: Sequence[str], chosen: Provider) -> list[App]:
    of_console = [app for app in visible if app.integration.provider == chosen.key]
    if not names:
        return of_console
    return [app for name in names for app in _named(of_console, name)]


def _named(apps: Sequence[App], name: str) -> list[App]:
    found = [app for app in apps if name.lower() in {app.store_id.lower(), app.name.lower()}]
    if not found:
        known = ", ".join(f"{app.store_id} ({app.name})" for app in apps[:10]) or "none"
        raise BadInput(f"There is no app “{name}”. There are: {known}.", field="app")
    return found


def _conditions(texts: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Values of the same dimension are alternatives."""
    found: dict[str, tuple[str, ...]] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name:
            raise BadInput(f"Write --where dimension=value, not “{text}”.", field="where")
        found[name] = (*found.get(name, ()), value)
    return found
