"""All of Apple's reports that Storelink knows."""

from __future__ import annotations

from typing import Final

from storelink.domain.report import Family, Report
from storelink.providers.app_store_connect.reports.analytics import ANALYTICS_REPORTS
from storelink.providers.app_store_connect.reports.finance import (
    FINANCE_DETAIL,
    FINANCE_FINANCIAL,
)
from storelink.providers.app_store_connect.reports.others import (
    LEGACY_REPORTS,
    OTHER_ANALYTICS,
    OTHER_SALES,
)
from storelink.providers.app_store_connect.reports.sales import (
    PRE_ORDER,
    SALES_MONTH,
    SALES_SUMMARY,
    SALES_YEAR,
)
from storelink.providers.app_store_connect.reports.subscriptions import (
    SUBSCRIBER,
    SUBSCRIPTION,
    SUBSCRIPTION_EVENT,
)
from storelink.providers.app_store_connect.reports.web import WEB_REPORTS

SALES_REPORTS: Final = (
    SALES_SUMMARY,
    SUBSCRIPTION,
    SUBSCRIPTION_EVENT,
    SUBSCRIBER,
    PRE_ORDER,
    SALES_MONTH,
    SALES_YEAR,
)
FINANCE_REPORTS: Final = (FINANCE_FINANCIAL, FINANCE_DETAIL)

FETCHED: Final = (*ANALYTICS_REPORTS, *SALES_REPORTS, *FINANCE_REPORTS, *WEB_REPORTS)
"""Brought in by syncs."""
READ_ONLY: Final = (*OTHER_ANALYTICS, *OTHER_SALES, *LEGACY_REPORTS)
"""Understood when a file of theirs is given, never fetched."""
KNOWN: Final = (*FETCHED, *READ_ONLY)

TAIL_STARTS: Final = ("Total_Rows", "Total_Amount", "Total_Units", "Country Of Sale")


def tail_starts(report: Report) -> tuple[str, ...]:
    """First cells of the lines that end the rows: finance files close with totals."""
    return TAIL_STARTS if report.family is Family.FINANCE else ()
