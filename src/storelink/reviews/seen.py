"""The reviews that a person may see."""

from __future__ import annotations

from django.db.models import QuerySet

from storelink.products.apps import visible_apps
from storelink.products.limits import outside_of_shares
from storelink.reviews.models import Review
from storelink.workspaces.models import User, Workspace


def visible_reviews(user: User, workspace: Workspace) -> QuerySet[Review]:
    """Of the apps that this person may see here, the newest first, and only of the days that were
    shared where an app is shared. NotAllowed for a stranger."""
    apps = visible_apps(user, workspace)
    hidden = outside_of_shares(workspace, "app__integration", "written_at__date")
    found = Review.objects.filter(app__in=apps).exclude(hidden)
    return found.select_related("app", "app__integration")
