"""The `storelink` command."""

from __future__ import annotations

import logging
import os
import sys
from importlib.metadata import version
from typing import Annotated, NoReturn

import typer

from storelink.cli.commands import COMMANDS, Entry, wanted
from storelink.cli.exits import Exit, expected
from storelink.cli.loading import load
from storelink.cli.output import flush, report
from storelink.workspaces.origin import COMMAND_LINE, coming_from


def main(arguments: list[str] | None = None) -> int:
    """Run a command line and give its exit code (`exits.Exit`).

    What can be expected to go wrong ends in one sentence on standard error, without a traceback.
    """
    words = sys.argv[1:] if arguments is None else arguments
    found = wanted(words)
    try:
        with coming_from(COMMAND_LINE, found.name if found else ""):
            program(found)(args=words, prog_name="storelink")
    except SystemExit as end:
        return flush(_code(end))
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except BrokenPipeError:
        return flush(Exit.DONE)
    except Exception as error:
        failed = expected(error)
        if failed is None:
            raise
        return report(failed)
    return flush(Exit.DONE)


def entry() -> NoReturn:
    """The command as a process: ends it without Python's tidying up, in which a library's thread
    that still rests can bring the whole process down after its work was done."""
    code = main()
    logging.shutdown()
    os._exit(code)


def program(entry: Entry | None) -> typer.Typer:
    """The program, with `entry` ready to run and every other command as a name and a line."""
    app = typer.Typer(
        help="Connect your app stores, keep them connected, and own your data.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_options)
    for known in COMMANDS:
        if known == entry:
            _add(app, known)
        else:
            app.command(known.name, help=known.summary, hidden=known.is_hidden)(_not_loaded)
    return app


def _add(app: typer.Typer, entry: Entry) -> None:
    module = load(entry)
    group = getattr(module, "app", None)
    if group is not None:
        app.add_typer(group, name=entry.name, help=entry.summary, hidden=entry.is_hidden)
        return
    settings = getattr(module, "CONTEXT", None)
    app.command(
        entry.name, help=module.run.__doc__, hidden=entry.is_hidden, context_settings=settings
    )(module.run)


def _show_version(value: bool) -> None:  # noqa: FBT001 - Typer calls it with one value
    if value:
        typer.echo(f"storelink {version('storelink')}")
        raise typer.Exit


def _options(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", is_eager=True, callback=_show_version),
    ] = False,
) -> None:
    """Connect your app stores, keep them connected, and own your data."""


def _not_loaded() -> None:
    raise AssertionError("only the command that the command line names can run")


def _code(end: SystemExit) -> int:
    return end.code if isinstance(end.code, int) else Exit.DONE if not end.code else Exit.FAILED


if __name__ == "__main__":
    entry()
