"""What counts as needing a person."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from storelink.integrations.models import Integration
from storelink.integrations.status import statuses


def attention_of(integrations: QuerySet[Integration]) -> int:
    """How many of these accounts need somebody."""
    found: Iterable[Integration] = with_facts(integrations)
    return sum(shown.needs_attention for shown in statuses(list(found)).values())


def with_facts(integrations: QuerySet[Integration]) -> QuerySet[Integration]:
    """With all that a status and a row are made of, in a fixed number of queries."""
    return integrations.select_related("connected_by", "workspace").prefetch_related(
        "credentials", "apps", "issues", "report_states"
    )
