"""Sales and finance files: one per account and day or fiscal month, asked for by vendor number.

Source: developer.apple.com/documentation/appstoreconnectapi/sales-and-finance
"""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from threading import Lock
from typing import Final

from storelink.domain.errors import NeedsPermission, NotReady, StoreError
from storelink.domain.nothing import Evidence, Proof
from storelink.domain.period import Days
from storelink.domain.report import Family, Offer, Partition, Period, Report, Scope, Version
from storelink.providers.app_store_connect.client import AppleClient, Refused
from storelink.providers.app_store_connect.keys import ApiKey
from storelink.providers.app_store_connect.periods import (
    FREQUENCIES,
    daily_offers,
    ended_offers,
    fiscal_month_of,
    fiscal_offers,
    part_of,
    sales_days,
    sales_version,
)
from storelink.providers.app_store_connect.refusals import (
    INDIVIDUAL_KEY,
    KEYS_PAGE,
    ROLE_RULES,
    may_be_gone,
    no_longer_kept,
    of_vendor_number,
    vendor_missing,
)
from storelink.providers.app_store_connect.reports.sales import SALES_SUMMARIES, SALES_SUMMARY
from storelink.providers.contract import Fetched, Part
from storelink.providers.whole import check_table

REPORT_TYPES: Final[Mapping[str, tuple[str, str, str]]] = {
    "sales_summary": ("SALES", "SUMMARY", ""),
    "subscription": ("SUBSCRIPTION", "SUMMARY", "1_3"),
    "subscription_event": ("SUBSCRIPTION_EVENT", "SUMMARY", "1_3"),
    "subscriber": ("SUBSCRIBER", "DETAILED", "1_3"),
    "pre_order": ("PRE_ORDER", "SUMMARY", "1_0"),
    "sales_summary_month": ("SALES", "SUMMARY", ""),
    "sales_summary_year": ("SALES", "SUMMARY", ""),
    "finance_financial": ("FINANCIAL", "ZZ", ""),
    "finance_detail": ("FINANCE_DETAIL", "Z1", ""),
}
"""Report → Apple's type, its sub-type (or its region), and the version asked for first."""

YOUNG_SALES: Final = timedelta(days=2)
"""Until then “no sales” can mean that the file is not made yet."""
YOUNG_FINANCE: Final = timedelta(days=45)
_VERSION: Final = re.compile(r"\b(\d{1,2}_\d{1,2})\b")
_VERSIONS_TRIED: Final = 3
"""In one call: Apple may name another version, and another one then."""
_NO_SALES: Final = "there were no sales for the date specified"
_NOT_YET: Final = "not available yet"
_VENDOR_INVALID: Final = "invalid vendor number"
_ASIDE: Final = frozenset({"subscription", "subscription_event", "subscriber", "pre_order"})
"""Reports of which an “invalid” vendor number is also how Apple says that there are none."""
_SALES_TOLD_SECONDS: Final = 300.0
"""So long an answer about sales says that Apple accepts the vendor number."""


class NoSales(NotReady):
    """Apple says that there was nothing, or, of a young day, that it has no file."""

    def __init__(self, evidence: Evidence, detail: str) -> None:
        super().__init__("Apple says that there was nothing.", detail=detail, reason="no_sales")
        self.evidence = evidence


@dataclass(frozen=True, slots=True)
class _Asked:
    """One call for a file."""

    report: Report
    partition: Partition
    layout: str
    folder: Path

    @property
    def unproven(self) -> str:
        """The version, where it is one that Apple named."""
        return "" if self.layout == REPORT_TYPES[self.report.key][2] else self.layout


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
    _sales_told_at: float = float("-inf")
    """When Apple last answered about sales as one does for a vendor number that one knows."""
    _sales_lock: Lock = field(default_factory=Lock, repr=False)

    def available(self, report: Report, today: date) -> Iterator[Offer]:
        """Every file that should exist by `today`. Nothing without a vendor number."""
        self.today = today
        if not self.key.vendor_number or not self.key.is_team:
            return
        for offer in _offers(report, today):
            yield replace(offer, account=self.key.vendor_number)

    def fetch(self, report: Report, partition: Partition, folder: Path) -> Fetched:
        """The file, or no parts where Apple says that there was nothing. NotReady where it is
        too early to say, or where what came is no file of this report."""
        self._check_key()
        days, vendor = _days_of(report, partition), self.key.vendor_number
        scope, version = _scope(report, days), _version(report, days)
        try:
            part, layout = self._download(report, partition, folder)
        except NoSales as nothing:
            if self._is_young(report, days):
                raise _not_published(nothing.detail) from None
            if nothing.evidence.proof is Proof.NO_SALES and may_be_gone(report, self._age(days)):
                raise no_longer_kept(report, nothing.detail) from None
            return Fetched(
                partition, version, (), scope=scope, nothing=nothing.evidence, account=vendor
            )
        return Fetched(partition, version, (part,), scope=scope, account=vendor, layout=layout)

    def probe(self, report: Report, partition: Partition, folder: Path) -> None:
        """Ask for a file to see whether it may be had; that there is none is fine."""
        self._check_key()
        with suppress(NotReady):
            self._download(report, partition, folder)

    def _check_key(self) -> None:
        if not self.key.is_team:
            raise NeedsPermission(
                INDIVIDUAL_KEY, missing="A team key", where=KEYS_PAGE, reason="key_is_individual"
            )
        if not self.key.vendor_number:
            raise vendor_missing()

    def _download(self, report: Report, partition: Partition, folder: Path) -> tuple[Part, str]:
        """The file, and the version of the report that it is of."""
        for _ in range(_VERSIONS_TRIED):
            layout = self._version_of(report)
            try:
                part = self._file(report, partition, folder, layout)
            except Refused as refused:
                named = _version_named(refused)
                if named is None or named == layout:
                    asked = _Asked(report, partition, layout, folder)
                    meant = self._meaning(refused, asked)
                    raise of_vendor_number(meant, refused.answer.status) from None
                self._versions[report.key] = named
                continue
            if report == SALES_SUMMARY:
                self._sales_told_at = time.monotonic()
            return part, layout
        raise NotReady(
            "Apple names one version of this report after another. It is asked for again.",
            detail=f"{partition.report} {partition.period}",
            reason="version_unsettled",
        )

    def _file(self, report: Report, partition: Partition, folder: Path, layout: str) -> Part:
        name = f"{partition.report}_{partition.period.replace('/', '_')}.txt.gz"
        part = Part(name, folder / name)
        path = "/v1/financeReports" if report.family is Family.FINANCE else "/v1/salesReports"
        self.client.file(path, self._params(report, partition, layout), part.path)
        check_table(part.path, f"{partition.report} {partition.period}")
        return part

    def _meaning(self, refused: Refused, asked: _Asked) -> StoreError:
        """What a refusal means. Only Apple’s own words make “nothing”, as an error with a code."""
        answer, report = refused.answer, asked.report
        if answer.is_not_found and answer.says(_NOT_YET):
            return _not_published(answer.where)
        if answer.is_not_found and answer.says(_NO_SALES):
            if report in SALES_SUMMARIES:
                self._sales_told_at = time.monotonic()
            said = answer.sentence_with(_NO_SALES)
            return NoSales(Evidence(Proof.NO_SALES, said, layout=asked.unproven), answer.where)
        if answer.codes and answer.says(_VENDOR_INVALID):
            return self._vendor_refused(refused, asked)
        if answer.status == 410 and answer.codes:
            return no_longer_kept(report, answer.where)
        return refused.meant((ROLE_RULES[report.family],))

    def _vendor_refused(self, refused: Refused, asked: _Asked) -> StoreError:
        """Sales are the judge: where Apple accepts the number for them, it has no such report."""
        if asked.report == SALES_SUMMARY:
            self._sales_told_at = float("-inf")
            return refused.meant((ROLE_RULES[asked.report.family],))
        trouble = self._ask_sales(asked)
        if trouble is not None:
            return trouble
        if asked.report.key not in _ASIDE:
            return NotReady(
                "Apple refuses the vendor number for this report, and accepts it for sales. "
                "Whether there are any cannot be told; it is asked for again.",
                detail=refused.answer.where,
                reason="vendor_refused_here",
            )
        evidence = Evidence(
            Proof.NONE_EXIST,
            refused.answer.sentence_with(_VENDOR_INVALID),
            f"SALES accepted vendor number {self.key.vendor_number} in the same run",
            asked.unproven,
        )
        return NoSales(evidence, refused.answer.where)

    def _ask_sales(self, asked: _Asked) -> StoreError | None:
        """None where Apple accepts the vendor number for sales: it has said so in the last few
        minutes, or says so now. Else what it said."""
        with self._sales_lock:
            if time.monotonic() - self._sales_told_at < _SALES_TOLD_SECONDS:
                return None
            old = min(self.today, self.client.store_time.date()) - YOUNG_SALES - timedelta(days=1)
            is_day = asked.report.family is Family.SALES
            day = min(old, sales_days(asked.partition).last) if is_day else old
            with tempfile.TemporaryDirectory(dir=asked.folder) as inside:
                partition = Partition(SALES_SUMMARY.key, "", day.isoformat())
                try:
                    self._download(SALES_SUMMARY, partition, Path(inside))
                except NoSales:
                    return None
                except StoreError as trouble:
                    return trouble
            return None

    def _params(self, report: Report, partition: Partition, layout: str) -> dict[str, str]:
        kind, sub_type, _ = REPORT_TYPES[report.key]
        params = {"filter[vendorNumber]": self.key.vendor_number, "filter[reportType]": kind}
        if report.family is Family.FINANCE:
            params["filter[regionCode]"] = part_of(partition) or sub_type
            params["filter[reportDate]"] = str(fiscal_month_of(partition))
            return params
        params["filter[reportSubType]"] = sub_type
        params["filter[frequency]"] = FREQUENCIES[report.period]
        params["filter[reportDate]"] = partition.period
        return params | ({"filter[version]": layout} if layout else {})

    def _version_of(self, report: Report) -> str:
        return self._versions.get(report.key, REPORT_TYPES[report.key][2])

    def _is_young(self, report: Report, days: Days) -> bool:
        allowed = YOUNG_FINANCE if report.family is Family.FINANCE else YOUNG_SALES
        return self._age(days) <= allowed

    def _age(self, days: Days) -> timedelta:
        return min(self.today, self.client.store_time.date()) - days.last


def _not_published(detail: str) -> NotReady:
    return NotReady("Apple has not published this yet.", detail=detail, reason="not_published")


def _offers(report: Report, today: date) -> Iterator[Offer]:
    if report.family is Family.FINANCE:
        return fiscal_offers(report, REPORT_TYPES[report.key][1], today)
    if report.period is Period.DAY:
        return daily_offers(report, today)
    return ended_offers(report, today, today - timedelta(days=SALES_SUMMARY.history_days or 0))


def _version_named(refused: Refused) -> str | None:
    """The version that Apple names where it does not know the one that was asked for."""
    if refused.answer.status != 400 or "filter[version]" not in refused.complaint.parameters:
        return None
    named = _VERSION.findall(" ".join(refused.answer.details))
    return named[-1] if named else None


def _days_of(report: Report, partition: Partition) -> Days:
    if report.family is Family.FINANCE:
        return fiscal_month_of(partition).days
    return sales_days(partition)


def _version(report: Report, days: Days) -> Version:
    if report.family is Family.FINANCE:
        return Version(days.last.toordinal(), days.last + timedelta(days=1))
    return sales_version(days)


def _scope(report: Report, days: Days) -> Scope | None:
    """A day's file is complete for the account and its day."""
    return None if report.family is Family.FINANCE else Scope("", days)
