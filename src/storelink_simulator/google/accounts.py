"""Who may knock at Google's doors: service accounts of a cloud project, and people of the team."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from storelink_simulator.cast import TEAM
from storelink_simulator.google.permissions import ADMIN, ALL, FINANCE, QUALITY, REPLY, REPORTS

PROJECT_ID = "brightside-play"
PROJECT_NUMBER = "482093311507"
_NOTHING: frozenset[str] = frozenset()
_READER = frozenset({REPORTS, QUALITY})
_NO_GRANTS: Mapping[str, frozenset[str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Account:
    """An e-mail address with what Play Console lets it do."""

    email: str
    kind: str
    permissions: frozenset[str] = _NOTHING
    """For all apps."""
    grants: Mapping[str, frozenset[str]] = field(default_factory=lambda: _NO_GRANTS)
    """For one app, by its package name."""
    is_service_account: bool = False

    def may(self, permission: str, package: str | None = None) -> bool:
        """Whether a permission is held, for all apps or for the one that is asked about."""
        if self.permissions & {permission, ADMIN}:
            return True
        return package is not None and permission in self.grants.get(package, _NOTHING)

    @property
    def is_invited(self) -> bool:
        """Whether Play Console knows the address."""
        return bool(self.permissions or self.grants)


def _service(kind: str, permissions: frozenset[str], **grants: frozenset[str]) -> Account:
    email = f"{kind.replace('_', '-')}@{PROJECT_ID}.iam.gserviceaccount.com"
    return Account(email, kind, permissions, dict(grants), is_service_account=True)


_ONE_APP = "example.brightside.tidewater"
SERVICE_ACCOUNTS: tuple[Account, ...] = (
    _service("reports", _READER | {FINANCE, REPLY}),
    _service("admin", ALL),
    _service("no_finance", _READER | {REPLY}),
    _service("no_reply", _READER | {FINANCE}),
    _service("one_app", _NOTHING, **{_ONE_APP: _READER | {FINANCE, REPLY}}),
    _service("not_invited", _NOTHING),
)
"""What a publisher can get right or wrong in Users and permissions, one account each."""

_OF_PEOPLE = {
    "m.okafor@brightside.example": ALL,
    "t.nakata@brightside.example": _READER | {FINANCE},
    "p.dubois@brightside.example": _READER,
    "j.lindqvist@brightside.example": _READER | {FINANCE, REPLY},
}
_SUPPORT_GRANTS = {
    _ONE_APP: frozenset({REPORTS, REPLY}),
    "example.brightside.petal": frozenset({REPORTS, REPLY}),
}
PEOPLE: tuple[Account, ...] = tuple(
    Account(
        user.username,
        "person",
        frozenset(_OF_PEOPLE.get(user.username, _NOTHING)),
        _NO_GRANTS if user.username in _OF_PEOPLE else _SUPPORT_GRANTS,
    )
    for user in TEAM
)
"""The team, with Google accounts: who can consent in a browser."""
BY_EMAIL: Mapping[str, Account] = MappingProxyType(
    {account.email: account for account in (*SERVICE_ACCOUNTS, *PEOPLE)}
)
