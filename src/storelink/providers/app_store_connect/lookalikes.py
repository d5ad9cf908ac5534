"""Files of App Store Connect's pages that people bring by hand."""

from __future__ import annotations

from typing import Final

from storelink.providers.lookalikes import Lookalike

LOOKALIKES: Final = (
    Lookalike(
        (("units sold", "earned", "proceeds"),),
        "This is Payments’ summary: what App Store Connect’s page Payments and Financial Reports "
        "adds up by country and currency, without apps. Storelink reads the FINANCIAL files "
        "instead: connect the account with an API key that may read finance, or download the "
        "financial reports on that page under Create Reports.",
    ),
    Lookalike(
        (("start date",), ("end date",), ("date", "*")),
        "This is an export of App Store Connect’s page Analytics: one figure as the page drew it. "
        "Storelink reads the Analytics Reports instead: connect the account, or download a report "
        "by Apple’s API.",
    ),
    Lookalike(
        (("begin date", "end date", "*units*"),),
        "This is an export of App Store Connect’s page Trends: figures as the page drew them. "
        "Storelink reads the daily Sales reports instead: connect the account, or download one on "
        "the page Sales and Trends under Reports.",
    ),
)
