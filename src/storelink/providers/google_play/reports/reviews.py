"""Reviews as the bucket keeps them, and Google's own list of devices.

A month's file holds the reviews whose last change fell into it. Ratings without words are in it:
they have no link and no id. Fields: .../android-developer/answer/6135870
"""

from __future__ import annotations

from typing import Final

from storelink.domain.report import Family
from storelink.providers.google_play.reports.columns import PACKAGE, count, monthly, text

REVIEWS: Final = monthly(
    "reviews",
    "Reviews",
    (
        PACKAGE,
        text("app_version_code", "App Version Code"),
        text("app_version", "App Version Name"),
        text("language", "Reviewer Language"),
        text("device", "Device"),
        text("submitted_at", "Review Submit Date and Time"),
        count("submitted_millis", "Review Submit Millis Since Epoch", required=True),
        text("updated_at", "Review Last Update Date and Time"),
        count("updated_millis", "Review Last Update Millis Since Epoch", required=True),
        count("stars", "Star Rating", required=True),
        text("title", "Review Title"),
        text("text", "Review Text"),
        text("replied_at", "Developer Reply Date and Time"),
        count("replied_millis", "Developer Reply Millis Since Epoch"),
        text("reply_text", "Developer Reply Text"),
        text("link", "Review Link"),
    ),
    family=Family.REVIEWS,
    lag_days=2,
    settles_after_days=3,
)

SUPPORTED_DEVICES: Final = monthly(
    "supported_devices",
    "Supported devices",
    (
        text("brand", "Retail Branding", required=True),
        text("marketing_name", "Marketing Name", required=True),
        text("device", "Device", required=True),
        text("model", "Model"),
    ),
    source="https://support.google.com/googleplay/answer/1727131",
)
"""Not a report of an account: the list by which device codes get their names."""
