"""Subscriptions in Sales and Trends: their states, their events, their subscribers.

Layouts of 2020 (version 1_2) to 2026 (1_4) are one declaration each: what a file lacks is missing,
what was renamed has its older name beside it. Fields:
developer.apple.com/help/app-store-connect/reference/subscription-report and its neighbours
"""

from __future__ import annotations

from typing import Final

from storelink.providers.app_store_connect.reports.columns import (
    APP_NAME,
    DEVICE,
    amount,
    count,
    day,
    text,
)
from storelink.providers.app_store_connect.reports.sales import daily

PRIVATE: Final = frozenset({"subscriber_id", "customer_id"})
"""Apple's own numbers of single people."""

_APP: Final = text("app_id", "App Apple ID")
_SUBSCRIPTION: Final = (
    text("subscription_name", "Subscription Name"),
    text("subscription_id", "Subscription Apple ID"),
    text("subscription_group_id", "Subscription Group ID"),
    text("standard_duration", "Standard Subscription Duration"),
)
_OFFER: Final = (
    text("offer_name", "Subscription Offer Name", "Promotional Offer Name"),
    text("offer_id", "Promotional Offer ID"),
)
_OFFER_TERMS: Final = (
    text("offer_type", "Subscription Offer Type", "Introductory Price Type"),
    text("offer_duration", "Subscription Offer Duration", "Introductory Price Duration"),
)
_PRICE: Final = (
    amount("customer_price", "Customer Price"),
    text("customer_currency", "Customer Currency"),
    amount("developer_proceeds", "Developer Proceeds"),
    text("currency", "Proceeds Currency"),
)
_PRICING: Final = (
    text("preserved_pricing", "Preserved Pricing"),
    text("proceeds_reason", "Proceeds Reason"),
)
_PLACE: Final = (
    text("client", "Client"),
    DEVICE,
    text("state", "State"),
    text("territory", "Country"),
)

SUBSCRIPTION: Final = daily(
    "subscription",
    "Subscription",
    "subscription-report",
    (
        # Apple's file has no date: it is the day that was asked for. Connectors add one.
        day("date", "Date"),
        APP_NAME,
        _APP,
        *_SUBSCRIPTION,
        *_OFFER,
        *_PRICE,
        *_PRICING,
        *_PLACE,
        count("active_standard_price", "Active Standard Price Subscriptions", required=True),
        count("active_intro_free_trial", "Active Free Trial Introductory Offer Subscriptions"),
        count("active_intro_pay_up_front", "Active Pay Up Front Introductory Offer Subscriptions"),
        count(
            "active_intro_pay_as_you_go", "Active Pay As You Go Introductory Offer Subscriptions"
        ),
        count("promo_free_trial", "Free Trial Promotional Offer Subscriptions"),
        count("promo_pay_up_front", "Pay Up Front Promotional Offer Subscriptions"),
        count("promo_pay_as_you_go", "Pay As You Go Promotional Offer Subscriptions"),
        count("offer_code_free_trial", "Free Trial Offer Code Subscriptions"),
        count("offer_code_pay_up_front", "Pay Up Front Offer Code Subscriptions"),
        count("offer_code_pay_as_you_go", "Pay As You Go Offer Code Subscriptions"),
        count("marketing_opt_ins", "Marketing Opt-Ins"),
        count("billing_retry", "Billing Retry"),
        count("grace_period", "Grace Period"),
        # Blank where there are too few to tell.
        count("subscribers", "Subscribers", "Subscribers Raw"),
        count("win_back_free_trial", "Free Trial Win-back Offers"),
        count("win_back_pay_up_front", "Pay Up Front Win-back Offers"),
        count("win_back_pay_as_you_go", "Pay As You Go Win-back Offers"),
    ),
)

SUBSCRIPTION_EVENT: Final = daily(
    "subscription_event",
    "Subscription Event",
    "subscription-event-report",
    (
        day("event_date", "Event Date"),
        text("event", "Event", required=True),
        APP_NAME,
        _APP,
        *_SUBSCRIPTION,
        *_OFFER,
        *_OFFER_TERMS,
        text("marketing_opt_in", "Marketing Opt-In"),
        text("marketing_opt_in_duration", "Marketing Opt-In Duration"),
        *_PRICING,
        count("consecutive_paid_periods", "Consecutive Paid Periods"),
        count("paid_service_days_recovered", "Paid Service Days Recovered"),
        day("original_start_date", "Original Start Date"),
        *_PLACE,
        text("previous_subscription_name", "Previous Subscription Name"),
        text("previous_subscription_id", "Previous Subscription Apple ID"),
        count("days_before_canceling", "Days Before Canceling"),
        text("cancellation_reason", "Cancellation Reason"),
        count("days_canceled", "Days Canceled"),
        count("quantity", "Quantity", required=True),
    ),
)

SUBSCRIBER: Final = daily(
    "subscriber",
    "Subscriber",
    "subscriber-report",
    (
        day("event_date", "Event Date"),
        APP_NAME,
        _APP,
        *_SUBSCRIPTION,
        *_OFFER,
        *_OFFER_TERMS,
        text("marketing_opt_in_duration", "Marketing Opt-In Duration"),
        *_PRICE,
        *_PRICING,
        text("client", "Client"),
        DEVICE,
        text("territory", "Country"),
        text("subscriber_id", "Subscriber ID", required=True),
        text("subscriber_id_reset", "Subscriber ID Reset"),
        text("refund", "Refund"),
        day("purchase_date", "Purchase Date"),
        amount("units", "Units"),
    ),
)
