"""Shared integrations: who sees what of them, how far, and until when."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from storelink.domain.errors import BadInput, NotAllowed
from storelink.domain.metric import Measure, Metric, Unit
from storelink.integrations.pause import pause
from storelink.integrations.sync_now import sync_now
from storelink.products.apps import visible_apps
from storelink.products.delete import delete
from storelink.products.models import App, Share
from storelink.products.read import ask
from storelink.products.share import (
    Terms,
    change_terms,
    share,
    take_back_expired,
    unshare,
)
from storelink.products.tests.test_read import DAY, STAND, WEEK, apps, load
from storelink.providers import registry
from storelink.workspaces.create import create
from storelink.workspaces.models import AuditEntry, Membership, Notification, Role
from tests import lemonade_stand

__all__ = ["apps"]
EARLIER = DAY - timedelta(days=1)
ALL = Terms()


@pytest.fixture
def growth(charlie, alice):
    """Charlie's workspace, in which Alice is a member; Charlie is a stranger to hers."""
    made = create(charlie, "Growth")
    Membership.objects.create(workspace=made, user=alice, role=Role.MEMBER)
    return made


@pytest.fixture
def sold(connected, apps):
    """Cups of two days at both stands."""
    load(connected, EARLIER, {"1": 5, "2": 50})
    load(connected, DAY, {"1": 7, "2": 70})
    return apps


@pytest.fixture
def money(monkeypatch):
    """The stand's cups are also told as takings."""
    stand = lemonade_stand.provider
    takings = Metric("takings", "Takings", "What was paid.", Unit.MONEY)
    changed = replace(
        stand,
        metrics=(*stand.metrics, takings),
        measures=(*stand.measures, Measure("takings", "cups", "cups")),
    )
    monkeypatch.setattr(registry, "found", lambda: (changed,))


def rows(person, workspace, *metrics, by=("app",), days=WEEK, **more):
    found = ask(person, workspace, STAND, metrics or ["cups_sold"], days=days, by=by, **more)
    return found.to_pylist()


def cups(person, workspace, **more):
    return {row["app"]: row["cups_sold"] for row in rows(person, workspace, **more)}


def test_a_stranger_sees_nothing_before(growth, charlie, sold, workspace):
    assert not visible_apps(charlie, growth).exists()
    with pytest.raises(NotAllowed):
        visible_apps(charlie, workspace)
    with pytest.raises(NotAllowed):
        rows(charlie, growth, apps=sold)


def test_what_is_shared_is_seen_by_the_members_of_that_workspace(
    growth, charlie, alice, connected, sold
):
    share(alice, connected, growth, ALL)
    assert cups(charlie, growth) == {"1": 12, "2": 120}


def test_an_app_that_comes_later_is_shared_too_unless_some_were_chosen(
    growth, charlie, alice, connected, sold
):
    share(alice, connected, growth, ALL)
    App.objects.create(integration=connected, store_id="3", name="Pier")
    assert visible_apps(charlie, growth).count() == 3
    share(alice, connected, growth, Terms(apps=(sold[0],)))
    assert list(visible_apps(charlie, growth)) == [sold[0]]


def test_only_the_chosen_apps_are_seen(growth, charlie, alice, connected, sold):
    share(alice, connected, growth, Terms(apps=(sold[0],)))
    assert cups(charlie, growth) == {"1": 12}
    with pytest.raises(NotAllowed):
        rows(charlie, growth, apps=[sold[1]])


def test_only_the_shared_days_are_seen(growth, charlie, alice, connected, sold):
    share(alice, connected, growth, Terms(first_on=DAY))
    assert cups(charlie, growth) == {"1": 7, "2": 70}
    share(alice, connected, growth, Terms(last_on=EARLIER))
    assert cups(charlie, growth) == {"1": 5, "2": 50}
    by_day = rows(charlie, growth, by=("date",), apps=[sold[0]])
    assert DAY not in [row["date"] for row in by_day]


def test_a_range_that_was_not_shared_has_no_figure_and_no_zero(
    growth, charlie, alice, connected, sold
):
    share(alice, connected, growth, Terms(last_on=EARLIER - timedelta(days=30)))
    assert rows(charlie, growth) == []
    assert [row["cups_sold"] for row in rows(charlie, growth, by=())] in ([None], [])


def test_money_is_hidden_where_it_was_shared_without(
    growth, charlie, alice, workspace, connected, sold, money
):
    share(alice, connected, growth, Terms(hides_money=True))
    assert cups(charlie, growth) == {"1": 12, "2": 120}
    with pytest.raises(NotAllowed, match="money"):
        rows(charlie, growth, "takings")
    both = rows(charlie, growth, "takings", "cups_sold")
    assert [(row["takings"], row["cups_sold"]) for row in both] == [(None, 12), (None, 120)]
    assert rows(alice, workspace, "takings")[0]["takings"] == 12


def test_ordering_by_a_hidden_figure_tells_nothing(growth, charlie, alice, connected, sold, money):
    share(alice, connected, growth, Terms(hides_money=True))
    found = rows(charlie, growth, "takings", "cups_sold", order="takings", limit=1)
    assert [row["app"] for row in found] == ["1"], "in the order of apps, not of takings"


def test_apps_with_different_limits_are_never_one_figure(
    growth, charlie, alice, connected, sold, money
):
    share(alice, connected, growth, Terms(last_on=EARLIER, hides_money=True))
    own = App.objects.create(integration=of_charlie(growth, charlie), store_id="9", name="Own")
    load(own.integration, DAY, {"9": 1000})
    with pytest.raises(BadInput, match="different limits"):
        rows(charlie, growth, by=("date",))
    found = rows(charlie, growth, "takings", "cups_sold", order="cups_sold")
    assert [(row["cups_sold"], row["takings"]) for row in found] == [
        (1000, 1000), (50, None), (5, None),
    ]  # fmt: skip
    assert len(rows(charlie, growth, "cups_sold", order="cups_sold", limit=2)) == 2


def of_charlie(growth, charlie):
    return type(Share.objects.get().integration).objects.create(
        workspace=growth, provider=STAND, account_id="own", name="Own", connected_by=charlie
    )


def test_an_expired_share_is_gone_everywhere(growth, charlie, alice, connected, sold):
    made = share(alice, connected, growth, Terms(expires_at=timezone.now() + timedelta(minutes=1)))
    assert cups(charlie, growth)
    Share.objects.filter(pk=made.pk).update(expires_at=timezone.now())
    assert not visible_apps(charlie, growth).exists()
    with pytest.raises(NotAllowed):
        rows(charlie, growth, apps=sold)


def test_the_news_of_a_share_ends_with_it_and_a_longer_one_is_told_anew(growth, alice, connected):
    made = share(alice, connected, growth, replace(ALL, expires_at=timezone.now() + timedelta(1)))
    assert take_back_expired() == 0
    made.expires_at = timezone.now() - timedelta(hours=1)
    made.save()
    assert [take_back_expired(), take_back_expired()] == [1, 0]
    change_terms(alice, made, ALL)
    assert Notification.objects.filter(kind="share", resolved_at=None).count() == 1


def test_what_is_taken_back_is_gone_at_once(growth, charlie, alice, connected, sold):
    share(alice, connected, growth, ALL)
    assert unshare(alice, connected, growth)
    assert not visible_apps(charlie, growth).exists()
    assert not unshare(alice, connected, growth), "it was not shared any more"


def test_a_deleted_account_is_shared_no_more_even_where_its_data_stays(
    growth, charlie, alice, connected, sold
):
    share(alice, connected, growth, ALL)
    delete(alice, connected, erase_data=False)
    assert not visible_apps(charlie, growth).exists()
    assert not Share.objects.exists()


def test_an_app_that_was_left_out_is_not_shared(growth, charlie, alice, connected, sold):
    share(alice, connected, growth, ALL)
    App.objects.filter(pk=sold[0].pk).update(is_left_out=True)
    assert list(visible_apps(charlie, growth)) == [sold[1]]


def test_what_was_shared_is_neither_shared_on_nor_changed(growth, charlie, alice, connected, sold):
    share(alice, connected, growth, ALL)
    onward = create(charlie, "Onward")
    for verb in (
        lambda: share(charlie, connected, onward, ALL),
        lambda: unshare(charlie, connected, growth),
        lambda: pause(charlie, connected),
        lambda: sync_now(charlie, connected),
        lambda: delete(charlie, connected, erase_data=True),
    ):
        with pytest.raises(NotAllowed):
            verb()
    assert Share.objects.count() == 1


def test_members_share_nothing_and_nobody_shares_into_a_workspace_of_strangers(
    growth, bob, alice, charlie, connected
):
    with pytest.raises(NotAllowed):
        share(bob, connected, growth, ALL)
    elsewhere = create(charlie, "Elsewhere")
    with pytest.raises(NotAllowed):
        share(alice, connected, elsewhere, ALL)
    assert not Share.objects.exists()


@pytest.mark.parametrize(
    "terms",
    [
        Terms(apps=()),
        Terms(first_on=DAY, last_on=EARLIER),
        Terms(expires_at=datetime(2020, 1, 1, tzinfo=UTC)),
    ],
)
def test_terms_that_show_nothing_are_refused(terms, growth, alice, connected):
    with pytest.raises(BadInput):
        share(alice, connected, growth, terms)


def test_an_app_of_another_account_is_no_part_of_it(growth, alice, charlie, connected, sold):
    share(alice, connected, growth, ALL)
    foreign = App.objects.create(
        integration=of_charlie(growth, charlie), store_id="9", name="Foreign"
    )
    with pytest.raises(BadInput, match="another account"):
        share(alice, connected, growth, Terms(apps=(foreign,)))


def test_a_workspace_does_not_share_with_itself(workspace, alice, connected):
    with pytest.raises(BadInput, match="belongs to"):
        share(alice, connected, workspace, ALL)


def test_sharing_is_in_the_logs_of_both_sides(growth, workspace, alice, connected):
    share(alice, connected, growth, ALL)
    unshare(alice, connected, growth)
    for side in (growth, workspace):
        verbs = AuditEntry.objects.filter(workspace=side).values_list("verb", flat=True)
        assert list(verbs)[:2] == ["integration.unshared", "integration.shared"]
