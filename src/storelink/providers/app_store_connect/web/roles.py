"""Roles in App Store Connect, and what a person is told where one is too small.

Names: developer.apple.com/help/app-store-connect/reference/role-permissions
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from storelink.domain.errors import NeedsPermission
from storelink.domain.report import Family
from storelink.providers.answers import Rule
from storelink.providers.app_store_connect.refusals import USERS_PAGE

_NAMES: Final[Mapping[str, str]] = {"SALES": "Sales", "ACCESS_TO_REPORTS": "Access to Reports"}
REPLYING: Final = frozenset({"ACCOUNT_HOLDER", "ADMIN", "CUSTOMER_SUPPORT"})


def role_name(role: str) -> str:
    """Apple's word for a role as its pages show it."""
    return _NAMES.get(role, role.replace("_", " ").title())


def too_small(roles: Sequence[str]) -> str:
    """What a person is told whose role reads nothing."""
    names = " and ".join(f"“{role_name(role)}”" for role in roles) or "it has"
    word = "roles" if len(roles) > 1 else "role"
    return (
        f"Signed in, but the {word} {names} can’t read reports. Ask for Admin, Finance or Sales; "
        "Customer Support for replies."
    )


def _rule(missing: str, sentence: str) -> Rule:
    return Rule(
        NeedsPermission,
        "role_too_small",
        f"{sentence} Ask an Admin to add it in Users and Access.",
        statuses=(403,),
        missing=missing,
        where=USERS_PAGE,
    )


ROLE_RULES: Final[Mapping[Family, Rule]] = {
    Family.ANALYTICS: _rule(
        "Admin, Finance or Sales",
        "Your role can’t see analytics. That takes Admin, Finance or Sales.",
    ),
    Family.REVIEWS: _rule(
        "Admin, App Manager or Customer Support",
        "Your role can’t see reviews. That takes Admin, App Manager or Customer Support.",
    ),
}
"""What a bare 403 means for each family."""

REPLIES_REFUSED: Final = (
    "Your role can’t reply to reviews. That takes Admin or Customer Support. Ask an Admin to add "
    "it in Users and Access."
)
SALES_IN_PART: Final = (
    "With an Apple ID come sales and proceeds as analytics estimates them, in US dollars. Add an "
    "API key for sales files."
)
FINANCE_BY_KEY: Final = (
    "Financial reports come with an API key only. Add one with the role Finance."
)
NO_APP: Final = "This Apple ID sees no app yet, so this can’t be told."
