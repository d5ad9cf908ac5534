"""Days that somebody wants loaded again: who may, what is refused, what is written down."""

from datetime import date, timedelta

import pytest

from storelink.domain.errors import BadInput, NotAllowed
from storelink.domain.period import Days
from storelink.integrations.models import ExpiredPartition, Reload
from storelink.integrations.pause import pause
from storelink.integrations.reload import MOST_AT_ONCE, MOST_DAYS, reload, words_of
from storelink.workspaces.models import AuditEntry

FIRST = date(2026, 11, 3)
WEEK = Days(FIRST, FIRST + timedelta(days=6))


def test_a_manager_may_and_it_stands_in_the_log(alice, connected):
    row = reload(alice, connected, WEEK, report="cups", app="")
    assert words_of(row) == "Cups of lemonade, 3 Nov 2026 to 9 Nov 2026"
    entry = AuditEntry.objects.get(verb="integration.reloaded")
    assert entry.about == "Lou’s lemonade: Cups of lemonade, 3 Nov 2026 to 9 Nov 2026"
    connected.refresh_from_db()
    assert connected.due_at >= row.asked_at


def test_below_manager_nobody_may(bob, vera, charlie, connected):
    for person in (bob, vera, charlie):
        with pytest.raises(NotAllowed):
            reload(person, connected, WEEK)
    assert not Reload.objects.exists()


@pytest.mark.parametrize(
    ("days", "what", "words"),
    [
        (Days(FIRST, FIRST + timedelta(days=MOST_DAYS)), {}, "At most 400 days"),
        (WEEK, {"report": "mugs"}, "no report “mugs”"),
        (WEEK, {"app": "77"}, "no app “77”"),
    ],
)
def test_what_cannot_be_done_is_said(alice, connected, days, what, words):
    with pytest.raises(BadInput, match=words):
        reload(alice, connected, days, **what)
    assert not Reload.objects.exists()


def test_a_paused_account_is_resumed_first(alice, connected):
    pause(alice, connected)
    with pytest.raises(BadInput, match="Resume it first"):
        reload(alice, connected, WEEK)


def test_the_same_range_is_under_way_once_and_of_others_there_are_not_too_many(alice, connected):
    rows = {reload(alice, connected, WEEK).pk for _ in range(3)}
    assert len(rows) == 1
    for ahead in range(1, MOST_AT_ONCE):
        day = FIRST + timedelta(days=ahead)
        reload(alice, connected, Days(day, day))
    with pytest.raises(BadInput, match="being loaded again already"):
        reload(alice, connected, Days(FIRST, FIRST))


def test_only_what_is_wanted_is_asked_for_once_more(alice, connected):
    for report in ("cups", "mugs"):
        ExpiredPartition.objects.create(integration=connected, report=report, period="2026-01")
    reload(alice, connected, WEEK, report="cups")
    assert [one.report for one in ExpiredPartition.objects.all()] == ["mugs"]
