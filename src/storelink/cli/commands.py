"""The commands: name, what each does in a line, where it is, and whether it needs the database."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A command that is imported only when it is asked for, so that all of them start fast."""

    name: str
    summary: str
    module: str
    """Within `storelink.cli`. Holds `run`, or `app` where the command has commands of its own."""
    needs_rows: bool = True
    """Django is started before the module is imported."""
    is_hidden: bool = False


COMMANDS: tuple[Entry, ...] = (
    Entry("up", "Start everything on this machine.", "up", needs_rows=False),
    Entry(
        "demo", "Try it with an invented publisher, without an account.", "demo", needs_rows=False
    ),
    Entry("connect", "Connect an account, or update one in place.", "connect"),
    Entry("verify", "Confirm a sign-in that ends, by a code.", "verify"),
    Entry("sync", "Bring accounts up to date now.", "sync"),
    Entry("reload", "Load a range of days again.", "reload"),
    Entry(
        "request-reports",
        "Have a store make reports, with a credential that is used once.",
        "request_reports",
    ),
    Entry("token", "Make a token for calling a console by hand.", "token", needs_rows=False),
    Entry("apps", "List an account's apps, and choose which are brought in.", "apps"),
    Entry("doctor", "Show what each account may do, and what is missing.", "doctor"),
    Entry("status", "Show how each account and report stands.", "status"),
    Entry("reports", "List the reports that can be brought in.", "reports", needs_rows=False),
    Entry("metrics", "List the figures and what they mean.", "metrics", needs_rows=False),
    Entry("query", "Ask for figures: as a table, JSON, CSV or Parquet.", "query"),
    Entry("reviews", "Show what customers wrote.", "reviews"),
    Entry("parse", "Read one file as a store sent it.", "parse", needs_rows=False),
    Entry("people", "Add people who may sign in.", "people"),
    Entry("share", "Let other workspaces see an account.", "share"),
    Entry("notifications", "Show what needs you, and choose what you are told.", "notifications"),
    Entry("workspace", "See and change who works together, and as what.", "workspace"),
    Entry("audit", "See who did what, and whether the log is whole.", "audit"),
    Entry("vault", "See and change the key that seals credentials.", "vault"),
    Entry("backup", "Write everything but the keys into one file.", "backup"),
    Entry("restore", "Fill an empty home from a backup.", "restore"),
    Entry("web", "Run the web server alone.", "web"),
    Entry("worker", "Run one worker alone.", "worker"),
    Entry("manage", "Run one of Django's management commands.", "manage"),
    Entry("prepare", "Make the home ready; used by `up`.", "prepare", is_hidden=True),
    Entry("demo-account", "Used by `demo`.", "demo_account", is_hidden=True),
)


def wanted(arguments: list[str]) -> Entry | None:
    """The command that a command line names, if any."""
    first = next((word for word in arguments if not word.startswith("-")), "")
    return next((entry for entry in COMMANDS if entry.name == first), None)
