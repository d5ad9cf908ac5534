"""The reviews that a person may see."""

from __future__ import annotations

from django.db.models import QuerySet

from storelink.products.apps import visible_apps
from storelink.reviews.models import Review
from storelink.workspaces.models import User, Workspace


def visible_reviews(user: User, workspace: Workspace) -> QuerySet[Review]:
    """Of the apps that this person may see here, the newest first. NotAllowed for a stranger."""
    apps = visible_apps(user, workspace)
    return Review.objects.filter(app__in=apps).select_related("app", "app__integration")
