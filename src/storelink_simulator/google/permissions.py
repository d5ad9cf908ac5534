"""Play Console's permissions: the account-level ones, and their namesakes for one app."""

from __future__ import annotations

REPORTS = "CAN_VIEW_NON_FINANCIAL_DATA"
"""View app information and download bulk reports (read-only)."""
FINANCE = "CAN_VIEW_FINANCIAL_DATA"
"""View financial data, orders, and cancellation survey responses."""
REPLY = "CAN_REPLY_TO_REVIEWS"
"""Reply to reviews."""
QUALITY = "CAN_VIEW_APP_QUALITY"
"""View app quality information (read-only)."""
ADMIN = "CAN_MANAGE_PERMISSIONS"
"""Admin (all permissions)."""
ALL = frozenset({REPORTS, FINANCE, REPLY, QUALITY, ADMIN})


def account_level(permissions: frozenset[str]) -> list[str]:
    """How the users call spells permissions for all apps."""
    return sorted(f"{name}_GLOBAL" for name in permissions)


def app_level(permissions: frozenset[str]) -> list[str]:
    """How the users call spells permissions for one app."""
    return sorted(permissions)
