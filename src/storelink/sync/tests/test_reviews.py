"""An account's reviews, app by app: one bad answer stops nothing but itself, what came is kept, and
a person is told of what did not."""

import inspect
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from storelink.domain.errors import (
    Busy,
    Incomplete,
    IncompleteReason,
    NeedsPermission,
    Unexpected,
)
from storelink.domain.review import OddReview, Review
from storelink.integrations.models import Issue, ReportState
from storelink.integrations.status import status_of
from storelink.integrations.told_issues import told_issues
from storelink.products.models import App
from storelink.providers import registry
from storelink.reviews.models import Review as Row
from storelink.reviews.models import ReviewCursor
from storelink.sync import jobs, reviews
from tests import lemonade_stand

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
BOTH = {"Corner", "Beach"}


class Store:
    """What it answers for each app: reviews, and an error after them or in their place."""

    def __init__(self):
        self.lists = {}
        self.asked = []

    def reviews(self, secret, http, app, since):
        self.asked.append((app.id, since))
        for one in self.lists.get(app.id, ()):
            if isinstance(one, Exception):
                raise one
            yield one

    def whole(self):
        return [app for app, since in self.asked if since is None]


@pytest.fixture
def store(monkeypatch, connected):
    found = Store()
    changed = replace(lemonade_stand.provider, reviews=found.reviews)
    monkeypatch.setattr(registry, "found", lambda: (changed,))
    monkeypatch.setattr(jobs, "sleep", lambda seconds: None)
    for number, name in (("1", "Corner"), ("2", "Beach")):
        App.objects.create(integration=connected, store_id=number, name=name)
    return found


def told(app, number, **more):
    return replace(Review(f"r{number}", app, 5, NOON, text="Sour"), **more)


def hour(integration):
    """What an hour's job does."""
    return inspect.unwrap(reviews.sync_reviews)(integration.pk)


def kept():
    return sorted(Row.objects.values_list("app__store_id", "store_id"))


def sentences(integration):
    issues = Issue.objects.filter(integration=integration, solved_at=None)
    return [one.sentence for one in told_issues(issues.select_related("integration"))]


def show_connected(integration):
    integration.first_synced_at = timezone.now()
    integration.save()
    ReportState.objects.create(
        integration=integration, report="cups", outcome="complete", loaded_at=timezone.now()
    )


ODD = [
    OddReview("r9", "rating"),
    told("1", 9, stars=0),
    told("1", 9, written_at=datetime(1, 1, 1, tzinfo=UTC)),
    told("1", 9, written_at=datetime(9999, 12, 31, tzinfo=UTC)),
    told("1", ""[:0] or "x" * 400),
    replace(told("1", 9), id=""),
]


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_one_odd_review_is_left_out_counted_and_told(store, connected, odd):
    store.lists = {"1": [told("1", 1), odd, told("1", 2)], "2": [told("2", 3)]}
    show_connected(connected)
    assert hour(connected) == "done"
    assert kept() == [("1", "r1"), ("1", "r2"), ("2", "r3")]
    [sentence] = sentences(connected)
    assert sentence.startswith("Reviews of Corner: 1 record of the store could not be understood")
    assert sentence in status_of(connected).cause
    assert status_of(connected).code == "connected"


def test_a_review_with_what_no_database_takes_is_kept_without_it(store, connected):
    store.lists = {
        "1": [told("1", 1, text="So\0ur \ud800lemon", author="n" * 999, territory="XYZ")]
    }
    assert hour(connected) == "done"
    row = Row.objects.get()
    assert row.text == "Sour ?lemon"
    assert (len(row.author), row.territory) == (300, "")


def test_a_review_of_a_hundred_kilobytes_is_cut_and_told(store, connected):
    store.lists = {"1": [told("1", 1, text="x" * 100_000), told("1", 2)]}
    hour(connected)
    assert kept() == [("1", "r1"), ("1", "r2")]
    assert len(sentences(connected)) == 1


@pytest.mark.parametrize("bad", ["1", "2"])
def test_a_list_without_an_end_keeps_what_came_and_stops_no_other(store, connected, bad):
    other = {"1": "2", "2": "1"}[bad]
    cut = Incomplete(IncompleteReason.REPEATED)
    store.lists = {bad: [told(bad, 1), told(bad, 2), cut], other: [told(other, 3)]}
    assert hour(connected) == "done"
    assert kept() == sorted([(bad, "r1"), (bad, "r2"), (other, "r3")])
    [sentence] = sentences(connected)
    assert "could not be read to its end" in sentence


@pytest.mark.parametrize("bad", ["1", "2"])
def test_one_app_without_permission_stops_no_other(store, connected, bad):
    other = {"1": "2", "2": "1"}[bad]
    refusal = NeedsPermission("You need the role Taster.", missing="Taster")
    store.lists = {bad: [refusal], other: [told(other, 3)]}
    show_connected(connected)
    assert hour(connected) == "done"
    assert kept() == [(other, "r3")]
    [issue] = Issue.objects.filter(solved_at=None)
    name = {"1": "Corner", "2": "Beach"}[bad]
    assert issue.sentence == f"Reviews of {name}: You need the role Taster."
    assert (issue.kind, issue.missing) == ("needs_permission", "Taster")
    assert status_of(connected).code == "connected"


def test_a_role_that_reads_no_reviews_at_all_is_one_issue(store, connected):
    refusal = NeedsPermission("You need the role Taster.", missing="Taster")
    store.lists = {"1": [refusal], "2": [refusal]}
    hour(connected)
    assert sentences(connected) == ["You need the role Taster."]
    store.lists = {"1": [told("1", 1)], "2": [refusal]}
    hour(connected)
    assert sentences(connected) == ["Reviews of Beach: You need the role Taster."]
    store.lists = {}
    hour(connected)
    assert sentences(connected) == []


def test_an_answer_that_is_not_understood_stops_no_other_app(store, connected):
    store.lists = {"1": [Unexpected("What is this?")], "2": [told("2", 3)]}
    assert hour(connected) == "done"
    assert kept() == [("2", "r3")]
    assert sentences(connected) == ["Reviews of Corner: What is this?"]


def test_a_store_that_fails_for_one_app_is_asked_for_the_others(store, connected):
    store.lists = {"1": [told("1", 1), Busy("Later.")], "2": [told("2", 3)]}
    assert hour(connected) == "done"
    assert kept() == [("1", "r1"), ("2", "r3")]
    assert [app for app, _ in store.asked] == ["1"] * reviews.PATIENCE + ["2"]


def test_a_store_that_fails_for_all_is_left_alone_for_the_hour(store, connected):
    for number in range(3, 9):
        App.objects.create(integration=connected, store_id=str(number), name=str(number))
    store.lists = {str(number): [Busy("Later.")] for number in range(1, 9)}
    assert hour(connected) == "halted"
    assert len({app for app, _ in store.asked}) == reviews.BUSY_APPS


def test_replies_to_old_reviews_are_seen_within_a_day(store, connected):
    old = told("1", 1, written_at=NOON - timedelta(days=300))
    store.lists = {"1": [old]}
    hour(connected)
    hour(connected)
    assert store.whole() == ["1", "2"]
    store.lists = {"1": [replace(old, reply_text="Thanks", replied_at=NOON, reply_state="live")]}
    yesterday = timezone.now() - timedelta(days=1)
    ReviewCursor.objects.update(whole_at=yesterday)
    hour(connected)
    assert store.whole() == ["1", "2"] * 2
    assert Row.objects.get().reply_text == "Thanks"


def test_what_the_whole_list_lacked_is_told_until_the_whole_list_is_there(store, connected):
    store.lists = {"1": [told("1", 1), Incomplete(IncompleteReason.ENDLESS)]}
    hour(connected)
    store.lists = {"1": [told("1", 1)]}
    hour(connected)
    assert len(sentences(connected)) == 1
    ReviewCursor.objects.update(whole_at=timezone.now() - timedelta(days=1))
    hour(connected)
    assert sentences(connected) == []
