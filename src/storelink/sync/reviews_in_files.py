"""Reviews that stand in a report's files: the same reviews as those that are asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.conf import settings

from storelink.domain.report import Family, Report
from storelink.domain.review import Review
from storelink.integrations.models import Integration
from storelink.products.models import App
from storelink.providers import understand
from storelink.providers.contract import Fetched, Provider, StoreApp
from storelink.reviews.keep import keep


def keep_reviews_in(
    integration: Integration,
    provider: Provider,
    files: Sequence[tuple[Report, Fetched]],
    apps: Sequence[StoreApp],
) -> None:
    """Safe to repeat; done before the ledger says that the files are loaded, so that none is lost.

    Raises NotUnderstood as the parser does: the files then count as not loaded.
    """
    read = provider.reviews_in
    found: dict[str, list[Review]] = defaultdict(list)
    for report, fetched in files:
        if read is None or report.family is not Family.REVIEWS:
            continue
        for batch in understand.batches(
            provider, report, fetched, apps, bounds=settings.FILE_BOUNDS
        ):
            for review in read(report, batch):
                found[review.app].append(review)
    known = {app.store_id: app for app in App.objects.filter(integration=integration)}
    for store_id, reviews in found.items():
        if store_id in known:
            keep(known[store_id], reviews)
