"""Figures, for a person: who may see which apps, then what the warehouse says."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import pyarrow as pa

from storelink.domain.period import Days, Granularity
from storelink.products.answering import Asked
from storelink.products.models import App
from storelink.products.reading import Reading
from storelink.workspaces.models import User, Workspace


def ask(
    user: User,
    workspace: Workspace,
    provider_key: str,
    metrics: Sequence[str],
    *,
    days: Days,
    by: Sequence[str] = (),
    apps: Iterable[App] | None = None,
    accounts: Collection[int] | None = None,
    where: Mapping[str, tuple[str, ...]] | None = None,
    granularity: Granularity = Granularity.DAY,
    order: str = "",
    limit: int | None = None,
) -> pa.Table:
    """A table: the columns of `by`, then one for each metric. Missing is NULL, never zero.

    Without `apps` and `accounts`, everything that the person may see: all apps, and of each account
    that they see as a whole the rows that are of no single app, under `NOT_OF_ONE_APP`. `apps`
    narrows to some of the apps, `accounts` (numbers of integrations) says of which accounts the
    rows of no single app come with them. What they may not see is NotAllowed, and so is a figure
    of money where all of them were shared without. Days that were not shared have no row.
    BadInput for an unknown metric or dimension, where a metric does not add up, and for apps put
    together that were shared with different limits.
    """
    asked = Asked(
        provider_key, tuple(metrics), days, tuple(by), None if apps is None else tuple(apps),
        None if accounts is None else tuple(accounts), tuple((where or {}).items()), granularity,
        order, limit,
    )  # fmt: skip
    return Reading(user, workspace).table(asked)
