"""The reviews that a person may see."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from storelink.products.apps import visible_apps
from storelink.products.limits import outside_of_shares
from storelink.reviews.models import Edition, Review
from storelink.workspaces.models import User, Workspace


def visible_reviews(user: User, workspace: Workspace) -> QuerySet[Review]:
    """Of the apps that this person may see here, the newest first, and only of the days that were
    shared where an app is shared; their editions (`review.editions.all()`) likewise. NotAllowed
    for a stranger."""
    apps = visible_apps(user, workspace)
    hidden = outside_of_shares(workspace, "app__integration", "written_at__date")
    found = Review.objects.filter(app__in=apps).exclude(hidden)
    editions = Prefetch("editions", queryset=_visible_editions(workspace))
    return found.select_related("app", "app__integration").prefetch_related(editions)


def _visible_editions(workspace: Workspace) -> QuerySet[Edition]:
    """What a review said before is of its own day, and shared or not by that."""
    return Edition.objects.exclude(
        outside_of_shares(workspace, "review__app__integration", "written_at__date")
    )
