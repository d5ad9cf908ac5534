"""`storelink doctor`: what each account and app may do, and what is missing where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from storelink.cli.exits import CommandFailed, Exit, expected
from storelink.cli.output import note, print_json, print_table, say
from storelink.cli.person import (
    AsOption,
    WorkspaceOption,
    acting_person,
    integrations_of,
    workspace_of,
)
from storelink.cli.standing import iso
from storelink.domain.errors import BadInput, StoreError
from storelink.integrations.models import Integration
from storelink.products.admin_message import names_of
from storelink.products.matrix import Cell, Lack, Line, Matrix, family_name, matrix_of
from storelink.products.models import App
from storelink.providers.contract import Light
from storelink.sync.doctor import apps_of, examine
from storelink.workspaces.models import Role, User
from storelink.workspaces.permission import require

_WORDS = {Light.GREEN: "works", Light.AMBER: "not known", Light.RED: "REFUSED", None: "–"}


def run(
    integration: Annotated[
        str, typer.Argument(help="Number, account ID, or name. Default: all in the workspace.")
    ] = "",
    *,
    app: Annotated[
        str, typer.Option("--app", help="Only this app: name, bundle ID, or store ID.")
    ] = "",
    test: Annotated[bool, typer.Option("--test", help="Check with the store now.")] = False,
    person: AsOption = "",
    workspace: WorkspaceOption = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show what each integration and app can access, and which role or permission is missing.

    Without --test, shows the result of the last check and contacts no store. Exit code 3 if
    something is denied. Testing only reads.
    """
    user = acting_person(person)
    home = workspace_of(user, workspace)
    require(user, home, Role.VIEWER)
    found = [_diagnosis(user, one, app, test=test) for one in integrations_of(home, integration)]
    _show([one for one in found if one is not None], app, as_json=as_json)


@dataclass(frozen=True, slots=True)
class _Diagnosis:
    integration: Integration
    matrix: Matrix
    failed: CommandFailed | None
    """Why it could not be tested."""

    @property
    def trouble(self) -> str:
        return self.failed.sentence if self.failed else ""


def _diagnosis(user: User, one: Integration, wanted: str, *, test: bool) -> _Diagnosis | None:
    """None where the account does not have the app that is asked for."""
    apps = [app for app in apps_of(one) if not wanted or _is(app, wanted)]
    if wanted and not apps:
        return None
    failed = _tested(user, one, apps if wanted else None) if test else None
    return _Diagnosis(one, matrix_of(user, one, apps), failed)


def _tested(user: User, one: Integration, apps: Sequence[App] | None) -> CommandFailed | None:
    """What came in the way; the other accounts are tested all the same."""
    try:
        examine(user, one, apps)
    except (StoreError, BadInput) as error:
        return expected(error)
    return None


def _is(app: App, wanted: str) -> bool:
    names = (app.name, app.bundle_id, app.store_id)
    return wanted.lower() in {name.lower() for name in names if name}


def _show(found: Sequence[_Diagnosis], app: str, *, as_json: bool) -> None:
    if app and not found:
        raise CommandFailed(f"No account of this workspace has the app “{app}”.", Exit.USAGE)
    if as_json:
        print_json([_as_json(one) for one in found])
    elif not found:
        note("No account is connected yet: storelink connect PROVIDER")
    else:
        for one in found:
            _print(one)
    if any(_refused(one.matrix) for one in found):
        raise typer.Exit(Exit.NEEDS_A_PERSON)
    codes = [one.failed.code for one in found if one.failed]
    raise typer.Exit(max(codes, default=Exit.DONE))


def _refused(matrix: Matrix) -> bool:
    return any(lack.light is Light.RED for lack in matrix.lacks)


def _print(one: _Diagnosis) -> None:
    say(f"{one.integration.pk}  {one.integration.name}")
    if one.trouble:
        note(f"{one.integration.name}: {one.trouble}")
    headers = ["   app", *(family_name(family) for family in one.matrix.families), "tested"]
    lines = (one.matrix.account, *one.matrix.apps)
    print_table(headers, [_row(line) for line in lines])
    for door in one.matrix.doors:
        say(f"   {door.subject}: {_WORDS[Light(door.light)]}. {door.sentence}".rstrip())
    for lack in one.matrix.lacks:
        say(f"   {_lacking(lack)}")
    say()


def _row(line: Line) -> list[str]:
    name = line.app.name if line.app else "whole account"
    tested = f"{line.tested_at:%Y-%m-%d %H:%M}" if line.tested_at else ""
    return [f"   {name}", *(_words(cell) for cell in line.cells), tested]


def _words(cell: Cell) -> str:
    return _WORDS[cell.light] + ("" if cell.is_own or cell.light is None else " *")


def _lacking(lack: Lack) -> str:
    families = ", ".join(family_name(family) for family in lack.families)
    of = f" of {names_of(lack.apps)}" if lack.apps else ""
    where = f" Where: {lack.where}." if lack.where and lack.where not in lack.sentence else ""
    return f"{_WORDS[lack.light]}: {families}{of}. {lack.sentence}{where}"


def _as_json(one: _Diagnosis) -> dict[str, Any]:
    return {
        "integration": one.integration.pk,
        "name": one.integration.name,
        "provider": one.integration.provider,
        "trouble": one.trouble,
        "account": _line(one.matrix.account),
        "doors": [
            {
                "name": door.subject, "light": door.light, "sentence": door.sentence,
                "missing": door.missing, "where": door.where,
            }
            for door in one.matrix.doors
        ],
        "apps": [
            {"app": line.app.store_id, "name": line.app.name, **_line(line)}
            for line in one.matrix.apps
            if line.app is not None
        ],
    }  # fmt: skip


def _line(line: Line) -> dict[str, Any]:
    return {
        "tested_at": iso(line.tested_at),
        "capabilities": {cell.family.value: _cell(cell) for cell in line.cells},
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "light": cell.light.value if cell.light else None,
        "sentence": cell.sentence,
        "missing": cell.missing,
        "where": cell.where,
        "is_own": cell.is_own,
    }
