"""Words about apps: where a row belongs that is of no single one, and how an app stands."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

NOT_OF_ONE_APP: Final = "not_of_one_app"
"""In the place of an app's id: money of the account itself (taxes, fees, chargebacks, bundles), and
rows whose app the store's file does not name. No store makes an id like it. Stable."""

NO_APP_ID: Final = ""
"""The same as files and the warehouse have it: rows with an empty `app_id`."""


class AppState(StrEnum):
    """How an app stands in its account. Stable codes; their labels are looked up at the face."""

    IN_ACCOUNT = "in_account"
    LEFT_OUT = "left_out"
    """Listed, and nothing is asked for it."""
    NO_LONGER_IN_ACCOUNT = "no_longer_in_account"
    """The store does not list it (any more), though its rows are in the account's files."""
