"""What a key may do, found out by real but cheap calls, one family of reports at a time.

Apple tells no key its role. So each family is asked once, and a refusal of one says nothing about
the others.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Final

from storelink.domain.errors import Busy, NeedsPermission, NotReady, Unexpected
from storelink.domain.report import Family, Partition, Report
from storelink.providers.app_store_connect.accounting import AccountFiles
from storelink.providers.app_store_connect.client import AppleClient, segment
from storelink.providers.app_store_connect.developer import developer_in
from storelink.providers.app_store_connect.keys import ApiKey
from storelink.providers.app_store_connect.periods import ONGOING, fiscal_month_at
from storelink.providers.app_store_connect.refusals import (
    KEYS_PAGE,
    MUST_BE_ADMIN,
    ROLE_RULES,
    USERS_PAGE,
)
from storelink.providers.app_store_connect.reports.finance import FINANCE_FINANCIAL
from storelink.providers.app_store_connect.reports.sales import SALES_SUMMARY
from storelink.providers.app_store_connect.requests import ReportRequests
from storelink.providers.contract import Capability, Check, Light

_APPS_ASKED: Final = 3
"""Enough to see whether reports were ever asked for, in an account of any size."""
_APP_UNSEEN: Final = (
    "This key does not see this app. An individual key sees the apps of its person: an Admin adds "
    "the app to them in Users and Access. A team key sees every app that still exists."
)
_NO_APP: Final = "This key sees no app yet, so this can’t be told."
_REPLIES_UNKNOWN: Final = (
    "Apple doesn’t tell whether this key may reply. Replying takes Admin or Customer Support."
)
_STOPPED: Final = (
    "Apple stopped making analytics reports because nobody read them for long, and only an Admin "
    "key may ask for them again. Use an Admin key here once."
)


@dataclass(frozen=True)
class Probes:
    """The questions of one check."""

    client: AppleClient
    key: ApiKey
    files: AccountFiles
    requests: ReportRequests
    told: dict[str, str] = field(default_factory=dict)
    """What files said of the account on the way."""

    def check(self) -> Check:
        """Every family's light. NeedsVerification and Busy come out as they are, and
        NeedsPermission where an unsigned agreement stops everything."""
        apps = self._some_apps()
        is_admin = self._is_admin
        found = (
            self._as_far_as_told(
                Family.ANALYTICS, lambda: self._analytics(apps, is_admin=is_admin)
            ),
            self._as_far_as_told(Family.SALES, lambda: self._account(Family.SALES)),
            self._as_far_as_told(Family.FINANCE, lambda: self._account(Family.FINANCE)),
            self._as_far_as_told(Family.REVIEWS, lambda: self._reviews(apps)),
            _replies(is_admin=is_admin),
        )
        return Check(found, _roles(found, is_admin=is_admin), self._facts())

    def check_app(self, app: str) -> tuple[Capability, ...]:
        """Analytics, reviews and replies of one app. Sales and finance files are of the account.

        An app that the key does not see, or sees no more, is told by every call alike.
        """
        is_admin = self._is_admin
        try:
            found = (self._analytics((app,), is_admin=is_admin), self._reviews((app,)))
        except NotReady:
            return tuple(
                Capability(family, Light.RED, _APP_UNSEEN, "Access to the app", USERS_PAGE)
                for family in (Family.ANALYTICS, Family.REVIEWS, Family.REPLIES)
            )
        return (*found, _replies(is_admin=is_admin))

    def _as_far_as_told(self, family: Family, ask: Callable[[], Capability]) -> Capability:
        """Amber, with its cause, where Apple fails at this one: the others go on."""
        try:
            return ask()
        except Busy as trouble:
            if not trouble.is_of_one_call:
                raise
            return Capability(family, Light.AMBER, trouble.sentence)
        except Unexpected as trouble:
            return Capability(family, Light.AMBER, trouble.sentence)

    def _some_apps(self) -> tuple[str, ...] | None:
        """Ids of a few apps; None where the role may not even list them."""
        try:
            found = self.client.first_page(
                "/v1/apps", {"limit": str(_APPS_ASKED), "fields[apps]": "name"}
            )
        except NeedsPermission as refusal:
            _let_agreement_out(refusal)
            return None
        return tuple(each.id for each in found)

    @cached_property
    def _is_admin(self) -> bool:
        """Only an Admin key lists the team."""
        try:
            self.client.first_page("/v1/users", {"limit": "1", "fields[users]": "roles"})
        except NeedsPermission as refusal:
            _let_agreement_out(refusal)
            return False
        except (Busy, Unexpected):  # not known; what an Admin may is found out by asking
            return False
        return True

    def _analytics(self, apps: tuple[str, ...] | None, *, is_admin: bool) -> Capability:
        if not apps:
            return _without_apps(Family.ANALYTICS, apps)
        try:
            asked = [self.requests.of(app, fresh=True) for app in apps]
        except NeedsPermission as refusal:
            return _red(Family.ANALYTICS, refusal)
        if is_admin or all(
            any(each.access == ONGOING and not each.is_stopped for each in of_app)
            for of_app in asked
        ):
            return Capability(Family.ANALYTICS, Light.GREEN)
        stopped = any(each.is_stopped for of_app in asked for each in of_app)
        return Capability(
            Family.ANALYTICS,
            Light.AMBER,
            _STOPPED if stopped else MUST_BE_ADMIN.sentence,
            MUST_BE_ADMIN.missing,
            MUST_BE_ADMIN.where,
        )

    def _account(self, family: Family) -> Capability:
        report, partition = self._sample(family)
        try:
            with tempfile.TemporaryDirectory(prefix="storelink-") as folder:
                self.files.probe(report, partition, Path(folder))
                if family is Family.SALES:
                    self.told["developer"] = developer_in(Path(folder))
        except NeedsPermission as refusal:
            if refusal.reason == "vendor_missing":
                return _refused(family, Light.AMBER, refusal)
            return _red(family, refusal)
        return Capability(family, Light.GREEN)

    def _sample(self, family: Family) -> tuple[Report, Partition]:
        today = self.client.store_time.date()
        if family is Family.FINANCE:
            month = fiscal_month_at(today).before.before
            return FINANCE_FINANCIAL, Partition(FINANCE_FINANCIAL.key, "", f"{month}/ZZ")
        day = today - timedelta(days=3)
        return SALES_SUMMARY, Partition(SALES_SUMMARY.key, "", day.isoformat())

    def _reviews(self, apps: tuple[str, ...] | None) -> Capability:
        if not apps:
            return _without_apps(Family.REVIEWS, apps)
        path = f"/v1/apps/{segment(apps[0])}/customerReviews"
        try:
            self.client.first_page(path, {"limit": "1"}, (ROLE_RULES[Family.REVIEWS],))
        except NeedsPermission as refusal:
            return _red(Family.REVIEWS, refusal)
        return Capability(Family.REVIEWS, Light.GREEN)

    def _facts(self) -> dict[str, str | int]:
        ahead = round(self.client.tokens.clock_is_ahead_by.total_seconds())
        clock = {"clock_ahead_seconds": ahead} if ahead else {}
        kind = "team" if self.key.is_team else "individual"
        told = {name: text for name, text in self.told.items() if text}
        return {"key_kind": kind, "vendor_number": self.key.vendor_number, **told, **clock}


def _without_apps(family: Family, apps: tuple[str, ...] | None) -> Capability:
    if apps is None:
        rule = ROLE_RULES[family]
        return Capability(family, Light.RED, rule.sentence, rule.missing, rule.where)
    return Capability(family, Light.AMBER, _NO_APP)


def _let_agreement_out(refusal: NeedsPermission) -> None:
    """An agreement stops every family alike: that is no matter of roles."""
    if refusal.reason == "agreement_missing":
        raise refusal


def _red(family: Family, refusal: NeedsPermission) -> Capability:
    _let_agreement_out(refusal)
    return _refused(family, Light.RED, refusal)


def _refused(family: Family, light: Light, refusal: NeedsPermission) -> Capability:
    return Capability(family, light, refusal.sentence, refusal.missing, refusal.where)


def _replies(*, is_admin: bool) -> Capability:
    if is_admin:
        return Capability(Family.REPLIES, Light.GREEN)
    return Capability(
        Family.REPLIES, Light.AMBER, _REPLIES_UNKNOWN, "Admin or Customer Support", KEYS_PAGE
    )


def _roles(found: tuple[Capability, ...], *, is_admin: bool) -> tuple[str, ...]:
    """The role, as far as what it may read gives it away."""
    if is_admin:
        return ("Admin",)
    green = {each.family for each in found if each.light is Light.GREEN}
    if Family.FINANCE in green:
        return ("Finance",)
    if Family.SALES in green:
        return ("Sales and Reports",)
    return ()
