"""Apple's pages where people solve what Storelink cannot.

Sources: support.apple.com/102640 (locked accounts), support.apple.com/102660 (two-factor
authentication), developer.apple.com/help/app-store-connect/manage-agreements
"""

from __future__ import annotations

from typing import Final

from storelink.providers.way_out import WayOut

_CONSOLE: Final = WayOut("Open App Store Connect", "https://appstoreconnect.apple.com/")

WAYS_OUT: Final = {
    "agreement_missing": _CONSOLE,
    "not_opened": _CONSOLE,
    "account_locked": WayOut("Unlock at Apple", "https://iforgot.apple.com/"),
    "two_factor_not_set_up": WayOut("See how to turn it on", "https://support.apple.com/102660"),
    "no_phone": WayOut("Open Apple’s account page", "https://account.apple.com/"),
}
"""By the reason of a refusal."""
