"""Issues: opened once, however often the cause is met; solved when it is gone."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from storelink.domain.errors import NeedsPermission, StoreError
from storelink.integrations.models import Integration, Issue


def open_issue(
    integration: Integration, key: str, error: StoreError, *, was_allowed: bool = False
) -> Issue:
    """The open issue of that key, made or brought up to date. `was_allowed`: a permission that is
    missing was there before."""
    known = Issue.objects.filter(integration=integration, key=key, solved_at=None)
    told = {
        "kind": error.kind,
        "reason": error.reason[:100],
        "sentence": error.sentence,
        "missing": error.missing[:200] if isinstance(error, NeedsPermission) else "",
        "where": error.where[:300] if isinstance(error, NeedsPermission) else "",
        "was_allowed": was_allowed,
    }
    if known.update(**told):
        return known.get()
    try:
        with transaction.atomic():
            return Issue.objects.create(integration=integration, key=key, **told)
    except IntegrityError:  # another worker was quicker
        return known.get()


def solve(integration: Integration, key: str) -> bool:
    """Whether there was something to solve."""
    return bool(
        Issue.objects.filter(integration=integration, key=key, solved_at=None).update(
            solved_at=timezone.now()
        )
    )


def solve_all(integration: Integration) -> None:
    """A person has just given new credentials: whatever is left will be met again."""
    Issue.objects.filter(integration=integration, solved_at=None).update(solved_at=timezone.now())
