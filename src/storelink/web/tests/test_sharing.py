"""Sharing on its pages: who sees a shared account, how far, and what nobody can do with it."""

from datetime import UTC, datetime, timedelta

import pytest

from storelink.domain.errors import NotAllowed
from storelink.domain.metric import Unit
from storelink.products.models import App, Share
from storelink.reviews.models import Edition, Review
from storelink.reviews.seen import visible_reviews
from storelink.web.sharing import terms_of
from storelink.web.tests.test_analytics import LAST, _fresh_storage, filled, report
from storelink.workspaces.create import create
from storelink.workspaces.models import Membership, Role

__all__ = ["_fresh_storage", "filled", "report"]
PAGE = "/settings/integrations/"


def test_a_share_until_the_end_of_a_day_names_that_day():
    ends = Share(has_all_apps=True, expires_at=datetime(2031, 12, 4, tzinfo=UTC))
    assert "until the end of 3 Dec 2031" in terms_of(ends)
    assert "4 Dec" not in terms_of(ends)


@pytest.fixture
def growth(charlie, alice):
    """Charlie's workspace, in which Alice is a member."""
    made = create(charlie, "Growth")
    Membership.objects.create(workspace=made, user=alice, role=Role.MEMBER)
    return made


@pytest.fixture
def in_growth(as_, charlie, growth):
    """Charlie's browser, at work in Growth."""
    browser = as_(charlie)
    browser.post(f"/settings/workspaces/{growth.pk}/use/")
    return browser


@pytest.fixture
def shared(integration, growth, alice):
    return Share.objects.create(integration=integration, workspace=growth, shared_by=alice)


def send(browser, integration, growth, **more):
    given = {"account": integration.pk, "workspace": growth.pk, "do": "share", **more}
    return browser.post(f"{PAGE}share/", given)


def test_an_account_is_shared_and_its_badge_tells_with_whom(
    integration, growth, alice, as_, markup
):
    browser = as_(alice)
    assert send(browser, integration, growth).headers["Location"] == PAGE
    text = markup(browser.get(PAGE))
    assert "Brightside Labs is shared with 1 workspace" in text
    assert '<li class="muted">Growth</li>' in text


def test_several_accounts_go_to_several_workspaces_at_once(
    integration, growth, alice, workspace, provider, as_, markup
):
    other = create(alice, "Support")
    second = type(integration).objects.create(
        workspace=workspace, provider=provider.key, account_id="b", name="Second"
    )
    pairs = {"account": [integration.pk, second.pk], "workspace": [growth.pk, other.pk]}
    browser = as_(alice)
    browser.post(f"{PAGE}share/", {**pairs, "do": "share"})
    assert Share.objects.count() == 4
    browser.post(f"{PAGE}share/", {**pairs, "workspace": [other.pk], "do": "unshare"})
    assert set(Share.objects.values_list("workspace__name", flat=True)) == {"Growth"}


def test_unshare_is_offered_once_something_is_shared(integration, growth, alice, as_, markup):
    browser = as_(alice)
    assert ">Unshare<" not in markup(browser.get(f"{PAGE}share/"))
    send(browser, integration, growth)
    text = markup(browser.get(f"{PAGE}share/"))
    assert ">Unshare<" in text
    assert "shared with Growth" in text


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"account": []}, "at least one account"),
        ({"workspace": []}, "at least one workspace"),
        ({"expires_on": "2020-01-01"}, "a day to come"),
        ({"first_on": "yesterday"}, "YYYY-MM-DD"),
        ({"first_on": "2026-02-01", "last_on": "2026-01-01"}, "before it begins"),
    ],
)
def test_what_cannot_be_shared_is_explained(more, words, integration, growth, alice, as_, markup):
    assert words in markup(send(as_(alice), integration, growth, **more), 422)
    assert not Share.objects.exists()


def test_the_limits_of_the_form_are_kept(integration, app, growth, alice, as_):
    ends_on = datetime.now(UTC).date() + timedelta(days=7)
    send(as_(alice), integration, growth, app=app.pk, hides_money="yes",
         first_on="2026-01-01", last_on="2026-02-01", expires_on=ends_on.isoformat())  # fmt: skip
    made = Share.objects.get()
    assert (list(made.apps.all()), made.hides_money, made.has_all_apps) == ([app], True, False)
    assert made.expires_at.date() == ends_on + timedelta(days=1), "until the end of that day"


def test_members_and_managers_of_others_do_not_share(
    integration, growth, bob, charlie, in_growth, as_
):
    assert as_(bob).get(f"{PAGE}share/").status_code == 403
    assert send(in_growth, integration, growth).status_code == 422, "not among Charlie's accounts"
    assert not Share.objects.exists()


def test_a_shared_account_is_in_the_other_tab_without_login_and_without_buttons(
    integration, app, shared, in_growth, markup
):
    own = markup(in_growth.get(PAGE))
    assert "Brightside Labs" not in own
    assert 'Shared integrations <span class="number">1</span>' in own
    text = markup(in_growth.get(f"{PAGE}shared/?open={integration.pk}"))
    for words in ("Brightside Labs", "Shared by Alice Adams", "Tidewater"):
        assert words in text
    for words in ("2X9R4HXF34", "/update/", "/delete/", "/pause/", "/sync/", "ADMIN", "hx-get"):
        assert words not in text


@pytest.mark.parametrize("part", ["update", "verify", "delete", "pause", "resume", "sync"])
def test_a_shared_account_can_not_be_touched(part, integration, shared, in_growth):
    assert in_growth.post(f"{PAGE}{integration.pk}/{part}/").status_code == 404
    integration.refresh_from_db()
    assert integration.deleted_at is None


def test_pairs_that_are_shared_keep_their_limits_when_others_are_added(
    integration, growth, shared, alice, as_, markup
):
    other = create(alice, "Support")
    Share.objects.update(hides_money=True)
    both = {"account": integration.pk, "workspace": [growth.pk, other.pk]}
    as_(alice).post(f"{PAGE}share/", {**both, "do": "share"})
    kept = dict(Share.objects.values_list("workspace__name", "hides_money"))
    assert kept == {"Growth": True, "Support": False}


def test_what_is_wholly_shared_is_not_shared_again(integration, growth, shared, alice, as_, markup):
    assert "shared already" in markup(send(as_(alice), integration, growth), 422)


def test_the_limits_of_a_share_are_seen_and_changed(
    integration, app, growth, shared, alice, as_, markup
):
    ends_on = datetime.now(UTC).date() + timedelta(days=7)
    browser, page = as_(alice), f"{PAGE}share/{shared.pk}/"
    assert page in markup(browser.get(f"{PAGE}share/"))
    limits = {"app": app.pk, "hides_money": "yes", "first_on": "2026-01-01",
              "last_on": "2026-02-01", "expires_on": ends_on.isoformat()}  # fmt: skip
    assert browser.post(page, limits).headers["Location"] == f"{PAGE}share/"
    shared.refresh_from_db()
    assert (list(shared.apps.all()), shared.hides_money) == ([app], True)
    text = markup(browser.get(page))
    for value in ("2026-01-01", "2026-02-01", ends_on.isoformat()):
        assert f'value="{value}"' in text
    assert text.count(" checked") == 2
    browser.post(page, {})
    shared.refresh_from_db()
    assert (shared.has_all_apps, shared.first_on, shared.expires_at) == (True, None, None)
    assert "before it begins" in markup(
        browser.post(page, {"first_on": "2026-02-01", "last_on": "2026-01-01"}), 422
    )
    browser.post(page, {"do": "unshare"})
    assert not Share.objects.exists()


def test_nobody_else_changes_the_limits(shared, bob, in_growth, as_):
    page = f"{PAGE}share/{shared.pk}/"
    assert as_(bob).post(page, {"hides_money": "yes"}).status_code == 403
    assert in_growth.post(page, {}).status_code == 404
    assert not Share.objects.get().hides_money


READERS = ["", "series.csv", "breakdown.csv?by=territory"]


@pytest.mark.parametrize("reader", READERS)
def test_every_page_and_file_of_an_app_follows_the_share(reader, filled, shared, in_growth):
    path = f"/analytics/{filled.pk}/{reader}"
    assert in_growth.get(path).status_code == 200
    Share.objects.update(expires_at=datetime.now(UTC))
    assert in_growth.get(path).status_code == 404
    Share.objects.all().delete()
    assert in_growth.get(path).status_code == 404


def test_the_overview_and_the_sidebar_follow_the_share(filled, shared, in_growth, markup):
    assert markup(in_growth.get("/")).count("Tidewater") >= 2
    Share.objects.update(expires_at=datetime.now(UTC))
    assert "Tidewater" not in markup(in_growth.get("/", follow=True))


def test_an_app_that_was_not_chosen_is_not_found(filled, integration, shared, in_growth):
    other = App.objects.create(integration=integration, store_id="2", name="Other")
    shared.has_all_apps = False
    shared.save()
    shared.apps.set([other])
    assert in_growth.get(f"/analytics/{filled.pk}/").status_code == 404
    assert in_growth.get(f"/analytics/{other.pk}/").status_code == 200


def test_days_that_were_not_shared_are_on_no_page_and_in_no_file(filled, shared, in_growth):
    shared.last_on = LAST - timedelta(days=10)
    shared.save()
    text = in_growth.get(f"/analytics/{filled.pk}/series.csv?range=last-28").content.decode()
    days = [line.split(",")[0] for line in text.splitlines()[1:]]
    assert days
    assert max(days) == (LAST - timedelta(days=10)).isoformat()


def test_money_that_was_not_shared_is_on_no_page(filled, provider, shared, in_growth, markup):
    shared.hides_money = True
    shared.save()
    text = markup(in_growth.get(f"/analytics/{filled.pk}/"))
    hidden = [m for m in provider.metrics if m.unit in {Unit.MONEY, Unit.USD}]
    assert hidden
    assert [m.key for m in hidden if f"metric={m.key}&" in text] == []
    forced = in_growth.get(f"/analytics/{filled.pk}/series.csv?metric={hidden[0].key}")
    assert hidden[0].key not in forced.content.decode()
    assert in_growth.get("/").status_code == 200


def test_reviews_follow_the_share(app, shared, charlie, growth, workspace):
    for number, written_at in enumerate((datetime(2026, 1, 1, tzinfo=UTC),
                                         datetime(2026, 3, 1, tzinfo=UTC))):  # fmt: skip
        Review.objects.create(app=app, store_id=str(number), stars=5, written_at=written_at)
    assert visible_reviews(charlie, growth).count() == 2
    Share.objects.update(first_on=datetime(2026, 2, 1, tzinfo=UTC))
    assert visible_reviews(charlie, growth).count() == 1
    Share.objects.update(expires_at=datetime.now(UTC))
    assert not visible_reviews(charlie, growth).exists()
    with pytest.raises(NotAllowed):
        visible_reviews(charlie, workspace)


def test_what_a_review_said_before_is_cut_to_the_shared_days_too(
    app, shared, alice, charlie, growth, workspace
):
    at = datetime(2026, 3, 1, tzinfo=UTC)
    one = Review.objects.create(app=app, store_id="1", stars=5, written_at=at)
    for days in (10, 50):
        Edition.objects.create(review=one, stars=1, written_at=at - timedelta(days=days))
    Share.objects.update(first_on=datetime(2026, 2, 1, tzinfo=UTC))
    assert len(visible_reviews(charlie, growth).get().editions.all()) == 1
    assert len(visible_reviews(alice, workspace).get().editions.all()) == 2


def test_deleting_says_which_workspaces_lose_it_and_ends_the_share(
    integration, app, shared, alice, as_, markup
):
    browser = as_(alice)
    text = markup(browser.get(f"{PAGE}{integration.pk}/delete/"))
    assert "and for the workspace Growth" in text
    browser.post(f"{PAGE}{integration.pk}/delete/")
    assert not Share.objects.exists()
