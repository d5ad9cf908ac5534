"""`storelink-simulator`: the stores' endpoints on this machine, for demonstrations and tests."""

from __future__ import annotations

import json
import signal
import sys
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from storelink_simulator.server import Server
from storelink_simulator.settings import Settings, Share, moment_to_start

_COMMAND = typer.Typer(add_completion=False, help=__doc__)


@_COMMAND.command()
def serve(
    *,
    port: Annotated[int, typer.Option(help="The port on 127.0.0.1; 0 takes a free one.")] = 0,
    seed: Annotated[int, typer.Option(help="What every number is drawn from.")] = 1,
    today: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day simulated time starts; else now."),
    ] = None,
    clock_rate: Annotated[float, typer.Option(help="Simulated seconds in a real one.")] = 1.0,
    apps: Annotated[int, typer.Option(min=0, max=2000, help="How many apps.")] = 6,
    size: Annotated[float, typer.Option(min=0.01, help="Volume and rows; 1 is a small firm.")] = 1,
    folder: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, help="Real report files to serve as well."),
    ] = None,
    google_folder: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, help="Real files to serve as a bucket."),
    ] = None,
    requests: Annotated[str, typer.Option(help="Apps with old requests: all, some, none.")] = "all",
    snapshots: Annotated[
        str, typer.Option(help="Apps with a snapshot of the whole history: all, some, none.")
    ] = "some",
    calls_per_hour: Annotated[int, typer.Option(min=1, help="The limit of each key.")] = 3600,
    finance_days: Annotated[
        int, typer.Option(min=0, help="How many days finance reports are kept; 365 is seen too.")
    ] = 3653,
    cookie_domains: Annotated[
        bool, typer.Option("--cookie-domains", help="Cookies name Apple's domains and are Secure.")
    ] = False,
) -> None:
    """Serve until ended. Prints {"address": …} as one line when it is ready."""
    settings = Settings(
        seed=seed,
        starts_at=moment_to_start(today.date() if today else None),
        clock_rate=clock_rate,
        app_count=apps,
        size=size,
        folder=folder,
        google_folder=google_folder,
        requests=_share(requests),
        snapshots=_share(snapshots),
        calls_per_hour=calls_per_hour,
        finance_days=finance_days,
        cookie_domains=cookie_domains,
    )
    try:
        server = Server(settings, port)
    except OSError as error:
        typer.echo(f"Port {port} cannot be used: {error}. Choose another with --port.", err=True)
        raise typer.Exit(1) from error
    signal.signal(signal.SIGTERM, _end)
    sys.stdout.write(json.dumps({"address": server.address}) + "\n")
    sys.stdout.flush()
    server.run()


def _share(text: str) -> Share:
    for share in ("all", "some", "none"):
        if text == share:
            return share
    message = f"{text!r} is none of: all, some, none."
    raise typer.BadParameter(message)


def _end(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def main() -> None:
    """The entry point."""
    _COMMAND()


if __name__ == "__main__":
    main()
