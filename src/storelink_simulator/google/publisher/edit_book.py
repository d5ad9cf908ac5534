"""The edits that are open: one an app and account, a new one in place of the one before."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from storelink_simulator.drawing import number_of
from storelink_simulator.google.errors import Refused, invalid

LIFE = timedelta(hours=1)
"""How long an edit lives; Google tells the moment in the edit and no length anywhere."""
_KEPT = 10_000
_GONE = "This Edit has been deleted."
_EXPIRED = "This edit has expired, please create a new Edit."


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit of an app."""

    id: str
    email: str
    package: str
    expires_at: datetime


class EditBook:
    """Opens edits, finds them, and lets go of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._number = 0
        self._known: dict[str, Edit] = {}
        self._open: dict[tuple[str, str], str] = {}

    def insert(self, email: str, package: str, now: datetime) -> Edit:
        """A new edit; the account's edit of this app before it is deleted by that."""
        with self._lock:
            self._number += 1
            identifier = f"{number_of('edit', email, package, self._number):020d}"
            edit = Edit(identifier, email, package, now + LIFE)
            self._known[edit.id] = edit
            self._open[email, package] = edit.id
            while len(self._known) > _KEPT:
                del self._known[next(iter(self._known))]
            return edit

    def get(self, identifier: str, email: str, package: str, now: datetime) -> Edit:
        """An edit that is open. Raises Refused (404, 400)."""
        with self._lock:
            edit = self._known.get(identifier)
            if edit is None or (edit.email, edit.package) != (email, package):
                raise Refused(404, "notFound", f"Edit not found: {identifier[:40]}.")
            if self._open.get((email, package)) != identifier:
                raise invalid(_GONE)
        if now >= edit.expires_at:
            raise Refused(400, "failedPrecondition", _EXPIRED, rpc="FAILED_PRECONDITION")
        return edit

    def delete(self, edit: Edit) -> None:
        """Let go of an edit."""
        with self._lock:
            if self._open.get((edit.email, edit.package)) == edit.id:
                del self._open[edit.email, edit.package]
