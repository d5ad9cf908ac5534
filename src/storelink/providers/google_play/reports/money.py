"""Sales, earnings and subscriptions.

Sales say what buyers were charged, in their currency; earnings what the publisher gets, fees and
taxes taken off, in the publisher's. They differ by design and are never added up. Headers of 2014
to 2026 are one declaration each. Fields: .../android-developer/answer/6135870
"""

from __future__ import annotations

from typing import Final

from storelink.domain.report import Family, Grain
from storelink.providers.google_play.reports.columns import (
    DATE,
    PACKAGE,
    amount,
    count,
    day,
    monthly,
    rate,
    text,
)

_BASE_PLAN: Final = text("base_plan_id", "Base Plan or Purchase Option ID", "Base Plan ID")
_OFFER: Final = text("offer_id", "Offer ID")
_GROUP: Final = text("group_id", "Group ID")
_FIRST_MILLION: Final = text("first_usd_1m_eligible", "First USD 1M Eligible")
_PROMOTION: Final = text("promotion_id", "Promotion ID")
_CHANNEL: Final = text("sales_channel", "Sales Channel")
_ORDER: Final = (
    text("order_number", "Order Number", required=True),
    day("order_charged_date", "Order Charged Date", required=True),
    count("order_charged_timestamp", "Order Charged Timestamp"),
    text("financial_status", "Financial Status", required=True),
)

SALES: Final = monthly(
    "sales",
    "Sales",
    (
        *_ORDER,
        text("device", "Device Model"),
        text("title", "Product Title"),
        # Until 2025 the package stood under “Product ID”.
        text("app_id", "Package ID", "Product ID"),
        text("product_type", "Product Type"),
        text("sku", "SKU ID"),
        text("currency", "Currency of Sale"),
        amount("item_price", "Item Price"),
        amount("taxes_collected", "Taxes Collected"),
        amount("charged_amount", "Charged Amount", required=True),
        # Ours: refunds stand with either sign, in one file or another. The same, but negative.
        amount("net_charged_amount", "Charged Amount, refunds negative"),
        text("city", "City of Buyer"),
        text("state", "State of Buyer"),
        text("postal_code", "Postal Code of Buyer", "Postcode of Buyer"),
        text("territory", "Country of Buyer"),
        _BASE_PLAN,
        _OFFER,
        _GROUP,
        _FIRST_MILLION,
        _PROMOTION,
        text("coupon_value", "Coupon Value"),
        text("discount_rate", "Discount Rate"),
        text("featured_product_id", "Featured Product ID", "Featured Products ID"),
        text("price_experiment_id", "Price Experiment ID"),
        _CHANNEL,
    ),
    family=Family.FINANCE,
    grain=Grain.ACCOUNT,
    lag_days=2,
)

EARNINGS: Final = monthly(
    "earnings",
    "Earnings",
    (
        text("order_number", "Description", required=True),
        day("transaction_date", "Transaction Date", required=True),
        text("transaction_time", "Transaction Time"),
        text("tax_type", "Tax Type"),
        text("transaction_type", "Transaction Type", required=True),
        text("refund_type", "Refund Type"),
        text("title", "Product Title"),
        text("app_id", "Package ID", "Product id"),
        text("product_type", "Product Type"),
        text("sku", "SKU ID"),
        text("device", "Hardware"),
        text("territory", "Buyer Country"),
        text("state", "Buyer State"),
        text("postal_code", "Buyer Postal Code", "Buyer Postcode"),
        text("buyer_currency", "Buyer Currency"),
        amount("buyer_amount", "Amount (Buyer Currency)", "Amount Buyer Currency"),
        rate("currency_conversion_rate", "Currency Conversion Rate"),
        text("currency", "Merchant Currency"),
        amount(
            "merchant_amount",
            "Amount (Merchant Currency)",
            "Amount Merchant Currency",
            required=True,
        ),
        _BASE_PLAN,
        _OFFER,
        _GROUP,
        _FIRST_MILLION,
        rate("service_fee_percent", "Service Fee %"),
        text("fee_description", "Fee Description"),
        _PROMOTION,
        _CHANNEL,
    ),
    family=Family.FINANCE,
    grain=Grain.ACCOUNT,
    lag_days=5,
)

_SUBSCRIPTIONS: Final = (
    text("product_id", "Product ID", required=True),
    text("base_plan_id", "Base Plan ID", "Base Plan or Purchase Option ID"),
    _OFFER,
    count("new_subscriptions", "New Subscriptions", required=True),
    count("cancelled_subscriptions", "Cancelled Subscriptions"),
    count("active_subscriptions", "Active Subscriptions", required=True),
)
SUBSCRIPTIONS_COUNTRY: Final = monthly(
    "subscriptions_country",
    "Subscriptions, by country",
    (DATE, PACKAGE, text("territory", "Country", required=True), *_SUBSCRIPTIONS),
    family=Family.FINANCE,
)
SUBSCRIPTIONS_DEVICE: Final = monthly(
    "subscriptions_device",
    "Subscriptions, by device",
    (DATE, PACKAGE, text("device", "Device", required=True), *_SUBSCRIPTIONS),
    family=Family.FINANCE,
)

CANCELLATIONS: Final = monthly(
    "subscription_cancellations",
    "Reasons for cancelling, in subscribers’ words",
    (
        day("cancellation_date", "Cancellation Date", required=True),
        PACKAGE,
        text("sku", "Sku Id"),
        text("territory", "Country"),
        text("response", "Response", required=True),
    ),
    family=Family.FINANCE,
    grain=Grain.ACCOUNT,
)
PLAY_BALANCE: Final = monthly(
    "play_balance",
    "Google Play balance (Korea)",
    (
        *_ORDER,
        amount("funding_amount", "Play Balance Funding Amount", required=True),
        text("currency", "Play Balance Currency"),
    ),
    family=Family.FINANCE,
    grain=Grain.ACCOUNT,
    lag_days=5,
)
PLAY_PASS: Final = monthly(
    "play_pass_earnings",
    "Play Pass earnings",
    (
        text("app_id", "Product Id", "Package ID", required=True),
        text("title", "Product Title"),
        text("transaction_type", "Transaction Type"),
        text("currency", "Merchant Currency"),
        amount("merchant_amount", "Amount (Merchant Currency)", required=True),
    ),
    family=Family.FINANCE,
    grain=Grain.ACCOUNT,
    lag_days=5,
)

PRIVATE: Final = frozenset(
    {
        "order_number", "order_charged_timestamp", "transaction_time", "city", "postal_code",
        "response",
    }
)  # fmt: skip
"""Of one order and its buyer, or in a subscriber's own words."""

MONEY: Final = (
    SALES,
    EARNINGS,
    SUBSCRIPTIONS_COUNTRY,
    SUBSCRIPTIONS_DEVICE,
    CANCELLATIONS,
    PLAY_BALANCE,
    PLAY_PASS,
)
