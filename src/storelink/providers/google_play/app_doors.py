"""What a credential may do with one app: the two APIs give rights app by app, the bucket does not.

The bucket takes account permissions, so statistics, search terms and money are as for the account.
Source: support.google.com/googleplay/android-developer/answer/9844686
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from storelink.domain.errors import NeedsPermission, NotReady
from storelink.domain.report import Family
from storelink.providers.contract import Capability, StoreApp
from storelink.providers.google_play.client import GoogleClient, segment
from storelink.providers.google_play.doors import Tried
from storelink.providers.google_play.refusals import Door
from storelink.providers.google_play.reviews import listed

_UNKNOWN_TO_REVIEWS: Final = (
    "Google’s Publisher API does not know this app, so this can’t be told. That is so of an app "
    "that was never published, or was removed."
)
_UNKNOWN_TO_VITALS: Final = (
    "Google’s Reporting API has nothing of this app, so this can’t be told. That is so of an app "
    "that was never published, or that few people use."
)


Meant = Callable[[NeedsPermission], NeedsPermission | NotReady]
"""What a refusal is while an invitation may be young."""


def check_app(client: GoogleClient, app: StoreApp, meant: Meant) -> tuple[Capability, ...]:
    """Reviews and vitals of one app, by a call each. NeedsVerification and Busy come out."""

    def tried(knock: Callable[[GoogleClient, StoreApp], None], unknown: str) -> Tried:
        try:
            knock(client, app)
        except NotReady:
            return Tried(unknown=unknown)
        except NeedsPermission as refusal:
            return Tried(meant(refusal))
        return Tried()

    return (
        tried(_read_reviews, _UNKNOWN_TO_REVIEWS).shows(Family.REVIEWS),
        tried(_read_vitals, _UNKNOWN_TO_VITALS).shows(Family.VITALS),
    )


def _read_reviews(client: GoogleClient, app: StoreApp) -> None:
    next(listed(client, app.id, page_size=1), None)


def _read_vitals(client: GoogleClient, app: StoreApp) -> None:
    client.get(Door.REPORTING, f"/v1beta1/apps/{segment(app.id)}/crashRateMetricSet", {})
