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
    Entry("up", "Start the web server and the workers on this machine.", "up", needs_rows=False),
    Entry(
        "demo",
        "Try Storelink with a fictional publisher; no account needed.",
        "demo",
        needs_rows=False,
    ),
    Entry("connect", "Connect an account, or update one in place.", "connect"),
    Entry("rename", "Call an account something else.", "rename"),
    Entry("pause", "Stop syncing an integration until you resume it.", "pause"),
    Entry("resume", "Sync a paused integration again.", "resume"),
    Entry("delete", "Delete an integration, and if you like its data.", "delete"),
    Entry("verify", "Re-verify an integration whose sign-in is about to expire.", "verify"),
    Entry("sync", "Sync integrations now.", "sync"),
    Entry("reload", "Load a range of days again.", "reload"),
    Entry(
        "request-reports",
        "Request reports from a store with a credential that is used once.",
        "request_reports",
    ),
    Entry("token", "Create a token for calling a store's API yourself.", "token", needs_rows=False),
    Entry("apps", "List an integration's apps and choose which ones to sync.", "apps"),
    Entry("doctor", "Show what each integration can access and what is missing.", "doctor"),
    Entry("status", "Show the status of each integration and report.", "status"),
    Entry("reports", "List the reports that can be synced.", "reports", needs_rows=False),
    Entry("metrics", "List the metrics and their definitions.", "metrics", needs_rows=False),
    Entry("query", "Query metrics and print a table, JSON, CSV, or Parquet.", "query"),
    Entry("reviews", "Show customer reviews.", "reviews"),
    Entry("parse", "Read a report file from a store.", "parse", needs_rows=False),
    Entry("people", "Add and list the people who can sign in.", "people"),
    Entry("share", "Share integrations with other workspaces.", "share"),
    Entry(
        "notifications", "Show notifications and choose which ones you receive.", "notifications"
    ),
    Entry("workspace", "Manage workspaces, their members, and roles.", "workspace"),
    Entry("audit", "Show the activity log and check it for tampering.", "audit"),
    Entry("vault", "Show and rotate the key that encrypts credentials.", "vault"),
    Entry("backup", "Back up everything except the keys to one file.", "backup"),
    Entry("restore", "Restore a backup into an empty home folder.", "restore"),
    Entry("web", "Run only the web server.", "web"),
    Entry("worker", "Run only one worker.", "worker"),
    Entry("manage", "Run a Django management command.", "manage"),
    Entry(
        "prepare",
        "Prepare the home folder and migrate the database; used by `up`.",
        "prepare",
        is_hidden=True,
    ),
    Entry("demo-account", "Used by `demo`.", "demo_account", is_hidden=True),
)


def wanted(arguments: list[str]) -> Entry | None:
    """The command that a command line names, if any."""
    first = next((word for word in arguments if not word.startswith("-")), "")
    return next((entry for entry in COMMANDS if entry.name == first), None)
