"""The calls on edits and on releases of a track: everything is read, nothing is published."""

from __future__ import annotations

from typing import Any

from storelink_simulator.cast import App
from storelink_simulator.google.accounts import Account
from storelink_simulator.google.api_answers import body_of
from storelink_simulator.google.desk import Desk
from storelink_simulator.google.errors import Refused
from storelink_simulator.google.play.releases import TRACKS, releases_on
from storelink_simulator.google.publisher.edit_book import Edit, EditBook
from storelink_simulator.google.publisher.store_presence import (
    LANGUAGES,
    details_document,
    listing_document,
    summary_document,
    track_document,
)
from storelink_simulator.service import Call

_VALIDATE, _COMMIT = ":validate", ":commit"
_KIND = "androidpublisher#"
_READ = ("details", "listings", "tracks")
Document = dict[str, Any]


class EditCalls:
    """Who may see the app is judged before; nobody here may change it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._book = EditBook()

    def answer(self, call: Call, account: Account, app: App, rest: list[str]) -> Document | None:
        """One call below `…/edits`; None where the answer has no body. Raises Refused."""
        method, now = call.request.method, self._desk.clock.now()
        if not rest and method == "POST":
            body_of(call.request)
            return _document(self._book.insert(account.email, app.bundle_id, now))
        if not rest:
            raise not_found()
        identifier, _, verb = rest[0].partition(":")
        edit = self._book.get(identifier, account.email, app.bundle_id, now)
        if len(rest) == 1:
            return self._of_edit(method, edit, f":{verb}" if verb else "")
        if verb or rest[1] not in _READ:
            raise not_found()
        if method != "GET":
            raise forbidden()
        return self._part(app, rest[1:])

    def releases(self, app: App, track: str) -> Document:
        """The releases of a track, without an edit."""
        found = releases_on(_known_track(track), app, self._desk.clock.now().date())
        return {"releases": [summary_document(track, one) for one in found]} if found else {}

    def _of_edit(self, method: str, edit: Edit, verb: str) -> Document | None:
        if (method, verb) == ("DELETE", ""):
            self._book.delete(edit)
            return None
        if (method, verb) in (("GET", ""), ("POST", _VALIDATE)):
            return _document(edit)
        raise forbidden() if (method, verb) == ("POST", _COMMIT) else not_found()

    def _part(self, app: App, rest: list[str]) -> Document:
        if rest == ["details"]:
            return details_document(app)
        if rest == ["listings"]:
            found = [listing_document(app, language) for language in LANGUAGES]
            return {"kind": f"{_KIND}listingsListResponse", "listings": found}
        if rest == ["tracks"]:
            tracks = [self._track(app, track) for track in TRACKS]
            return {"kind": f"{_KIND}tracksListResponse", "tracks": tracks}
        if len(rest) != 2 or rest[0] == "details":
            raise not_found()
        if rest[0] == "tracks":
            return self._track(app, rest[1])
        if rest[1] not in LANGUAGES:
            raise Refused(404, "notFound", f"No listing in this language: {rest[1][:40]}.")
        return listing_document(app, rest[1])

    def _track(self, app: App, track: str) -> Document:
        day = self._desk.clock.now().date()
        return track_document(track, releases_on(_known_track(track), app, day))


def forbidden() -> Refused:
    """403: what the account may not do."""
    return Refused(403, "forbidden", "The caller does not have permission")


def not_found() -> Refused:
    """404: no such address."""
    return Refused(404, "notFound", "Not Found")


def _known_track(track: str) -> str:
    if track not in TRACKS:
        raise Refused(404, "notFound", f"Track not found: {track[:80]}.")
    return track


def _document(edit: Edit) -> Document:
    return {"id": edit.id, "expiryTimeSeconds": str(int(edit.expires_at.timestamp()))}
