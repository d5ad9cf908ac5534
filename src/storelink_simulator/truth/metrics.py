"""The metrics that the truth can tell, and where each comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from storelink_simulator.apple.sales.subscription import GRACE, PROMOTED, RETRY, STANDARD, TRIAL

Source = Literal["analytics", "sales", "subscriptions", "events", "finance"]


@dataclass(frozen=True, slots=True)
class Metric:
    """One number per app and day.

    `parts` names the totals of a family that make it up, where no threshold hides anything;
    otherwise `column` of the rows that fit `where` is added up.
    """

    name: str
    source: Source
    family: str = ""
    column: str = ""
    where: Mapping[str, frozenset[str]] = field(default_factory=dict)
    parts: tuple[str, ...] | None = None


def _analytics(
    name: str, family: str, column: str = "Counts", parts: str = "", **where: str
) -> Metric:
    conditions = {
        key.replace("_", " ").title(): frozenset(value.split("|")) for key, value in where.items()
    }
    told = tuple(parts.split("|")) if parts else None
    return Metric(name, "analytics", family, column, conditions, told)


_DOWNLOADED = "First-time download|Redownload"
ANALYTICS: tuple[Metric, ...] = (
    _analytics("impressions", "engagement", parts="Impression", event="Impression"),
    _analytics("product_page_views", "engagement", parts="Page view", event="Page view"),
    _analytics("taps", "engagement", parts="Get|Open|Share|Update", event="Tap"),
    _analytics(
        "first_time_downloads",
        "downloads",
        parts="First-time download",
        download_type="First-time download",
    ),
    _analytics("redownloads", "downloads", parts="Redownload", download_type="Redownload"),
    _analytics("total_downloads", "downloads", parts=_DOWNLOADED, download_type=_DOWNLOADED),
    _analytics(
        "updates",
        "downloads",
        parts="Manual update|Auto-update",
        download_type="Manual update|Auto-update",
    ),
    _analytics("installations", "installations", event="Install"),
    _analytics("deletions", "installations", event="Delete"),
    _analytics("sessions", "sessions", "Sessions"),
    _analytics("session_seconds", "sessions", "Total Session Duration"),
    _analytics("crashes", "crashes", "Crashes"),
    _analytics("purchases", "purchases", "Purchases"),
    _analytics("sales_usd", "purchases", "Sales in USD"),
    _analytics("proceeds_usd", "purchases", "Proceeds in USD"),
    _analytics("pre_orders", "pre-orders", "Pre-Orders Placed", parts="Placed"),
    _analytics("pre_orders_cancelled", "pre-orders", "Pre-Order Canceled", parts="Canceled"),
)
SALES: tuple[Metric, ...] = (
    Metric("app_units", "sales"),
    Metric("sales_redownloads", "sales"),
    Metric("sales_updates", "sales"),
    Metric("in_app_purchase_units", "sales"),
    Metric("developer_proceeds", "sales"),
)
SUBSCRIPTIONS: tuple[Metric, ...] = (
    Metric("active_standard_price_subscriptions", "subscriptions", column=STANDARD),
    Metric("active_free_trial_subscriptions", "subscriptions", column=TRIAL),
    Metric("promotional_offer_subscriptions", "subscriptions", column=PROMOTED),
    Metric("billing_retry_subscriptions", "subscriptions", column=RETRY),
    Metric("grace_period_subscriptions", "subscriptions", column=GRACE),
    Metric("subscription_events", "events"),
    Metric("subscription_renewals", "events", where={"event": frozenset({"Renew"})}),
    Metric("subscription_cancellations", "events", where={"event": frozenset({"Cancel"})}),
)
FINANCE: tuple[Metric, ...] = (
    Metric("extended_partner_share", "finance"),
    Metric("settled_proceeds", "finance"),
)
"""The same sum by the name of its column, and by the name that people have for it."""
ALL: tuple[Metric, ...] = ANALYTICS + SALES + SUBSCRIPTIONS + FINANCE
GROUPS: tuple[str, ...] = (
    "territory",
    "source_type",
    "device",
    "app_version",
    "platform_version",
    "page_type",
    "event",
    "download_type",
    "engagement_type",
    "product_type",
    "content_name",
    "purchase_type",
)
"""What facts can be split by: columns of the analytics reports, and the sales files' types."""
BY_NAME: dict[str, Metric] = {metric.name: metric for metric in ALL}
