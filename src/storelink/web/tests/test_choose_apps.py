"""Choosing apps on the page."""

import re

import pytest
from django.urls import reverse

from storelink.integrations.models import Integration
from storelink.products.models import App
from storelink.web.pages import choose_apps as page
from storelink.web.tests.spaces import spaceless


@pytest.fixture
def apps(integration):
    names = ("Anchor", "Buoy", "Compass")
    return [
        App.objects.create(integration=integration, store_id=f"id{n}", name=name)
        for n, name in enumerate(names)
    ]


@pytest.fixture
def path(integration):
    return reverse("choose_apps", args=[integration.pk])


def sent(browser, path, shown, ticked, **more):
    shown = ",".join(str(app.pk) for app in shown)
    return browser.post(path, {"shown": shown, "app": [app.pk for app in ticked], **more})


def offered(answer):
    ticks = re.findall(r'name="app" value="(\d+)"', spaceless(answer.content.decode()))
    return {int(pk) for pk in ticks}


def left_out():
    return set(App.objects.filter(is_left_out=True).values_list("name", flat=True))


def test_what_is_not_ticked_is_left_out_and_the_list_says_so(integration, apps, path, alice, as_):
    browser = as_(alice)
    assert browser.get(path).content.decode().count(" checked") == 4
    answer = sent(browser, path, apps, apps[:1], takes_new="yes")
    assert answer.status_code == 302
    assert left_out() == {"Buoy", "Compass"}
    text = browser.get(f"{reverse('integrations')}?open={integration.pk}").content.decode()
    assert "1 of 3 apps" in text
    assert text.count("Left out: nothing is asked for it") == 2
    assert Integration.objects.get().takes_new_apps


def test_of_many_only_those_shown_are_changed_or_all_where_that_is_pressed(
    integration, apps, path, alice, as_, monkeypatch
):
    monkeypatch.setattr(page, "PAGE", 2)
    browser = as_(alice)
    assert apps[2].pk not in offered(browser.get(path))
    sent(browser, path, apps[:2], apps[:1])
    assert left_out() == {"Buoy"}
    assert offered(browser.get(f"{path}?page=2")) == {apps[2].pk}
    sent(browser, path, apps[2:], apps[2:], do="only")
    assert left_out() == {"Anchor", "Buoy"}


def test_apps_are_found_and_ticked_at_once(integration, apps, path, alice, as_):
    browser = as_(alice)
    found = browser.get(path, {"find": "uo", "tick": "none"})
    assert offered(found) == {apps[1].pk}
    assert found.content.decode().count(" checked") == 1, "new apps, and no app"
    assert "No app is called" in browser.get(path, {"find": "nowhere"}).content.decode()


def test_none_is_refused_with_what_to_do_and_nothing_is_lost(integration, apps, path, alice, as_):
    answer = sent(as_(alice), path, apps, [])
    assert answer.status_code == 422
    assert "pause the account" in answer.content.decode()
    assert left_out() == set()


@pytest.mark.parametrize("app", ["x", "-1", "9" * 30, "\u0663"])
def test_what_is_no_app_is_none(app, integration, apps, path, alice, as_):
    answer = as_(alice).post(path, {"shown": f"{app},{apps[0].pk}", "app": [app]})
    assert (answer.status_code, left_out()) == (302, {"Anchor"})


def test_before_the_first_choice_it_is_offered_where_the_first_sync_is_shown(
    integration, apps, path, alice, vera, as_
):
    Integration.objects.update(takes_new_apps=False, first_synced_at=None)
    first_sync = reverse("first_sync", args=[integration.pk])
    assert path in as_(alice).get(first_sync).content.decode()
    assert path not in as_(vera).get(first_sync).content.decode()
    answer = sent(as_(alice), path, apps, apps)
    assert answer.headers["Location"] == first_sync
