"""What people read for the codes of apps. The one place, for pages and commands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from storelink.domain.app import NOT_OF_ONE_APP, AppState

APP_STATES: Final[Mapping[AppState, str]] = {
    AppState.IN_ACCOUNT: "In this account",
    AppState.LEFT_OUT: "Left out",
    AppState.NO_LONGER_IN_ACCOUNT: "No longer in this account",
}
OF_NO_APP: Final = "Not of one app"


def app_label(app: str) -> str:
    """An app as a table names it by its id: the id, or words for rows of no single app."""
    return OF_NO_APP if app == NOT_OF_ONE_APP else app
