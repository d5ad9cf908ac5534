"""The apps of accounts, as a list shows them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import TextField
from django.db.models.functions import Cast

from storelink.products.models import App


@dataclass(frozen=True, slots=True)
class AppLine:
    """One app in an account's table."""

    pk: int
    store_id: str
    name: str
    bundle_id: str
    is_left_out: bool
    roles_as_text: str
    """JSON, as it is stored."""

    @property
    def roles(self) -> Sequence[str]:
        """Read where it is shown: a list of many accounts shows it of one."""
        roles = json.loads(self.roles_as_text)
        return [str(role) for role in roles] if isinstance(roles, list) else []


_COLUMNS = ("pk", "store_id", "name", "bundle_id", "is_left_out")


def apps_of(accounts: Iterable[int]) -> Mapping[int, Sequence[AppLine]]:
    """Those that the store still lists, by the account's id and then by name, those left out
    last, in one query. Not as rows of the table: two thousand of those would take longer than the
    rest of the page."""
    found = App.objects.filter(integration__in=list(accounts), gone_at=None)
    found = found.order_by("is_left_out", "name", "pk")
    roles = Cast("roles", TextField())
    lines: dict[int, list[AppLine]] = defaultdict(list)
    for account, *columns in found.values_list("integration_id", *_COLUMNS, roles):
        lines[account].append(AppLine(*columns))
    return lines
