"""Notifications on their pages: the bell, the list, what a person wants, asking the owner."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from storelink.integrations.models import Credential, Integration
from storelink.integrations.tell import tell_all
from storelink.products.models import Share
from storelink.products.share import Terms, share
from storelink.workspaces.create import create
from storelink.workspaces.models import Membership, Notification, NotificationChoice, Role
from storelink.workspaces.told_choice import wants_mail, ways_of

PAGE, SETTINGS = "/notifications/", "/settings/notifications/"


@pytest.fixture
def broken(integration):
    Credential.objects.update(refused_at=timezone.now(), refused_reason="refused")
    tell_all()
    return integration


@pytest.fixture
def growth(charlie, alice):
    made = create(charlie, "Growth")
    Membership.objects.create(workspace=made, user=alice, role=Role.MEMBER)
    return made


@pytest.fixture
def in_growth(as_, charlie, growth, broken, alice):
    Share.objects.create(integration=broken, workspace=growth, shared_by=alice)
    browser = as_(charlie)
    browser.post(f"/settings/workspaces/{growth.pk}/use/")
    return browser


def test_the_bell_counts_what_is_new_and_the_list_leads_to_the_step(broken, alice, as_, markup):
    browser = as_(alice)
    assert "Notifications, 1 unread" in markup(browser.get("/settings/workspaces/"))
    text = markup(browser.get(PAGE))
    assert "Brightside Labs: Invalid credentials" in text
    link = f"/settings/integrations/?open={broken.pk}#account-{broken.pk}"
    assert f'href="{link}"' in text
    assert browser.get(link).status_code == 200


def test_read_it_is_no_longer_counted(broken, alice, as_, markup):
    browser, one = as_(alice), Notification.objects.get()
    assert browser.post(f"{PAGE}read/", {"one": one.pk}).headers["Location"] == PAGE
    text = markup(browser.get(PAGE))
    assert "unread" not in text
    assert "Brightside Labs: Invalid credentials" in text


def test_all_are_marked_read_at_once(broken, alice, as_):
    as_(alice).post(f"{PAGE}read/")
    assert not Notification.objects.filter(read_at=None).exists()


def test_nobody_marks_what_others_are_told(broken, bob, as_, markup):
    browser = as_(bob)
    browser.post(f"{PAGE}read/", {"one": Notification.objects.get().pk})
    assert Notification.objects.get().read_at is None
    assert "Nothing to tell" in markup(browser.get(PAGE))


def test_what_is_solved_says_so_and_counts_no_more(broken, alice, as_, markup):
    Credential.objects.update(refused_at=None)
    tell_all()
    text = markup(as_(alice).get(PAGE))
    assert "Solved" in text
    assert "unread" not in text


def test_a_workspace_that_is_closed_to_a_person_tells_them_only_that(
    broken, alice, workspace, as_, markup
):
    workspace.requires_second_step = True
    workspace.save()
    text = markup(as_(alice).get(PAGE))
    assert "Set up a second step" in text
    assert "Brightside Labs" not in text


def test_each_person_chooses_the_kinds_and_the_ways(broken, alice, bob, as_, markup):
    browser = as_(alice)
    text = markup(browser.get(SETTINGS))
    assert text.count('name="by_mail"') == text.count('name="in_app"') == len(ways_of(alice))
    browser.post(SETTINGS, {"in_app": ["share"], "by_mail": ["broken"]})
    assert (ways_of(alice)["broken"].in_app, ways_of(alice)["broken"].by_mail) == (False, True)
    assert "Brightside Labs" not in markup(browser.get(PAGE))
    assert "unread" not in markup(browser.get("/settings/workspaces/"))
    assert ways_of(bob)["share"].by_mail


def test_email_me_when_done_is_ticked_until_somebody_unticks_it(
    integration, alice, as_, markup, settings
):
    settings.EMAIL_HOST = "mail.example.com"
    Integration.objects.update(first_synced_at=None, connected_at=timezone.now())
    browser, page = as_(alice), f"/settings/integrations/{integration.pk}/first-sync/"
    assert 'value="yes" data-send checked' in markup(browser.get(page))
    browser.post(f"{page}mail/")
    assert 'value="yes" data-send>' in markup(browser.get(page))
    assert not wants_mail(alice, "first_sync", f"account:{integration.pk}")
    assert wants_mail(alice, "first_sync", "account:0")
    assert NotificationChoice.objects.count() == 1


def test_who_only_sees_shared_data_asks_whoever_can_mend_it(in_growth, broken, alice, markup):
    shared = "/settings/integrations/shared/"
    text = markup(in_growth.get(shared))
    assert "Alice Adams can fix this." in text
    assert "Ask Alice" in text
    asked = in_growth.post(f"/settings/integrations/{broken.pk}/ask/")
    assert asked.headers["Location"] == shared
    text = markup(in_growth.get(shared))
    assert "Alice Adams has been asked" in text
    assert "You asked today." in text
    in_growth.post(f"/settings/integrations/{broken.pk}/ask/")
    told = Notification.objects.get(user=alice, kind="asked")
    assert told.title == "Charlie asks you to mend Brightside Labs"


def test_members_and_viewers_ask_too_and_who_can_mend_it_is_not_told_to_ask(
    broken, alice, bob, vera, as_, markup
):
    page = "/settings/integrations/"
    for person in (bob, vera):
        assert "Ask Alice" in markup(as_(person).get(page))
    asked = as_(vera).post(f"{page}{broken.pk}/ask/")
    assert asked.headers["Location"] == page
    assert Notification.objects.get(kind="asked").user == alice
    assert "Ask Alice" not in markup(as_(alice).get(page))


def test_the_day_at_which_shared_data_stops_is_told(in_growth, broken, markup):
    broken.report_states.update(complete_to=date(2026, 3, 20))
    assert "Data stops at 20 Mar" in markup(in_growth.get("/settings/integrations/shared/"))


def test_a_shared_account_that_works_asks_nobody(in_growth, markup):
    Credential.objects.update(refused_at=None)
    assert "Ask Alice" not in markup(in_growth.get("/settings/integrations/shared/"))


def test_a_share_is_told_to_those_who_manage_the_workspace(integration, growth, alice, charlie):
    share(alice, integration, growth, Terms())
    share(alice, integration, growth, Terms(hides_money=True))
    told = Notification.objects.get()
    assert (told.user, told.kind) == (charlie, "share")
    assert told.title == "Alice Adams shares Brightside Labs with Growth"


def test_a_share_that_ends_is_no_news_any_more(integration, growth, alice, as_):
    share(alice, integration, growth, Terms())
    as_(alice).post(
        "/settings/integrations/share/",
        {"account": integration.pk, "workspace": growth.pk, "do": "unshare"},
    )
    assert Notification.objects.get().resolved_at is not None


def test_an_owner_who_leaves_is_warned_and_the_others_are_told(
    growth, integration, alice, charlie, as_, markup
):
    Membership.objects.filter(user=alice, workspace=growth).update(role=Role.OWNER)
    Integration.objects.update(workspace=growth, connected_by=charlie)
    leave = f"/settings/workspaces/{growth.pk}/leave/"
    text = markup(as_(charlie).get(leave))
    assert "1 account that you connected stays" in text
    assert "Alice Adams" in text
    as_(charlie).post(leave)
    told = Notification.objects.get(user=alice)
    assert told.title == "Charlie no longer owns Growth"
    assert told.path == f"/settings/workspaces/{growth.pk}/"


def test_who_is_handed_a_workspace_is_told(growth, alice, charlie, as_):
    successor = growth.memberships.get(user=alice)
    as_(charlie).post(f"/settings/workspaces/{growth.pk}/leave/", {"successor": successor.pk})
    titles = set(Notification.objects.filter(user=alice).values_list("title", flat=True))
    assert titles == {"You own Growth now", "Charlie no longer owns Growth"}
    assert datetime.now(UTC) > Notification.objects.first().told_at


def test_who_is_made_an_owner_is_told_and_a_manager_who_leaves_tells_nobody(
    growth, alice, charlie, as_
):
    page = f"/settings/workspaces/{growth.pk}/people/{growth.memberships.get(user=alice).pk}/role/"
    as_(charlie).post(page, {"role": "manager"})
    assert not Notification.objects.exists()
    as_(charlie).post(page, {"role": "owner"})
    assert Notification.objects.get().title == "You own Growth now"
    as_(charlie).post(page, {"role": "manager"})
    as_(alice).post(f"/settings/workspaces/{growth.pk}/leave/")
    assert not Notification.objects.filter(user=charlie).exists()
