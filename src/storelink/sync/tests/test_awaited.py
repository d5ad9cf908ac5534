"""What a store has named and not given: remembered by report, app and period, of each account by
itself; told once it is gone for good, and over as soon as it has come."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from storelink.domain.errors import Missing, NeedsPermission
from storelink.domain.period import Days
from storelink.domain.report import Offer, Partition, Version
from storelink.domain.status import SYNCING_AT_MOST
from storelink.integrations.ledger import Found, Recorded
from storelink.integrations.models import AwaitedPartition, Integration, Issue
from storelink.providers.contract import Fetched, Part
from storelink.sync.awaited import (
    await_partition,
    is_awaiting,
    note_came,
    note_gone,
    see_to_history,
)
from tests.lemonade_stand import CUPS

LIDS = replace(CUPS, key="lids", name="Lids")
NOVEMBER = [date(2026, 11, n) for n in range(1, 31)]


def period(day):
    return f"{day.isoformat()}/ongoing"


def partition(day=NOVEMBER[9], app="1", report=CUPS):
    return Partition(report.key, app, period(day))


def offers(*days, app="1", report=CUPS):
    return [Offer(partition(day, app, report)) for day in days]


def came(one, days=None):
    version = Version(1, timezone.now().date())
    report = LIDS if one.report == LIDS.key else CUPS
    return Recorded(
        report, Fetched(one, version, (Part("a.csv", Path("a.csv")),)), "digest", Found(3, days)
    )


def missing(integration):
    rows = Issue.objects.filter(integration=integration, key__startswith="missing:")
    return set(rows.filter(solved_at=None).values_list("key", flat=True))


@pytest.fixture
def other(connected):
    """Another account, which waits for a file of the same name."""
    one = Integration.objects.create(
        workspace=connected.workspace, provider=connected.provider, account_id="2", name="Other"
    )
    await_partition(one, partition())
    return one


def test_nothing_is_awaited_at_first(connected):
    assert not is_awaiting(connected)


def test_what_is_named_twice_is_awaited_once(connected, other):
    await_partition(connected, partition())
    await_partition(connected, partition())
    assert is_awaiting(connected)
    assert AwaitedPartition.objects.filter(integration=connected).count() == 1


def test_what_is_still_offered_is_not_told(connected, other):
    await_partition(connected, partition())
    note_gone(connected, CUPS, "1", offers(NOVEMBER[9], NOVEMBER[10]))
    assert missing(connected) == set()


def test_what_is_offered_no_more_is_told_with_its_report_and_days(connected, other):
    await_partition(connected, partition(NOVEMBER[9]))
    await_partition(connected, partition(NOVEMBER[11]))
    note_gone(connected, CUPS, "1", offers(NOVEMBER[20]))
    issue = Issue.objects.get(integration=connected, solved_at=None)
    assert issue.key == "missing:cups"
    assert "2 files of “Cups of lemonade” (2026-11-10 to 2026-11-12)" in issue.sentence
    assert "not shown as zero" in issue.sentence
    assert missing(other) == set(), "the other account still waits"


def test_of_another_app_or_report_nothing_is_concluded(connected):
    await_partition(connected, partition(app="1"))
    await_partition(connected, partition(app="2"))
    note_gone(connected, CUPS, "2", [])
    note_gone(connected, LIDS, "1", [])
    gone = AwaitedPartition.objects.exclude(gone_at=None)
    assert list(gone.values_list("report", "app_id")) == [("cups", "2")]


def test_it_is_over_once_it_has_come(connected, other):
    await_partition(connected, partition())
    note_came(connected, [came(partition())])
    assert not is_awaiting(connected)
    assert is_awaiting(other)


def test_what_was_told_is_solved_once_it_comes_after_all(connected):
    await_partition(connected, partition())
    note_gone(connected, CUPS, "1", [])
    assert missing(connected) == {"missing:cups"}
    note_came(connected, [came(partition())])
    assert missing(connected) == set()


def test_another_file_that_tells_of_the_lost_day_will_do(connected):
    """A file of the tenth tells of the ninth: a snapshot of these days stands in for it."""
    await_partition(connected, partition(NOVEMBER[9]))
    note_gone(connected, CUPS, "1", [])
    snapshot = Partition("cups", "1", "2026-12-01/snapshot")
    note_came(connected, [came(snapshot, Days(NOVEMBER[0], NOVEMBER[7]))])
    assert missing(connected) == {"missing:cups"}, "it ends a day too early"
    note_came(connected, [came(snapshot, Days(NOVEMBER[0], NOVEMBER[8]))])
    assert missing(connected) == set()


@pytest.mark.parametrize(
    "stranger",
    [
        Partition("cups", "2", "2026-12-01/snapshot"),
        Partition("lids", "1", "2026-12-01/snapshot"),
    ],
)
def test_a_file_of_another_app_or_report_does_not_stand_in(connected, stranger):
    await_partition(connected, partition(NOVEMBER[9]))
    note_gone(connected, CUPS, "1", [])
    note_came(connected, [came(stranger, Days(NOVEMBER[0], NOVEMBER[29]))])
    assert missing(connected) == {"missing:cups"}


def test_while_one_of_two_is_still_lost_the_issue_stays(connected):
    for day in (NOVEMBER[9], NOVEMBER[11]):
        await_partition(connected, partition(day))
    note_gone(connected, CUPS, "1", [])
    note_came(connected, [came(partition(NOVEMBER[9]))])
    assert missing(connected) == {"missing:cups"}
    note_came(connected, [came(partition(NOVEMBER[11]))])
    assert missing(connected) == set()


def test_what_is_awaited_and_not_gone_is_not_replaced_by_another_file(connected):
    await_partition(connected, partition(NOVEMBER[9]))
    snapshot = Partition("cups", "1", "2026-12-01/snapshot")
    note_came(connected, [came(snapshot, Days(NOVEMBER[0], NOVEMBER[29]))])
    assert is_awaiting(connected)


def test_named_again_it_is_awaited_again(connected):
    await_partition(connected, partition())
    note_gone(connected, CUPS, "1", [])
    await_partition(connected, partition())
    assert AwaitedPartition.objects.get().gone_at is None


# --- a history that a store makes on request


class Asked:
    """A session that can be asked for an app's history."""

    def __init__(self, *errors):
        self.errors = list(errors)
        self.apps = []

    def ask_for_history(self, app, loaded):
        self.apps.append(app)
        error = self.errors.pop(0) if self.errors else None
        if error is not None:
            raise error


def see(integration, session: Any, app):
    see_to_history(integration, session, app, ())


LOST = Missing("The history is asked for again.", reason="history_lost")
REFUSED = NeedsPermission("Ask an admin.", missing="Admin")


def age(integration, **ages):
    row = AwaitedPartition.objects.filter(integration=integration, report="")
    row.update(**{name: timezone.now() - one for name, one in ages.items()})


def histories(integration):
    rows = Issue.objects.filter(integration=integration, key__startswith="history:", solved_at=None)
    return dict(rows.values_list("key", "kind"))


def test_a_store_that_makes_no_history_on_request_is_not_asked(connected):
    see(connected, object(), "1")
    assert histories(connected) == {}


def test_a_lost_history_is_asked_for_once_a_day_of_each_app(connected):
    session = Asked(LOST, LOST, LOST)
    for app in ("1", "1", "2"):
        see(connected, session, app)
    assert session.apps == ["1", "2"]
    age(connected, asked_at=timedelta(hours=21))
    see(connected, session, "1")
    assert session.apps == ["1", "2", "1"]
    assert not is_awaiting(connected), "it is no file that was named"


def test_it_is_told_once_it_takes_too_long(connected):
    session = Asked(LOST, LOST)
    see(connected, session, "1")
    assert histories(connected) == {}
    age(connected, asked_at=timedelta(hours=21), since=SYNCING_AT_MOST + timedelta(hours=1))
    see(connected, session, "1")
    assert histories(connected) == {"history:1": "not_ready"}, "it makes no account red"


def test_a_history_that_has_come_solves_what_was_told_of_that_app_alone(connected):
    refusing = Asked(REFUSED, REFUSED)
    for app in ("1", "2"):
        see(connected, refusing, app)
    assert set(histories(connected)) == {"history:1", "history:2"}
    see(connected, Asked(), "1")
    assert histories(connected) == {"history:2": "needs_permission"}
    assert not AwaitedPartition.objects.filter(app_id="1").exists()
