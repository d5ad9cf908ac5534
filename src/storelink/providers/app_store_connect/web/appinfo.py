"""The apps of a team, as the pages' own interfaces tell of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from storelink.domain.errors import Busy, Incomplete, NeedsPermission, NotReady, Unexpected
from storelink.domain.report import Family
from storelink.providers.app_store_connect.web.client import WebClient
from storelink.providers.app_store_connect.web.roles import REPLYING, ROLE_RULES, role_name
from storelink.providers.contract import StoreApp
from storelink.providers.paging import gathered

ANALYTICS: Final = "/analytics/api/v1"
_APPS: Final = "/iris/v1/apps"


def apps(client: WebClient, roles: Sequence[str]) -> tuple[StoreApp, ...]:
    """Every app that the person sees, with what their role may read of each. Incomplete, with
    those that came, where the list could not be read wholly."""
    pages, cut = gathered(client.every(_APPS, {"limit": "200"}, (ROLE_RULES[Family.REVIEWS],)))
    listed = [each for page in pages for each in page.resources]
    enabled = _told_by_app(client)
    replies = bool(REPLYING & set(roles))
    came = tuple(
        StoreApp(
            each.id,
            each.text("name"),
            each.text("bundleId"),
            each.text("sku"),
            tuple(role_name(role) for role in roles),
            {
                "replies_to_reviews": replies,
                **({} if enabled is None else {"reads_analytics": enabled.get(each.id, False)}),
            },
        )
        for each in listed
    )
    if cut is not None:
        raise Incomplete(cut.why, odd=cut.odd, came=came, detail=cut.detail)
    return came


def _told_by_app(client: WebClient) -> Mapping[str, bool] | None:
    """None where Apple does not say: its pages change unannounced, and apps are known without."""
    try:
        return analytics_by_app(client)
    except (NotReady, Unexpected, Busy):
        return None


def first_apps(client: WebClient, count: int) -> tuple[str, ...]:
    """Ids of a few apps. NeedsPermission where the role may not even list them."""
    pages = client.every(_APPS, {"limit": str(count)}, (ROLE_RULES[Family.REVIEWS],))
    return tuple(each.id for each in next(pages).resources[:count])


def analytics_by_app(client: WebClient) -> dict[str, bool]:
    """App → whether the person may see its analytics; empty where the role sees none at all."""
    try:
        said = client.get(f"{ANALYTICS}/app-info/all", rules=(ROLE_RULES[Family.ANALYTICS],))
    except NeedsPermission as refusal:
        if refusal.reason == "agreement_missing":
            raise
        return {}
    listed = said.get("results") if isinstance(said, dict) else None
    if not isinstance(listed, list):  # says nothing about what the role sees
        raise Unexpected(
            "Apple does not say whose analytics this sign-in sees.",
            detail="GET app-info/all",
            reason="answer_unknown",
        )
    entries = [one for one in listed if isinstance(one, dict)]
    return {_id(one): one.get("isEnabled") is not False for one in entries if _id(one)}


def _id(entry: Mapping[str, Any]) -> str:
    found = entry.get("adamId")
    return str(found) if isinstance(found, str | int) else ""
