"""What happened on the store listing, and the acquisition reports that ended with June 2021.

Fields: support.google.com/googleplay/android-developer/answer/6135870
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from storelink.domain.report import Column, Family, Report
from storelink.providers.google_play.reports.columns import (
    DATE,
    PACKAGE,
    count,
    monthly,
    rate,
    text,
)

_LAG_DAYS: Final = 4
_REGION: Final = text("territory", "Country / region", "Country region", "Country", required=True)
_SOURCE: Final = text("traffic_source", "Traffic source", required=True)
_PERFORMANCE: Final = (
    count("store_listing_acquisitions", "Store listing acquisitions", required=True),
    count("store_listing_visitors", "Store listing visitors", required=True),
    rate("store_listing_conversion_rate", "Store listing conversion rate"),
)
_TOTAL: Final = (count("total_store_acquisitions", "Total store acquisitions", required=True),)

STORE_PERFORMANCE_COUNTRY: Final = monthly(
    "store_performance_country",
    "Store performance, by country",
    (DATE, PACKAGE, _REGION, *_PERFORMANCE),
    lag_days=_LAG_DAYS,
)
STORE_PERFORMANCE_TRAFFIC_SOURCE: Final = monthly(
    "store_performance_traffic_source",
    "Store performance, by traffic source and search term",
    (
        DATE,
        PACKAGE,
        _SOURCE,
        text("search_term", "Search term", required=True),
        text("utm_source", "UTM source"),
        text("utm_campaign", "UTM campaign"),
        *_PERFORMANCE,
    ),
    family=Family.SEARCH_TERMS,
    lag_days=_LAG_DAYS,
)
TOTAL_STORE_PERFORMANCE: Final = (
    monthly(
        "total_store_performance_country",
        "Total store performance, by country",
        (DATE, PACKAGE, _REGION, *_TOTAL),
        lag_days=_LAG_DAYS,
    ),
    monthly(
        "total_store_performance_traffic_source",
        "Total store performance, by traffic source",
        (DATE, PACKAGE, _SOURCE, *_TOTAL),
        lag_days=_LAG_DAYS,
    ),
)

_PROMOTED: Final = (
    count("unique_viewers", "Total unique viewers", "Daily unique viewers", required=True),
    count("unique_viewers_28d", "Total unique viewers (28 days)"),
    count("unique_converters", "Total unique converters", "Daily unique converters"),
    count("unique_converters_28d", "Total unique converters (28 days)"),
    rate("conversion_rate", "Conversion rate"),
)
PROMOTIONAL_CONTENT: Final = (
    monthly(
        "promotional_content_overview",
        "Promotional content, overview",
        (DATE, PACKAGE, *_PROMOTED),
        lag_days=_LAG_DAYS,
    ),
    monthly(
        "promotional_content_promotional_content_id",
        "Promotional content, by event",
        (
            DATE,
            PACKAGE,
            text("event_id", "Promotional content ID", "Event ID", required=True),
            text("event_name", "Promotional content name", "Event name"),
            text("territory", "Country", "Country / region"),
            *_PROMOTED,
        ),
        lag_days=_LAG_DAYS,
    ),
)

# ------------------------------------------------------------------ ended with June 2021

_CHANNEL: Final = (text("channel", "Acquisition Channel", required=True),)
_COUNTRY: Final = (text("territory", "Country", required=True),)
_PLAY_COUNTRY: Final = (text("territory", "Country (Play Store)", required=True),)
_TAGGED: Final = (
    text("utm_source", "UTM source", required=True),
    text("utm_campaign", "UTM campaign"),
)
_KEYWORD: Final = (text("search_term", "Keyword", required=True),)
_PLACES: Final = {"channel": _CHANNEL, "country": _COUNTRY, "play_country": _PLAY_COUNTRY}
_NAMES: Final = {
    "channel": "by channel",
    "country": "by country",
    "play_country": "by country of the Play Store",
    "utm_tagged": "by UTM tag",
    "google": "by keyword",
}
_VISITS: Final = (
    count("store_listing_visitors", "Store Listing Visitors", required=True),
    count("installers", "Installers", required=True),
    rate("visitor_to_installer_rate", "Visitor-to-Installer conversion rate"),
)


def _retained(days: int) -> tuple[Column, ...]:
    plural = "day" if days == 1 else "days"
    return (
        count(
            f"installers_retained_{days}d",
            f"Installers retained for {days} {plural}",
            required=days == 1,
        ),
        rate(f"installer_to_{days}d_rate", f"Installer-to-{days} {plural} retention rate"),
    )


_RETAINED: Final = (*_VISITS, *(column for days in (1, 7, 15, 30) for column in _retained(days)))
_BUYERS: Final = (
    *_VISITS,
    count("buyers", "Buyers", required=True),
    rate("installer_to_buyer_rate", "Installer-to-Buyer conversion rate"),
    count("repeat_buyers", "Repeat buyers"),
    rate("buyer_to_repeat_buyer_rate", "Buyer-to-Repeat Buyer conversion rate"),
)
_SUBSCRIBERS: Final = (
    count("free_trialists", "Total free trialists", required=True),
    count("matured_free_trialists", "Matured free trialists"),
    count("first_payments", "Total first payments"),
    rate("free_trialist_to_first_payment_rate", "Free trialist-to-first payment conversion rate"),
    count("matured_first_payments", "Matured first payments"),
    count("second_payments", "Total second payments"),
    rate("first_to_second_payment_rate", "First-to-second payment conversion rate"),
)


def _ended(
    kind: str,
    name: str,
    dimensions: Mapping[str, tuple[Column, ...]],
    measured: Sequence[Column],
) -> tuple[Report, ...]:
    return tuple(
        monthly(
            f"{kind}_{dimension}",
            f"{name}, {_NAMES[dimension]} (until June 2021)",
            (DATE, PACKAGE, *columns, *measured),
        )
        for dimension, columns in dimensions.items()
    )


RETAINED_INSTALLERS: Final = _ended(
    "retained_installers",
    "Retained installers",
    {**_PLACES, "utm_tagged": _TAGGED, "google": _KEYWORD},
    _RETAINED,
)
BUYERS_7D: Final = _ended("buyers_7d", "Buyers within seven days", _PLACES, _BUYERS)
_PRODUCT: Final = text("product_id", "Product ID")
SUBSCRIBERS: Final = _ended("subscribers", "Subscribers", _PLACES, (_PRODUCT, *_SUBSCRIBERS))

ACQUISITION: Final = (*RETAINED_INSTALLERS, *BUYERS_7D, *SUBSCRIBERS)
STORE_LISTING: Final = (
    STORE_PERFORMANCE_COUNTRY,
    STORE_PERFORMANCE_TRAFFIC_SOURCE,
    *TOTAL_STORE_PERFORMANCE,
    *PROMOTIONAL_CONTENT,
)
