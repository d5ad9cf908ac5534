"""The columns of the sales files, by type and version."""

from __future__ import annotations

_SUMMARY_START = (
    "Provider|Provider Country|SKU|Developer|Title|Version|Product Type Identifier|Units|"
    "Developer Proceeds|Begin Date|End Date|Customer Currency|Country Code|Currency of Proceeds|"
    "Apple Identifier|Customer Price|Promo Code|Parent Identifier|Subscription|Period|Category|CMB"
)
_SUMMARY_1_0 = f"{_SUMMARY_START}|Device|Supported Platforms|Proceeds Reason|Preserved Pricing"
_SUMMARY_1_1 = f"{_SUMMARY_START}|Supported Platforms|Device|Preserved Pricing|Proceeds Reason"
_SUMMARY_END = "|Client|Order Type"

_SUBSCRIPTION = (
    "App Name|App Apple ID|Subscription Name|Subscription Apple ID|Subscription Group ID|"
    "Standard Subscription Duration|{offer}|Promotional Offer ID|Customer Price|Customer Currency|"
    "Developer Proceeds|Proceeds Currency|Preserved Pricing|Proceeds Reason|Client|Device|State|"
    "Country|Active Standard Price Subscriptions|"
    "Active Free Trial Introductory Offer Subscriptions|"
    "Active Pay Up Front Introductory Offer Subscriptions|"
    "Active Pay As You Go Introductory Offer Subscriptions|"
    "Free Trial Promotional Offer Subscriptions|Pay Up Front Promotional Offer Subscriptions|"
    "Pay As You Go Promotional Offer Subscriptions|"
)
_OFFER_CODES = (
    "Free Trial Offer Code Subscriptions|Pay Up Front Offer Code Subscriptions|"
    "Pay As You Go Offer Code Subscriptions|"
)
_STATES = "Marketing Opt-Ins|Billing Retry|Grace Period"
_WIN_BACK = (
    "|Subscribers|Free Trial Win-back Offers|Pay Up Front Win-back Offers|"
    "Pay As You Go Win-back Offers"
)
_EVENT = (
    "Event Date|Event|App Name|App Apple ID|Subscription Name|Subscription Apple ID|"
    "Subscription Group ID|Standard Subscription Duration|{offer}|Promotional Offer ID|"
    "Subscription Offer Type|Subscription Offer Duration|Marketing Opt-In|"
    "Marketing Opt-In Duration|Preserved Pricing|Proceeds Reason|Consecutive Paid Periods|{days}"
    "Original Start Date|Client|Device|State|Country|Previous Subscription Name|"
    "Previous Subscription Apple ID|Days Before Canceling|Cancellation Reason|Days Canceled|"
    "Quantity"
)
_SUBSCRIBER = (
    "Event Date|App Name|App Apple ID|Subscription Name|Subscription Apple ID|"
    "Subscription Group ID|Standard Subscription Duration|{offer}|Promotional Offer ID|"
    "Subscription Offer Type|Subscription Offer Duration|Marketing Opt-In Duration|"
    "Customer Price|Customer Currency|Developer Proceeds|Proceeds Currency|Preserved Pricing|"
    "Proceeds Reason|Client|Device|Country|Subscriber ID|Subscriber ID Reset|Refund|"
    "Purchase Date|Units"
)
_PRE_ORDER = (
    "Provider|Provider Country|SKU|Developer|Title|Pre-Order Start Date|Pre-Order End Date|"
    "Ordered|Canceled|Cumulative Ordered|Cumulative Canceled|Start Date|End Date|Country Code|"
    "Apple Identifier|Device|Supported Platforms|Category|Client"
)
_OLD, _NEW = "Promotional Offer Name", "Subscription Offer Name"


def _columns(text: str) -> tuple[str, ...]:
    return tuple(text.split("|"))


_OLD_SUBSCRIPTION = _columns(_SUBSCRIPTION.format(offer=_OLD) + _STATES)
_NEW_SUBSCRIPTION = _columns(_SUBSCRIPTION.format(offer=_NEW) + _OFFER_CODES + _STATES + _WIN_BACK)
_OLD_EVENT = _columns(_EVENT.format(offer=_OLD, days=""))
_NEW_EVENT = _columns(_EVENT.format(offer=_NEW, days="Paid Service Days Recovered|"))
_ONE_SUBSCRIBER = _columns(_SUBSCRIBER.format(offer=_OLD))

COLUMNS: dict[str, dict[str, tuple[str, ...]]] = {
    "SALES": {
        "1_0": _columns(_SUMMARY_1_0 + _SUMMARY_END),
        "1_1": _columns(_SUMMARY_1_1 + _SUMMARY_END),
    },
    "SUBSCRIPTION": {
        "1_2": _OLD_SUBSCRIPTION,
        "1_3": _NEW_SUBSCRIPTION,
        "1_4": _NEW_SUBSCRIPTION,
    },
    "SUBSCRIPTION_EVENT": {"1_2": _OLD_EVENT, "1_3": _NEW_EVENT, "1_4": _NEW_EVENT},
    "SUBSCRIBER": {"1_2": _ONE_SUBSCRIBER, "1_3": _ONE_SUBSCRIBER},
    "PRE_ORDER": {"1_0": _columns(_PRE_ORDER)},
}
"""Versions in order, the newest last."""
