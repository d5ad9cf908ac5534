"""One app's list of reviews: what is asked for, what came, and what a person is told of it.

Hourly the newest are asked for. Once a day the whole list is, because a reply to an old review, or
a change of it, moves it nowhere.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from storelink.domain.errors import Incomplete, IncompleteReason, NeedsPermission, StoreError
from storelink.domain.outcome import ReportOutcome
from storelink.domain.report import Family
from storelink.integrations.issue import open_issue, solve
from storelink.integrations.models import Integration, Issue
from storelink.products.models import App
from storelink.providers.contract import StoreApp
from storelink.reviews.keep import KeptInPart, keep_what_comes
from storelink.reviews.models import ReviewCursor
from storelink.sync.doors import Doors

WHOLE_EVERY = timedelta(days=1)
ALL_REFUSED = f"report:{Family.REVIEWS.value}"
"""Key of the issue of an account none of whose apps lets its reviews be read."""
_OF_APPS = "reviews:"
_NAMED_AT_MOST = 6
_TOLD = (ReportOutcome.NEEDS_PERMISSION, ReportOutcome.INCOMPLETE, ReportOutcome.UNEXPECTED)


def read_list(doors: Doors, app: App) -> int:
    """How many new ones. What came is kept whatever ends the list. Raises what the store raises,
    but for Incomplete, which is told of the app."""
    cursor = ReviewCursor.objects.filter(app=app).first() or ReviewCursor(app=app)
    began_at = timezone.now()
    since = _since(cursor, began_at)
    store_app = StoreApp(app.store_id, app.name, app.bundle_id, app.sku)
    came = keep_what_comes(app, doors.reviews(store_app, since))
    if came.trouble is not None and not isinstance(came.trouble, Incomplete):
        raise came.trouble
    _note_list(cursor, came, began_at, is_whole=since is None)
    return came.kept.new


def note_refusal(app: App, error: StoreError) -> None:
    """This app's list could not be asked for; the others are."""
    cursor = ReviewCursor.objects.filter(app=app).first() or ReviewCursor(app=app)
    _tell(cursor, ReportOutcome(error.kind), error)
    cursor.checked_at = timezone.now()
    cursor.save()


def tell_of_lists(integration: Integration) -> None:
    """An issue for each cause, with the apps that it is about; those that have gone are solved."""
    apps = App.objects.filter(integration=integration, gone_at=None, is_left_out=False)
    cursors = list(ReviewCursor.objects.filter(app__in=apps).select_related("app"))
    bad = [one for one in cursors if one.outcome in _TOLD]
    open_keys = set()
    if (
        bad
        and len(bad) == len(apps)
        and {one.outcome for one in bad} == {ReportOutcome.NEEDS_PERMISSION}
    ):
        open_issue(integration, ALL_REFUSED, _error(bad[0], bad[0].sentence))
        open_keys.add(ALL_REFUSED)
    else:
        open_keys |= {_tell_of_group(integration, group) for group in _by_cause(bad)}
    for key in _open_keys(integration) - open_keys:
        solve(integration, key)


def _since(cursor: ReviewCursor, now: datetime) -> datetime | None:
    is_whole_due = cursor.whole_at is None or now - cursor.whole_at >= WHOLE_EVERY
    return None if is_whole_due else cursor.read_to


def _note_list(
    cursor: ReviewCursor, came: KeptInPart, began_at: datetime, *, is_whole: bool
) -> None:
    cut = came.trouble if isinstance(came.trouble, Incomplete) else None
    is_cut = cut is not None and cut.why is not IncompleteReason.ODD_RECORDS
    odd = came.kept.odd + (cut.odd if cut else 0)
    if is_whole:
        # One that has no end is not asked for anew each hour.
        cursor.whole_at = began_at
        cursor.odd_count = odd
    if not is_cut or cursor.read_to is None:
        cursor.read_to = began_at
    cursor.checked_at = began_at
    if is_cut or odd:
        why = cut.why if cut is not None and is_cut else IncompleteReason.ODD_RECORDS
        _tell(cursor, ReportOutcome.INCOMPLETE, Incomplete(why, odd=odd))
    elif (
        is_whole or cursor.outcome != ReportOutcome.INCOMPLETE
    ):  # the newest say nothing of the oldest
        _tell(cursor, ReportOutcome.COMPLETE, None)
    cursor.save()


def _tell(cursor: ReviewCursor, outcome: ReportOutcome, error: StoreError | None) -> None:
    needs = error if isinstance(error, NeedsPermission) else None
    cursor.outcome = outcome
    cursor.reason = error.reason[:100] if error else ""
    cursor.sentence = error.sentence if error else ""
    cursor.missing = needs.missing[:200] if needs else ""
    cursor.where = needs.where[:300] if needs else ""


def _by_cause(cursors: Iterable[ReviewCursor]) -> Iterable[Sequence[ReviewCursor]]:
    groups: dict[tuple[str, ...], list[ReviewCursor]] = defaultdict(list)
    for one in sorted(cursors, key=lambda one: one.app.name):
        groups[(one.outcome, one.reason, one.sentence)].append(one)
    return groups.values()


def _tell_of_group(integration: Integration, group: Sequence[ReviewCursor]) -> str:
    """The issue's key."""
    first = group[0]
    cause = hashlib.sha256(first.sentence.encode()).hexdigest()[:8]
    key = f"{_OF_APPS}{first.reason[:100]}:{cause}"
    open_issue(integration, key, _error(first, f"Reviews of {_named(group)}: {first.sentence}"))
    return key


def _named(group: Sequence[ReviewCursor]) -> str:
    names = [one.app.name[:100] for one in group[:_NAMED_AT_MOST]]
    more = len(group) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")


def _error(of: ReviewCursor, sentence: str) -> StoreError:
    """As an issue knows it. What one app's list came to makes no account red."""
    if of.outcome == ReportOutcome.NEEDS_PERMISSION:
        return NeedsPermission(
            sentence, missing=of.missing, where=of.where, reason=of.reason
        )  # fmt: skip
    known = set(IncompleteReason)
    reason = (
        IncompleteReason(of.reason) if of.reason in known else IncompleteReason.PAGE_NOT_UNDERSTOOD
    )
    return Incomplete(reason, sentence)


def _open_keys(integration: Integration) -> set[str]:
    told = Issue.objects.filter(integration=integration, solved_at=None)
    keys = told.values_list("key", flat=True)
    return {key for key in keys if key.startswith(_OF_APPS) or key == ALL_REFUSED}
