"""`python -m storelink.cli.light NAME [OPTIONS]`: the processes that stay.

They start without the command line's parser, which would hold some 25 MB in each of them for as
long as the product runs. Used by the commands of the same names, never typed by people.
"""

from __future__ import annotations

import json
import os
import sys
from typing import NoReturn

from storelink.cli.commands import Entry
from storelink.cli.exits import Exit, expected
from storelink.cli.loading import load
from storelink.cli.output import flush, report

PROCESSES: tuple[Entry, ...] = (
    Entry("up", "The supervisor.", "everything", needs_rows=False),
    Entry("demo", "The supervisor of a demonstration.", "demonstration", needs_rows=False),
    Entry("web", "The web server, supervised.", "web_server"),
    Entry("worker", "A worker, supervised.", "worker_loop"),
    Entry("first-sync", "Bars of a demonstration's first sync.", "first_sync"),
)


def become(name: str, **options: object) -> NoReturn:
    """Turn this process into one of them. `options` are no secrets: others can read them."""
    flush(0)
    words = [sys.executable, "-m", "storelink.cli.light", name, json.dumps(options)]
    os.execv(sys.executable, words)  # noqa: S606 - our own interpreter and module


def leave_out_what_is_not_used() -> None:
    """Python takes None for “this module is not there”, and these libraries then do without.

    httpx brings a command line of its own (with click, rich and pygments: 5 MB a process); the
    library for buckets (9 MB) serves only where the data lies in one.
    """
    unused = ["httpx._main"]
    if not os.environ.get("STORELINK_DATA_URL", "").startswith("s3://"):
        unused.append("boto3")
    for name in unused:
        sys.modules[name] = None  # type: ignore[assignment]


def main(words: list[str]) -> int:
    """Run one to its end; expected errors end in a sentence, as in every command."""
    entry = next(entry for entry in PROCESSES if entry.name == words[0])
    options = json.loads(words[1]) if len(words) > 1 else {}
    leave_out_what_is_not_used()
    try:
        load(entry).main(**options)
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except Exception as error:
        failed = expected(error)
        if failed is None:
            raise
        return report(failed)
    return flush(Exit.DONE)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
