"""Figures of the sales, subscription and finance files.

Definitions are Apple's, in our words; each names the page that it stands on.
"""

from __future__ import annotations

from typing import Final

from storelink.domain.metric import AddsUp, Metric, Unit
from storelink.providers.app_store_connect.reports.finance import FINANCE_FINANCIAL
from storelink.providers.app_store_connect.reports.sales import HELP, SALES_SUMMARY
from storelink.providers.app_store_connect.reports.subscriptions import SUBSCRIPTION

_PRODUCT_TYPES: Final = f"{HELP}/product-type-identifiers"

SALES_METRICS: Final = (
    Metric(
        "app_units",
        "App units",
        "First-time downloads and purchases of the app, from the sales files. Days are Pacific.",
        Unit.COUNT,
        source=_PRODUCT_TYPES,
    ),
    Metric(
        "sales_redownloads",
        "Redownloads (sales files)",
        "Repeated downloads of the app, from the sales files. Days are Pacific.",
        Unit.COUNT,
        source=_PRODUCT_TYPES,
    ),
    Metric(
        "sales_updates",
        "Updates (sales files)",
        "Updates of the app, from the sales files. Days are Pacific.",
        Unit.COUNT,
        better=0,
        source=_PRODUCT_TYPES,
    ),
    Metric(
        "in_app_purchase_units",
        "In-app purchases",
        "Units of in-app purchases and subscriptions, less refunds. Restored ones are not in it.",
        Unit.COUNT,
        source=_PRODUCT_TYPES,
    ),
    Metric(
        "developer_proceeds",
        "Proceeds in the currency of sale",
        "Units times the proceeds of one unit, less refunds, in the currency in which Apple pays.",
        Unit.MONEY,
        AddsUp.WITHIN_CURRENCY,
        source=SALES_SUMMARY.source,
    ),
    Metric(
        "settled_proceeds",
        "Settled proceeds",
        "What Apple settled in a fiscal month, shown on its last day. Differs from sales by "
        "settlement, currency and calendar.",
        Unit.MONEY,
        AddsUp.WITHIN_CURRENCY,
        source=FINANCE_FINANCIAL.source,
    ),
)

SUBSCRIPTION_METRICS: Final = (
    Metric(
        "active_standard_price_subscriptions",
        "Active subscriptions at full price",
        "Auto-renewable subscriptions at the standard price at the end of the day.",
        Unit.COUNT,
        AddsUp.ACROSS_DAYS_NOT,
        source=SUBSCRIPTION.source,
    ),
    Metric(
        "active_free_trial_subscriptions",
        "Active free trials",
        "Subscriptions in an introductory free trial at the end of the day.",
        Unit.COUNT,
        AddsUp.ACROSS_DAYS_NOT,
        source=SUBSCRIPTION.source,
    ),
    Metric(
        "billing_retry_subscriptions",
        "Subscriptions in billing retry",
        "Subscriptions whose renewal could not be charged, and which Apple still tries to charge.",
        Unit.COUNT,
        AddsUp.ACROSS_DAYS_NOT,
        better=-1,
        source=SUBSCRIPTION.source,
    ),
    Metric(
        "grace_period_subscriptions",
        "Subscriptions in grace period",
        "Subscriptions that go on for some days although they could not be charged.",
        Unit.COUNT,
        AddsUp.ACROSS_DAYS_NOT,
        better=-1,
        source=SUBSCRIPTION.source,
    ),
    Metric(
        "subscription_events",
        "Subscription events",
        "Everything that happened to subscriptions in the day’s file. Split it by event.",
        Unit.COUNT,
        better=0,
        source=f"{HELP}/subscription-events",
    ),
    Metric(
        "subscription_renewals",
        "Renewals",
        "Subscriptions that were renewed.",
        Unit.COUNT,
        source=f"{HELP}/subscription-events",
    ),
    Metric(
        "subscription_cancellations",
        "Cancellations",
        "Subscriptions that ended because their owner switched them off.",
        Unit.COUNT,
        better=-1,
        source=f"{HELP}/subscription-events",
    ),
)
