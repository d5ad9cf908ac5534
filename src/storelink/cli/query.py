"""`storelink query`: figures, as the pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import pyarrow as pa
import typer

from storelink.cli.days import days_of, last_complete_day
from storelink.cli.exits import CommandFailed, Exit
from storelink.cli.figure_notes import gaps_in, notes_on, with_incomplete
from storelink.cli.output import note as say_beside
from storelink.cli.person import AsOption, WorkspaceOption, acting_person, workspace_of
from storelink.cli.tabular import Format, write
from storelink.domain.app import NOT_OF_ONE_APP
from storelink.domain.errors import BadInput
from storelink.domain.period import Granularity
from storelink.products.apps import visible_apps
from storelink.products.labels import OF_NO_APP, app_label
from storelink.products.limits import Limits, limits_of, whole_accounts
from storelink.products.models import App
from storelink.products.read import ask
from storelink.products.shown_days import shared_until
from storelink.providers.contract import Provider
from storelink.providers.registry import provider, providers
from storelink.workspaces.audit import note
from storelink.workspaces.models import User, Workspace


def run(
    *,
    metrics: Annotated[
        list[str], typer.Option("--metric", help="A metric's key. Repeat it or separate by commas.")
    ],
    by: Annotated[
        list[str] | None,
        typer.Option(
            "--by", help="Split by app, date, or a dimension. Repeat it or separate by commas."
        ),
    ] = None,
    first: Annotated[str, typer.Option("--from", help="First day, YYYY-MM-DD.")] = "",
    last: Annotated[str, typer.Option("--to", help="Last day, YYYY-MM-DD.")] = "",
    last_count: Annotated[
        int, typer.Option("--last", help="The last N complete days, in place of --from.", min=0)
    ] = 0,
    apps: Annotated[
        list[str] | None,
        typer.Option(
            "--app",
            help="An app's store id or name, or not_of_one_app for what is of the account itself. "
            "Repeated.",
        ),
    ] = None,
    where: Annotated[
        list[str] | None,
        typer.Option("--where", help="dimension=value. If repeated, all must match."),
    ] = None,
    granularity: Annotated[
        Granularity, typer.Option(help="With --by date: the period of one row.")
    ] = Granularity.DAY,
    order: Annotated[str, typer.Option(help="Sort by this metric, largest first.")] = "",
    limit: Annotated[int, typer.Option(help="Maximum number of rows; 0: all.", min=0)] = 0,
    provider_key: Annotated[
        str, typer.Option("--provider", help="The store, if several have this metric.")
    ] = "",
    form: Annotated[Format, typer.Option("--format", help="Output format.")] = Format.TABLE,
    out: Annotated[
        Path | None, typer.Option(help="Write to this file. Default: standard output.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Same as --format json.")] = False,
    person: AsOption = "",
    workspace: WorkspaceOption = "",
) -> None:
    """Query metrics. A day that the store hasn't reported, or withholds, is empty, never zero.

    Default range: the last 30 complete days.
    """
    user = acting_person(person)
    home = workspace_of(user, workspace)
    keys = _split(metrics)
    chosen = _provider(keys, provider_key)
    picked = _picked(user, home, apps or [], chosen)
    if not picked.apps and not picked.accounts:
        raise CommandFailed(f"No app of {chosen.name} is here yet.", Exit.NEEDS_A_PERSON)
    limits = _limits(home, picked)
    complete_to = last_complete_day(chosen, keys, picked.of_accounts)
    days = days_of(
        first, last, last_count, shared_until(complete_to, limits.values()) or complete_to
    )
    table = ask(
        user,
        home,
        chosen.key,
        keys,
        days=days,
        by=_split(by or []),
        apps=picked.apps,
        accounts=list(picked.accounts),
        where=_conditions(where or []),
        granularity=granularity,
        order=order,
        limit=limit or None,
    )
    form = Format.JSON if as_json else form
    gaps = gaps_in(chosen, keys, picked.of_accounts, days)
    step = granularity if "date" in _split(by or []) else None
    notes = notes_on(chosen, keys, limits, days, step=step)
    for sentence in (*notes, *(gap.sentence for gap in gaps)):
        say_beside(sentence)
    table = with_incomplete(table, gaps, granularity)
    write(_labelled(table) if form is Format.TABLE else table, form, out)
    if out is not None or form is not Format.TABLE:
        note(user, home, "figures.exported", picked.names)


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


@dataclass(frozen=True, slots=True)
class _Picked:
    """Whose figures are asked for."""

    apps: Sequence[App]
    accounts: Mapping[int, Limits]
    """Those of which the rows of no single app are asked for too, and how far."""

    @property
    def of_accounts(self) -> frozenset[int]:
        return frozenset((*self.accounts, *(app.integration_id for app in self.apps)))

    @property
    def names(self) -> str:
        return ", ".join(app.name for app in self.apps) or OF_NO_APP


def _picked(user: User, home: Workspace, names: Sequence[str], chosen: Provider) -> _Picked:
    """The named apps; without names, all that the person sees of the console."""
    visible = [a for a in visible_apps(user, home) if a.integration.provider == chosen.key]
    whole = whole_accounts(home, chosen.key)
    if not names:
        return _Picked(visible, whole)
    apps = [a for name in names if name != NOT_OF_ONE_APP for a in _named(visible, name)]
    return _Picked(apps, whole if NOT_OF_ONE_APP in names else {})


def _limits(home: Workspace, picked: _Picked) -> Mapping[int, Limits]:
    """Account → how far it may be seen."""
    of_apps = limits_of(home, picked.apps)
    found = {a.integration_id: of_apps[a.pk] for a in picked.apps if a.pk in of_apps}
    return {**picked.accounts, **found}


def _labelled(table: pa.Table) -> pa.Table:
    """For people: words in the place of codes."""
    if "app" not in table.schema.names:
        return table
    words = [app_label(app) for app in table["app"].to_pylist()]
    return table.set_column(
        table.schema.get_field_index("app"), "app", pa.array(words, pa.string())
    )


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
