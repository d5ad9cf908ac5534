"""The connection doctor's page."""

from types import SimpleNamespace

import pytest
from django.utils import timezone

from storelink.domain.errors import Busy
from storelink.domain.report import Family
from storelink.integrations.models import Integration
from storelink.integrations.probes import keep_app, keep_check
from storelink.products.models import App
from storelink.providers.contract import Capability, Check, DoorLight, Light
from storelink.sync import doctor
from storelink.sync.doctor import Examined

WHERE = "App Store Connect, Users and Access, Integrations"
FINANCE = Capability(
    Family.FINANCE, Light.RED, "This key’s role can’t read financial reports.",
    "Admin or Finance", WHERE,
)  # fmt: skip
REPLIES = Capability(Family.REPLIES, Light.AMBER, "Apple doesn’t tell whether it may reply.")
SALES = Capability(Family.SALES, Light.GREEN)
UNSEEN = Capability(Family.REVIEWS, Light.RED, "This key does not see this app.", "Access to it")


@pytest.fixture
def address(integration):
    return f"/settings/integrations/{integration.pk}/doctor/"


@pytest.fixture
def tested(integration, app):
    doors = (DoorLight("Reporting API", Light.RED, "It is off.", "The API"),)
    keep_check(integration, Check((SALES, FINANCE, REPLIES), doors=doors), timezone.now())
    keep_app(integration, app.store_id, (UNSEEN,), timezone.now())
    return integration


@pytest.fixture
def store(monkeypatch):
    """What `examine` was asked, instead of asking a store."""
    found = SimpleNamespace(asked=[], trouble=None)

    def examine(user, integration, apps=None):
        found.asked.append(apps)
        if found.trouble is not None:
            raise found.trouble
        return Examined(tuple(apps or ()), 0)

    monkeypatch.setattr(doctor, "examine", examine)
    return found


def test_each_light_has_words_and_a_shape_of_its_own(tested, alice, as_, address, markup):
    text = markup(as_(alice).get(address))
    for shape, words in (
        ("check", "Works"), ("help", "Not known, or in part"), ("x", "Refused"),
        ("minus", "Not tested yet"),
    ):  # fmt: skip
        assert f'href="#i-{shape}"' in text
        assert words in text
    for cells in ("Whole account", "Tidewater: Surf Forecast", 'data-l="Reply to reviews"'):
        assert cells in text


def test_what_is_missing_stands_with_its_place_and_a_message_to_send_on(
    tested, alice, as_, address, markup
):
    text = markup(as_(alice).get(address))
    assert "<b>Admin or Finance</b>" in text
    assert f"Where: {WHERE}" in text
    assert "For: Reviews of Tidewater: Surf Forecast" in text
    message = text.split('id="message"', 1)[1].split("</textarea>", 1)[0]
    assert "1. Admin or Finance" in message
    assert "2X9R4HXF34" in message
    assert "reply" not in message, "what is only not known is asked of nobody"


def test_the_doors_of_a_store_have_lights(tested, alice, as_, address, markup):
    doors = markup(as_(alice).get(address)).split('id="doors-h"', 1)[1].split("</section>", 1)[0]
    assert "Reporting API" in doors
    assert "It is off." in doors


def test_before_the_first_test_nothing_is_claimed(integration, app, alice, as_, address, markup):
    text = markup(as_(alice).get(address))
    assert "Nobody has tested it yet" in text
    assert "Test now" in text
    assert "What is missing" not in text


def test_whoever_may_only_look_sees_no_credential_and_no_button(tested, vera, as_, address, markup):
    text = markup(as_(vera).get(address))
    assert "Admin or Finance" in text
    assert "2X9R4HXF34" not in text
    assert "doctor/test/" not in text


def test_a_test_of_the_account_comes_back_with_what_was_done(
    tested, alice, as_, address, markup, store
):
    browser = as_(alice)
    answer = browser.post(f"{address}test/")
    assert answer.status_code == 302
    assert store.asked == [None]
    assert 'role="status"' in markup(browser.get(address))


def test_one_app_is_tested_by_itself(tested, app, alice, as_, address, store):
    as_(alice).post(f"{address}test/", {"app": app.pk})
    assert store.asked == [[app]]


@pytest.mark.parametrize("chosen", ["0", "x", "999999999999999999999"])
def test_an_app_that_is_not_this_accounts_is_not_found(tested, alice, as_, address, store, chosen):
    assert as_(alice).post(f"{address}test/", {"app": chosen}).status_code == 404
    assert store.asked == []


def test_trouble_is_told_above_what_was_known(tested, alice, as_, address, markup, store):
    store.trouble = Busy("Apple isn’t answering.")
    text = markup(as_(alice).post(f"{address}test/"), 503)
    assert "Apple isn’t answering." in text
    assert "Admin or Finance" in text


def test_a_second_test_at_once_has_to_wait(tested, alice, as_, address, markup):
    Integration.objects.update(tested_at=timezone.now())
    assert "tested just now" in markup(as_(alice).post(f"{address}test/"), 422)


def test_a_paused_account_is_not_asked(tested, alice, as_, address, markup):
    Integration.objects.update(paused_at=timezone.now())
    text = markup(as_(alice).get(address))
    assert "This account is paused" in text
    assert "doctor/test/" not in text


def test_a_thousand_apps_are_a_page_each_and_can_be_found(
    tested, alice, as_, address, markup, django_assert_max_num_queries
):
    App.objects.bulk_create(
        App(integration=tested, store_id=f"a{n}", name=f"App {n:04}") for n in range(1000)
    )
    browser = as_(alice)
    with django_assert_max_num_queries(20):
        text = markup(browser.get(address))
    assert "Page 1 of 41" in text
    assert text.count('data-l="Tested"') == 26
    found = markup(browser.get(address, {"q": "app 0777"}))
    assert found.count('data-l="Tested"') == 2
    assert "App 0777" in found


def test_names_from_a_store_are_text(tested, app, alice, as_, address, markup):
    App.objects.update(name="<script>alert(1)</script>")
    assert "<script>alert(1)" not in markup(as_(alice).get(address))
