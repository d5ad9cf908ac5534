"""The apps of accounts, as a list shows them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, TextField
from django.db.models.functions import Cast
from django.db.models.lookups import IsNull

from storelink.products.models import App


@dataclass(frozen=True, slots=True)
class AppLine:
    """One app in an account's table."""

    pk: int
    store_id: str
    name: str
    bundle_id: str
    is_left_out: bool
    gone_at: datetime | None
    roles_as_text: str
    """JSON, as it is stored."""

    @property
    def roles(self) -> Sequence[str]:
        """Read where it is shown: a list of many accounts shows it of one."""
        roles = json.loads(self.roles_as_text)
        return [str(role) for role in roles] if isinstance(roles, list) else []


_COLUMNS = ("pk", "store_id", "name", "bundle_id", "is_left_out", "gone_at")


def apps_of(accounts: Iterable[int]) -> Mapping[int, Sequence[AppLine]]:
    """By the account's id and then by name; those that are no longer in their account come after
    the others, and those left out last. In one query, and not as rows of the table: two thousand
    of those would take longer than the rest of the page."""
    is_gone = IsNull(F("gone_at"), False)  # noqa: FBT003
    found = App.objects.filter(integration__in=list(accounts))
    found = found.order_by("is_left_out", is_gone, "name", "pk")
    roles = Cast("roles", TextField())
    lines: dict[int, list[AppLine]] = defaultdict(list)
    for account, *columns in found.values_list("integration_id", *_COLUMNS, roles):
        lines[account].append(AppLine(*columns))
    return lines
