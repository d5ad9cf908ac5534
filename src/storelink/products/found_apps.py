"""Apps that the account's files name and its list does not: transferred, removed, or never listed.

Their rows are in the warehouse, so that they must be in a total too. They are apps like others, but
no longer in this account: nothing is ever asked of the store for them.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import date

from django.utils import timezone

from storelink.domain.app import NO_APP_ID
from storelink.domain.period import Days
from storelink.integrations.models import AppBucket, Integration
from storelink.integrations.storage import warehouse
from storelink.products.models import App
from storelink.providers.contract import Provider, StoreApp
from storelink.providers.registry import provider as provider_of
from storelink.warehouse.contract import AppRef
from storelink.warehouse.schema import report_key

log = logging.getLogger(__name__)

MOST = 2_000
"""Of one account: a file that names more is none of a publisher's."""
_LONGEST_ID = 200
_EVER = Days(date(1970, 1, 1), date(9999, 12, 31))


def find_apps(integration: Integration) -> int:
    """Makes an app of every id that has rows and no app. How many are new. Safe to repeat, at any
    moment: it goes by what the warehouse holds, so that a kill loses none."""
    new = _unlisted(integration)
    if not new:
        return 0
    now = timezone.now()
    named = _named(integration, new)
    told = [named.get(one, StoreApp(one, one)) for one in new]
    made = App.objects.bulk_create(
        [
            App(
                integration=integration, store_id=one.id, name=one.name[:300] or one.id,
                bundle_id=one.bundle_id[:300], sku=one.sku[:300],
                is_left_out=not integration.takes_new_apps, seen_at=now, gone_at=now,
            )
            for one in told
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    return len(made)


def _unlisted(integration: Integration) -> Sequence[str]:
    """Ids with rows and without an app, bounded."""
    known = App.objects.filter(integration=integration)
    rows = AppBucket.objects.filter(integration_id=integration.pk).exclude(app_id=NO_APP_ID)
    rows = rows.exclude(app_id__in=known.values("store_id"))
    ids = rows.order_by("app_id").values_list("app_id", flat=True).distinct()
    room = max(0, MOST - known.exclude(gone_at=None).count())
    found = [one for one in ids[: room + 1] if len(one) <= _LONGEST_ID]
    if len(found) > room:
        log.warning("account %s has files that name more than %s apps", integration.pk, MOST)
    return found[:room]


def _named(integration: Integration, ids: Iterable[str]) -> dict[str, StoreApp]:
    """What the stored rows say of them; those of which they say nothing are not in it."""
    provider = provider_of(integration.provider)
    left, named = set(ids), dict[str, StoreApp]()
    for report in provider.reports if provider.apps_in else ():
        refs = [
            AppRef(integration.pk, one)
            for one in sorted(left & _with_rows(report_key(report), integration))
        ]
        if refs:
            named |= _named_by(provider, report.key, refs)
            left -= named.keys()
    return named


def _with_rows(report: str, integration: Integration) -> set[str]:
    rows = AppBucket.objects.filter(integration_id=integration.pk, report=report)
    return set(rows.values_list("app_id", flat=True))


def _named_by(provider: Provider, report_name: str, refs: Sequence[AppRef]) -> dict[str, StoreApp]:
    report, found = provider.report(report_name), dict[str, StoreApp]()
    for batch in warehouse().rows(report, refs, _EVER):
        if provider.apps_in is not None:
            found = {one.id: one for one in provider.apps_in(report, batch)} | found
        if len(found) == len(refs):
            break
    return found
