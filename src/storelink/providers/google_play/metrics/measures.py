"""Which columns of which reports yield Google's figures, and by what they can be split."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from storelink.domain.metric import Measure, Ratio
from storelink.domain.report import Report
from storelink.providers.google_play.reports.money import (
    EARNINGS,
    SALES,
    SUBSCRIPTIONS_COUNTRY,
    SUBSCRIPTIONS_DEVICE,
)
from storelink.providers.google_play.reports.statistics import (
    CRASHES,
    INSTALLS,
    RATINGS,
    RATINGS_V2,
)
from storelink.providers.google_play.reports.store_listing import (
    STORE_PERFORMANCE_COUNTRY,
    STORE_PERFORMANCE_TRAFFIC_SOURCE,
    TOTAL_STORE_PERFORMANCE,
)
from storelink.providers.google_play.reports.vitals import VITALS

_Where = Mapping[str, tuple[str, ...]]
_REFUNDED: Final = ("Refund", "Refunded", "Partial refund", "Partially refunded")
_FEES: Final = ("Google fee", "Google fee refund")


def _of(
    reports: Sequence[Report], metric: str, column: str, where: _Where | None = None
) -> tuple[Measure, ...]:
    """The same measure from each report, the overview before what is split."""
    return tuple(Measure(metric, report.key, column, where or {}) for report in reports)


def _vitals(metric_set: str, metric: str, column: str) -> tuple[Measure, ...]:
    return _of([r for r in VITALS if r.key.startswith(f"{metric_set}_")], metric, column)


_STORE: Final = (STORE_PERFORMANCE_COUNTRY, STORE_PERFORMANCE_TRAFFIC_SOURCE)
_RATED: Final = (*RATINGS, *RATINGS_V2)
_SUBSCRIBED: Final = (SUBSCRIPTIONS_COUNTRY, SUBSCRIPTIONS_DEVICE)

MEASURES: Final = (
    *_of(INSTALLS, "device_installs", "daily_device_installs"),
    *_of(INSTALLS, "device_uninstalls", "daily_device_uninstalls"),
    *_of(INSTALLS, "device_upgrades", "daily_device_upgrades"),
    *_of(INSTALLS, "user_installs", "daily_user_installs"),
    *_of(INSTALLS, "user_uninstalls", "daily_user_uninstalls"),
    *_of(INSTALLS, "install_events", "install_events"),
    *_of(INSTALLS, "update_events", "update_events"),
    *_of(INSTALLS, "uninstall_events", "uninstall_events"),
    *_of(INSTALLS, "active_device_installs", "active_device_installs"),
    *_of(INSTALLS, "total_user_installs", "total_user_installs"),
    *_of(CRASHES, "app_crashes", "daily_crashes"),
    *_of(CRASHES, "app_anrs", "daily_anrs"),
    *_of(_RATED, "average_rating", "total_average_rating"),
    *_of(_RATED, "daily_average_rating", "daily_average_rating"),
    *_of(_STORE, "store_listing_visitors", "store_listing_visitors"),
    *_of(_STORE, "store_listing_acquisitions", "store_listing_acquisitions"),
    *_of(TOTAL_STORE_PERFORMANCE, "total_store_acquisitions", "total_store_acquisitions"),
    *_of((SALES,), "net_charged_amount", "net_charged_amount"),
    *_of((SALES,), "charged_amount", "charged_amount", {"financial_status": ("Charged",)}),
    *_of((SALES,), "refunded_amount", "net_charged_amount", {"financial_status": _REFUNDED}),
    *_of((EARNINGS,), "earnings_amount", "merchant_amount"),
    *_of((EARNINGS,), "google_fees", "merchant_amount", {"transaction_type": _FEES}),
    *_of(_SUBSCRIBED, "new_subscriptions", "new_subscriptions"),
    *_of(_SUBSCRIBED, "cancelled_subscriptions", "cancelled_subscriptions"),
    *_of(_SUBSCRIBED, "active_subscriptions", "active_subscriptions"),
    *_vitals("crash_rate", "user_perceived_crash_rate", "user_perceived_crash_rate"),
    *_vitals("crash_rate", "user_perceived_crash_rate_28d", "user_perceived_crash_rate_28d"),
    *_vitals("crash_rate", "crash_rate", "crash_rate"),
    *_vitals("anr_rate", "user_perceived_anr_rate", "user_perceived_anr_rate"),
    *_vitals("anr_rate", "user_perceived_anr_rate_28d", "user_perceived_anr_rate_28d"),
    *_vitals("anr_rate", "anr_rate", "anr_rate"),
    *_vitals("excessive_wakeup_rate", "excessive_wakeup_rate", "excessive_wakeup_rate"),
    *_vitals("stuck_wakelock_rate", "stuck_wakelock_rate", "stuck_bg_wakelock_rate"),
    *_vitals("slow_start_rate", "slow_start_rate", "slow_start_rate"),
    *_vitals("slow_rendering_rate", "slow_rendering_rate_30fps", "slow_rendering_rate_30fps"),
    *_vitals("lmk_rate", "user_perceived_lmk_rate", "user_perceived_lmk_rate"),
    *_vitals("error_count", "error_reports", "error_report_count"),
)

RATIOS: Final = (
    Ratio(
        "store_listing_conversion_rate", ("store_listing_acquisitions",), "store_listing_visitors"
    ),
)

KEY_METRICS: Final = (
    "store_listing_visitors",
    "store_listing_acquisitions",
    "store_listing_conversion_rate",
    "user_installs",
    "active_device_installs",
    "average_rating",
    "app_crashes",
)

DIMENSIONS: Final[Mapping[str, str]] = {
    "territory": "Country",
    "traffic_source": "Traffic source",
    "search_term": "Search term",
    "utm_source": "UTM source",
    "utm_campaign": "UTM campaign",
    "device": "Device",
    "app_version_code": "App version code",
    "os_version": "Android version",
    "language": "Language",
    "carrier": "Carrier",
    "channel": "Acquisition channel",
    "title": "Title",
    "sku": "SKU",
    "product_id": "Product",
    "product_type": "Product type",
    "base_plan_id": "Base plan",
    "offer_id": "Offer",
    "currency": "Currency",
    "buyer_currency": "Buyer currency",
    "financial_status": "Financial status",
    "transaction_type": "Transaction type",
    "fee_description": "Fee",
    "sales_channel": "Sales channel",
    "error_type": "Error",
    "start_type": "Start",
}
