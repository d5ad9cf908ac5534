"""What counts as needing a person."""

from __future__ import annotations

from django.db.models import QuerySet

from storelink.integrations.models import Integration
from storelink.integrations.status import statuses


def attention_of(integrations: QuerySet[Integration]) -> int:
    """How many of these accounts need somebody."""
    return sum(shown.needs_attention for shown in statuses(integrations).values())


def with_facts(integrations: QuerySet[Integration]) -> QuerySet[Integration]:
    """With what a row is made of besides its reports and apps, in a fixed number of queries."""
    return integrations.select_related("connected_by", "workspace").prefetch_related(
        "credentials", "issues"
    )
