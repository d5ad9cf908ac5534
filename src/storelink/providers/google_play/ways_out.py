"""Google's pages where people solve what Storelink cannot.

Sources: support.google.com/googleplay/android-developer/answer/9844686 (users and permissions),
support.google.com/googleapi/answer/6158841 (switching an API on)
"""

from __future__ import annotations

from typing import Final

from storelink.providers.way_out import WayOut

WAYS_OUT: Final = {
    "api_switched_off": WayOut(
        "Open Google Cloud", "https://console.cloud.google.com/apis/library/"
    ),
    "permission_missing": WayOut(
        "Open Play Console",
        "https://play.google.com/console/developers/users-and-permissions",
        is_whole_answer=False,
    ),
}
"""By the reason of a refusal."""
