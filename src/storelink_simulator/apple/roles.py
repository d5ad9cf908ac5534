"""What a role may do, as data. Section 2.3 of the reference; its open questions are settled here.

Settled because nobody knows: everyone may list apps (the scenario app_list_forbidden takes it
away); Finance, Sales and Marketing may not read reviews; App Managers may not answer them.
"""

from __future__ import annotations

from enum import Enum

from storelink_simulator.apple.keys import Key


class Access(Enum):
    """A family of operations that is allowed or forbidden as one."""

    APPS = "apps"
    USERS = "users"
    SALES = "sales reports"
    FINANCE = "finance reports"
    ANALYTICS_REQUESTS = "make and delete analytics requests"
    ANALYTICS = "read analytics"
    REVIEWS = "read reviews"
    REPLIES = "answer reviews"


_EVERYTHING = frozenset(Access)
ALLOWED: dict[str, frozenset[Access]] = {
    "ACCOUNT_HOLDER": _EVERYTHING,
    "ADMIN": _EVERYTHING,
    "FINANCE": frozenset({Access.APPS, Access.SALES, Access.FINANCE, Access.ANALYTICS}),
    "SALES": frozenset({Access.APPS, Access.SALES, Access.ANALYTICS}),
    "APP_MANAGER": frozenset({Access.APPS, Access.REVIEWS}),
    "CUSTOMER_SUPPORT": frozenset({Access.APPS, Access.REVIEWS, Access.REPLIES}),
    "MARKETING": frozenset({Access.APPS}),
    "DEVELOPER": frozenset({Access.APPS, Access.REVIEWS}),
}
ANALYTICS_ON_THE_WEB = frozenset(
    {
        "ACCOUNT_HOLDER",
        "ADMIN",
        "FINANCE",
        "SALES",
        "MARKETING",
        "APP_MANAGER",
        "ACCESS_TO_REPORTS",
    }
)
"""Who sees App Analytics in the web application; nobody has written it down either."""
_TEAM_KEYS_ONLY = frozenset({Access.SALES, Access.FINANCE})


def may(key: Key, role: str, access: Access) -> bool:
    """Whether a key of this role may; individual keys never read sales and finance."""
    if key.is_individual and access in _TEAM_KEYS_ONLY:
        return False
    return access in ALLOWED.get(role, frozenset())
