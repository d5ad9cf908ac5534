"""Sales and finance files: one per account and day or fiscal month, asked for by vendor number.

Source: developer.apple.com/documentation/appstoreconnectapi/sales-and-finance
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from storelink.domain.errors import NeedsPermission, NotReady, StoreError, Unexpected
from storelink.domain.period import Days
from storelink.domain.report import Family, Offer, Partition, Report, Scope, Version
from storelink.providers.app_store_connect.client import AppleClient, Refused
from storelink.providers.app_store_connect.keys import ApiKey
from storelink.providers.app_store_connect.periods import (
    FiscalMonth,
    day_of,
    fiscal_month_at,
    fiscal_month_of,
    part_of,
    sales_version,
)
from storelink.providers.app_store_connect.refusals import INDIVIDUAL_KEY, KEYS_PAGE, ROLE_RULES
from storelink.providers.contract import Fetched, Part

REPORT_TYPES: Final[Mapping[str, tuple[str, str, str]]] = {
    "sales_summary": ("SALES", "SUMMARY", ""),
    "subscription": ("SUBSCRIPTION", "SUMMARY", "1_3"),
    "subscription_event": ("SUBSCRIPTION_EVENT", "SUMMARY", "1_3"),
    "subscriber": ("SUBSCRIBER", "DETAILED", "1_3"),
    "pre_order": ("PRE_ORDER", "SUMMARY", "1_0"),
    "finance_financial": ("FINANCIAL", "ZZ", ""),
    "finance_detail": ("FINANCE_DETAIL", "Z1", ""),
}
"""Report → Apple's type, its sub-type (or its region), and the version asked for first."""

YOUNG_SALES: Final = timedelta(days=2)
"""Until then “no sales” can mean that the file is not made yet."""
YOUNG_FINANCE: Final = timedelta(days=45)
_VERSION: Final = re.compile(r"\b(\d{1,2}_\d{1,2})\b")


class NoSales(NotReady):
    """Apple says that nothing was sold, or, of a young day, that it has no file."""


@dataclass
class AccountFiles:
    """The sales and finance files of an account."""

    client: AppleClient
    key: ApiKey
    today: date = date.max
    """The day that the caller named last. Apple's clock may know an earlier one: then ours is
    wrong, and what is not published yet must not be taken for a day without sales."""
    _versions: dict[str, str] = field(default_factory=dict)
    """Report → the version that Apple wants, once it has said so."""

    def available(self, report: Report, today: date) -> Iterator[Offer]:
        """Every file that should exist by `today`. Nothing without a vendor number."""
        self.today = today
        if not self.key.vendor_number or not self.key.is_team:
            return
        if report.family is Family.FINANCE:
            yield from _fiscal_offers(report, today)
            return
        for age in range(report.lag_days, (report.history_days or 0) + 1):
            day = today - timedelta(days=age)
            yield Offer(Partition(report.key, "", day.isoformat()), days=Days(day, day))

    def fetch(self, report: Report, partition: Partition, folder: Path) -> Fetched:
        """The file, or no parts where Apple says that there were no sales. NotReady where it is
        too early to say."""
        self._check_key()
        days = _days_of(report, partition)
        try:
            part = self._download(report, partition, folder)
        except NoSales as nothing:
            if self._is_young(report, days):
                raise NotReady(
                    "Apple has not published this day yet.",
                    detail=nothing.detail,
                    reason="not_published",
                ) from None
            return Fetched(partition, _version(report, days), (), scope=_scope(report, days))
        return Fetched(partition, _version(report, days), (part,), scope=_scope(report, days))

    def probe(self, report: Report, partition: Partition, folder: Path) -> None:
        """Ask for a file to see whether it may be had; that there is none is fine."""
        self._check_key()
        try:
            self._download(report, partition, folder)
        except (NoSales, NotReady):
            return

    def _check_key(self) -> None:
        if not self.key.is_team:
            raise NeedsPermission(
                INDIVIDUAL_KEY, missing="A team key", where=KEYS_PAGE, reason="key_is_individual"
            )
        if not self.key.vendor_number:
            raise NeedsPermission(
                "Sales and finance need the vendor number. Add it: it stands at the top left of "
                "Payments and Financial Reports.",
                missing="Vendor number",
                where="App Store Connect, Payments and Financial Reports",
                reason="vendor_missing",
            )

    def _download(self, report: Report, partition: Partition, folder: Path) -> Part:
        name = f"{partition.report}_{partition.period.replace('/', '_')}.txt.gz"
        part = Part(name, folder / name)
        path = "/v1/financeReports" if report.family is Family.FINANCE else "/v1/salesReports"
        try:
            got = self.client.file(path, self._params(report, partition), part.path)
        except Refused as refused:
            wanted = _version_wanted(refused)
            if wanted is None or wanted == self._version_of(report):
                raise _meaning(refused, report) from None
            self._versions[report.key] = wanted
            return self._download(report, partition, folder)
        if got.head.lstrip()[:1] in {b"{", b"<"}:
            part.path.unlink(missing_ok=True)
            raise Unexpected(
                "Apple sent something else where a report was expected.",
                detail=f"{partition.report} {partition.period}: no gzip",
                reason="not_a_report",
            )
        return part

    def _params(self, report: Report, partition: Partition) -> dict[str, str]:
        kind, sub_type, _ = REPORT_TYPES[report.key]
        params = {"filter[vendorNumber]": self.key.vendor_number, "filter[reportType]": kind}
        if report.family is Family.FINANCE:
            params["filter[regionCode]"] = part_of(partition) or sub_type
            params["filter[reportDate]"] = str(fiscal_month_of(partition))
            return params
        params["filter[reportSubType]"] = sub_type
        params["filter[frequency]"] = "DAILY"
        params["filter[reportDate]"] = day_of(partition).isoformat()
        version = self._version_of(report)
        return params | ({"filter[version]": version} if version else {})

    def _version_of(self, report: Report) -> str:
        return self._versions.get(report.key, REPORT_TYPES[report.key][2])

    def _is_young(self, report: Report, days: Days) -> bool:
        allowed = YOUNG_FINANCE if report.family is Family.FINANCE else YOUNG_SALES
        return min(self.today, self.client.store_time.date()) - days.last <= allowed


def _meaning(refused: Refused, report: Report) -> StoreError:
    answer = refused.answer
    if answer.status == 404 and answer.says("not available yet"):
        return NotReady(
            "Apple has not published this yet.", detail=answer.where, reason="not_published"
        )
    # For subscriptions, an “invalid” vendor number is also how Apple says that there are none.
    is_wordless = report.key.startswith("subscri") and answer.says("invalid vendor number")
    if answer.status == 404 or is_wordless:
        return NoSales("Apple says that there were no sales.", detail=answer.where)
    return refused.meant((ROLE_RULES[report.family],))


def _version_wanted(refused: Refused) -> str | None:
    """The version that Apple names where it does not know the one that was asked for."""
    if refused.answer.status != 400 or "filter[version]" not in refused.complaint.parameters:
        return None
    named = _VERSION.findall(" ".join(refused.answer.details))
    return named[-1] if named else None


def _days_of(report: Report, partition: Partition) -> Days:
    if report.family is Family.FINANCE:
        return fiscal_month_of(partition).days
    return Days(day_of(partition), day_of(partition))


def _version(report: Report, days: Days) -> Version:
    if report.family is Family.FINANCE:
        return Version(days.last.toordinal(), days.last + timedelta(days=1))
    return sales_version(days.first)


def _scope(report: Report, days: Days) -> Scope | None:
    """A day's file is complete for the account and its day."""
    return None if report.family is Family.FINANCE else Scope("", days)


def _fiscal_offers(report: Report, today: date) -> Iterator[Offer]:
    region = REPORT_TYPES[report.key][1]
    month: FiscalMonth = fiscal_month_at(today).before
    while (today - month.days.last).days <= (report.history_days or 0):
        if (today - month.days.last).days >= report.lag_days:
            yield Offer(Partition(report.key, "", f"{month}/{region}"), days=month.days)
        month = month.before
