"""What a sign-in may do, found out by real but cheap calls, one family at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from storelink.domain.errors import Busy, NeedsPermission, NotReady, Unexpected
from storelink.domain.report import Family
from storelink.providers.app_store_connect.client import segment
from storelink.providers.app_store_connect.refusals import KEYS_PAGE, USERS_PAGE
from storelink.providers.app_store_connect.web.appinfo import analytics_by_app, first_apps
from storelink.providers.app_store_connect.web.client import WebClient
from storelink.providers.app_store_connect.web.olympus import SignedIn
from storelink.providers.app_store_connect.web.roles import (
    FINANCE_BY_KEY,
    NO_APP,
    REPLIES_REFUSED,
    REPLYING,
    ROLE_RULES,
    SALES_IN_PART,
    role_name,
)
from storelink.providers.contract import Capability, Check, Light

_APPS_ASKED: Final = 3


@dataclass(frozen=True)
class WebProbes:
    """The questions of one check."""

    client: WebClient
    signed_in: SignedIn

    def check(self) -> Check:
        """Every family's light. NeedsVerification and Busy come out as they are, and
        NeedsPermission where an unsigned agreement stops everything."""
        apps = self._some_apps()
        analytics = self._analytics(apps)
        found = (
            analytics,
            _sales(analytics),
            Capability(Family.FINANCE, Light.RED, FINANCE_BY_KEY, "An API key", KEYS_PAGE),
            self._reviews(apps),
            self._replies(),
        )
        roles = tuple(role_name(role) for role in self.signed_in.roles)
        team = self.signed_in.team
        return Check(found, roles, {"team": team.name if team else ""})

    def check_app(self, app: str) -> tuple[Capability, ...]:
        """Analytics, reviews and replies of one app; sales are as analytics, finance is of the
        account."""
        analytics = self._analytics_of(app)
        return analytics, _sales(analytics), self._reviews((app,)), self._replies()

    def _some_apps(self) -> tuple[str, ...] | None:
        """Ids of a few apps; None where the role may not even list them."""
        try:
            return first_apps(self.client, _APPS_ASKED)
        except NeedsPermission as refusal:
            _let_agreement_out(refusal)
            return None

    def _analytics(self, apps: tuple[str, ...] | None) -> Capability:
        if not apps:
            return _without_apps(Family.ANALYTICS, apps)
        return self._analytics_if(lambda enabled: any(enabled.values()))

    def _analytics_of(self, app: str) -> Capability:
        return self._analytics_if(lambda enabled: enabled.get(app, False))

    def _analytics_if(self, holds: Callable[[Mapping[str, bool]], bool]) -> Capability:
        try:
            is_readable = holds(self._enabled)
        except (NotReady, Unexpected, Busy) as trouble:
            # The pages' own interfaces change unannounced. That is no reason not to connect.
            return Capability(Family.ANALYTICS, Light.AMBER, trouble.sentence)
        if is_readable:
            return Capability(Family.ANALYTICS, Light.GREEN)
        return _role_lacking(Family.ANALYTICS)

    @cached_property
    def _enabled(self) -> Mapping[str, bool]:
        return analytics_by_app(self.client)

    def _reviews(self, apps: tuple[str, ...] | None) -> Capability:
        if not apps:
            return _without_apps(Family.REVIEWS, apps)
        path = f"/iris/v1/apps/{segment(apps[0])}/customerReviews"
        try:
            self.client.get(path, {"limit": "1"}, (ROLE_RULES[Family.REVIEWS],))
        except NeedsPermission as refusal:
            _let_agreement_out(refusal)
            return Capability(
                Family.REVIEWS, Light.RED, refusal.sentence, refusal.missing, refusal.where
            )
        except (NotReady, Unexpected, Busy) as trouble:
            return Capability(Family.REVIEWS, Light.AMBER, trouble.sentence)
        return Capability(Family.REVIEWS, Light.GREEN)

    def _replies(self) -> Capability:
        if REPLYING & set(self.signed_in.roles):
            return Capability(Family.REPLIES, Light.GREEN)
        return Capability(
            Family.REPLIES, Light.RED, REPLIES_REFUSED, "Admin or Customer Support", USERS_PAGE
        )


def reads_something(check: Check) -> bool:
    """True where analytics or reviews can be had, or could once there is an app."""
    lights = {each.family: each.light for each in check.capabilities}
    return {lights[Family.ANALYTICS], lights[Family.REVIEWS]} != {Light.RED}


def _sales(analytics: Capability) -> Capability:
    if analytics.light is Light.RED:
        return replace(analytics, family=Family.SALES)
    return Capability(Family.SALES, Light.AMBER, SALES_IN_PART)


def _without_apps(family: Family, apps: tuple[str, ...] | None) -> Capability:
    if apps is None:
        return _role_lacking(family)
    return Capability(family, Light.AMBER, NO_APP)


def _role_lacking(family: Family) -> Capability:
    rule = ROLE_RULES[family]
    return Capability(family, Light.RED, rule.sentence, rule.missing, rule.where)


def _let_agreement_out(refusal: NeedsPermission) -> None:
    """An agreement stops every family alike: that is no matter of roles."""
    if refusal.reason == "agreement_missing":
        raise refusal
