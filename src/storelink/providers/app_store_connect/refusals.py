"""What Apple's refusals mean, as a table. The first rule that holds decides.

Source: developer.apple.com/documentation/appstoreconnectapi/interpreting-and-handling-errors
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from storelink.domain.errors import (
    Busy,
    NeedsPermission,
    NeedsVerification,
    NoLongerKept,
    NotReady,
    StoreError,
)
from storelink.domain.report import Family, Period, Report
from storelink.domain.waiting import REST_SENTENCES, Rest
from storelink.providers.answers import Rule

USERS_PAGE: Final = "App Store Connect, Users and Access"
KEYS_PAGE: Final = f"{USERS_PAGE}, Integrations"
_NEW_KEY: Final = (
    "A key’s role can’t be changed: create a new key with that role and update the credentials."
)

KEY_REVOKED: Final = "This key was revoked in App Store Connect. Create a new one."
IDS_UNKNOWN: Final = (
    "Apple doesn’t know this Key ID and Issuer ID together. Copy both from Users and Access, "
    "Integrations."
)
VENDOR_UNKNOWN: Final = (
    "Apple doesn’t know this vendor number. Copy it from the top left of Payments and Financial "
    "Reports in App Store Connect."
)
VENDOR_FAILS: Final = (
    "Apple fails for this vendor number; check that it is right. It stands at the top left of "
    "Payments and Financial Reports. If it is right, nothing needs to be done: Storelink asks "
    "again by itself."
)
AGREEMENT: Final = (
    "Apple waits for your Account Holder to accept an agreement. Until then Apple answers nothing."
)

REFUSALS: Final = (
    Rule(
        NeedsPermission,
        "agreement_missing",
        AGREEMENT,
        statuses=(403,),
        code="FORBIDDEN.REQUIRED_AGREEMENTS_MISSING_OR_EXPIRED",
        missing="An agreement that the Account Holder accepts",
        where="App Store Connect, Business",
    ),
    Rule(NeedsVerification, "key_revoked", KEY_REVOKED, statuses=(401, 403), words="revoked"),
    Rule(
        NeedsVerification,
        "key_refused",
        "Apple no longer accepts this key. If it was revoked in App Store Connect, create a new "
        "one and update the credentials. Nothing that is here is lost.",
        statuses=(401,),
    ),
    Rule(
        NeedsPermission,
        "vendor_unknown",
        VENDOR_UNKNOWN,
        statuses=(400, 403, 404),
        words="invalid vendor number",
        missing="Vendor number",
        where="App Store Connect, Payments and Financial Reports",
    ),
    Rule(
        Busy,
        Rest.HOUR_USED_UP,
        REST_SENTENCES[Rest.HOUR_USED_UP],
        statuses=(429,),
        code=Rest.HOUR_USED_UP.name,
    ),
    Rule(
        Busy,
        Rest.SLOWED_DOWN,
        REST_SENTENCES[Rest.SLOWED_DOWN],
        statuses=(429,),
    ),
    Rule(
        NotReady,
        "not_found",
        "Apple does not have this (yet), or has it no longer.",
        statuses=(404, 410),
    ),
)


def _role_rule(missing: str, sentence: str) -> Rule:
    return Rule(
        NeedsPermission,
        "role_too_small",
        f"{sentence} {_NEW_KEY}",
        statuses=(403,),
        missing=missing,
        where=KEYS_PAGE,
    )


ROLE_RULES: Final[Mapping[Family, Rule]] = {
    Family.ANALYTICS: _role_rule(
        "Admin, Finance or Sales and Reports",
        "This key’s role can’t read analytics. That takes Admin, Finance or Sales and Reports.",
    ),
    Family.SALES: _role_rule(
        "Admin, Finance or Sales and Reports",
        "This key’s role can’t read sales. That takes Admin, Finance or Sales and Reports.",
    ),
    Family.FINANCE: _role_rule(
        "Admin or Finance",
        "This key’s role can’t read financial reports. That takes Admin or Finance.",
    ),
    Family.REVIEWS: _role_rule(
        "Admin, App Manager or Customer Support",
        "This key’s role can’t read reviews. That takes Admin, App Manager or Customer Support.",
    ),
}
"""What a bare 403 means for each family of reports."""

MUST_BE_ADMIN: Final = Rule(
    NeedsPermission,
    "admin_needed_once",
    "Nobody has asked Apple to make analytics reports for this app yet, and only an Admin key may "
    "ask. Use an Admin key here once, or have an Admin make the request; after that this key is "
    "enough.",
    statuses=(403,),
    missing="Admin",
    where=KEYS_PAGE,
)

HISTORY_BY_ADMIN: Final = Rule(
    NeedsPermission,
    MUST_BE_ADMIN.reason,
    "Apple holds no history of an app: nobody has asked for it, or Apple has deleted it (it keeps "
    "such files for 35 days). New days come in all the same. Only an Admin key may ask for the "
    "history: use one here once.",
    statuses=(403,),
    missing=MUST_BE_ADMIN.missing,
    where=MUST_BE_ADMIN.where,
)

INDIVIDUAL_KEY: Final = (
    "An individual key can’t read this, whatever its role. Connect a team key to get it."
)


def of_vendor_number(meant: StoreError, status: int) -> StoreError:
    """Where Apple itself fails at a file of sales or finance: it answers an invented vendor number
    so, as well as a right one on its bad days."""
    if not isinstance(meant, Busy) or status < 500:
        return meant
    return Busy(VENDOR_FAILS, wait=meant.wait, detail=meant.detail, reason=meant.reason)


def vendor_missing() -> NeedsPermission:
    """Nothing was asked: without the number there is nothing to ask for."""
    return NeedsPermission(
        "Sales and finance need the vendor number. Add it: it stands at the top left of Payments "
        "and Financial Reports.",
        missing="Vendor number",
        where="App Store Connect, Payments and Financial Reports",
        reason="vendor_missing",
    )


_FINANCE_SURELY_KEPT: Final = timedelta(days=365)
"""Apple keeps financial reports for ten years; clients have met accounts that get twelve months."""
_UNSURE_DAYS: Final = 2
"""Before the day on which a sales file goes: days begin at other hours elsewhere."""


def may_be_gone(report: Report, age: timedelta) -> bool:
    """Whether “no sales” for a period that ended so long ago may as well mean that Apple keeps the
    file no longer: it has no other words for that in some reports. Then it proves nothing."""
    if report.family is Family.FINANCE:
        return age > _FINANCE_SURELY_KEPT
    return age.days >= (report.history_days or 0) - _UNSURE_DAYS


def no_longer_kept(report: Report, detail: str) -> NoLongerKept:
    """Apple has deleted the file, or may have."""
    return NoLongerKept(_kept_for(report), detail=detail, reason="no_longer_kept")


def _kept_for(report: Report) -> str:
    if report.family is Family.FINANCE:
        return (
            "Apple keeps financial reports for about ten years, and has none of some fiscal months "
            "that ended over a year ago: there were no sales, or it keeps them no longer."
        )
    years = "ten years" if report.period is Period.YEAR else "a year"
    kind = {Period.MONTH: "monthly", Period.YEAR: "yearly"}.get(report.period, "daily")
    return f"Apple keeps {kind} sales files for about {years}."
