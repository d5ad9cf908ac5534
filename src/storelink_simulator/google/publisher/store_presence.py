"""How androidpublisher writes what an app looks like in the store: listings, details, tracks."""

from __future__ import annotations

from typing import Any

from storelink_simulator.cast import App
from storelink_simulator.google.play.releases import Release

DEFAULT_LANGUAGE = "en-US"
_SHORT = {DEFAULT_LANGUAGE: "{name}: the {category} app", "de-DE": "{name}: die App für {category}"}
_FULL = {
    DEFAULT_LANGUAGE: "{name} is made by Brightside Labs.\n\nTell us what you miss.",
    "de-DE": "{name} ist von Brightside Labs.\n\nSchreib uns, was dir fehlt.",
}
_NOTES = {DEFAULT_LANGUAGE: "Fixes and small improvements.", "de-DE": "Kleine Verbesserungen."}
LANGUAGES = tuple(_SHORT)


def listing_document(app: App, language: str) -> dict[str, str]:
    """The store listing in one language."""
    words = {"name": app.name, "category": app.category}
    return {
        "language": language,
        "title": app.name[:30],
        "fullDescription": _FULL[language].format(**words),
        "shortDescription": _SHORT[language].format(**words)[:80],
    }


def details_document(app: App) -> dict[str, str]:
    """How people reach the publisher; there is no telephone, so none is told."""
    return {
        "defaultLanguage": DEFAULT_LANGUAGE,
        "contactEmail": "support@brightside.example",
        "contactWebsite": f"https://brightside.example/{app.bundle_id.rpartition('.')[2]}",
    }


def track_document(track: str, releases: tuple[Release, ...]) -> dict[str, Any]:
    """A track as an edit tells it; a track without releases is its name alone."""
    document: dict[str, Any] = {"track": track}
    if releases:
        document["releases"] = [_release(one) for one in releases]
    return document


def summary_document(track: str, release: Release) -> dict[str, Any]:
    """A release as the list of a track's releases tells it, outside of edits."""
    return {
        "releaseName": release.name,
        "track": track,
        "activeArtifacts": [{"versionCode": int(release.code)}],
        "releaseLifecycleState": "RELEASE_LIFECYCLE_STATE_PUBLISHED",
    }


def _release(release: Release) -> dict[str, Any]:
    document: dict[str, Any] = {
        "name": release.name,
        "versionCodes": [release.code],
        "releaseNotes": [{"language": language, "text": text} for language, text in _NOTES.items()],
        "status": release.status,
    }
    if release.part is not None:
        document["userFraction"] = round(release.part, 2)
    return document
