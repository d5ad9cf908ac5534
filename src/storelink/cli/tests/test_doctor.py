"""`storelink doctor`: the matrix on a terminal."""

import json

import pytest
from django.utils import timezone

from storelink.cli.command import main
from storelink.cli.exits import Exit
from storelink.domain.report import Family
from storelink.integrations.models import Integration
from storelink.integrations.probes import keep_app, keep_check
from storelink.products.models import App
from storelink.providers.contract import Capability, Check, DoorLight, Light
from storelink.providers.registry import providers
from storelink.workspaces.people import add_person

pytestmark = pytest.mark.django_db
SALES = Capability(Family.SALES, Light.GREEN)
REFUSED = Capability(Family.REVIEWS, Light.RED, "The role is too small.", "Admin", "Users page")


@pytest.fixture
def account():
    alice = add_person("alice@example.com", "correct horse battery")
    return Integration.objects.create(
        workspace=alice.personal_workspace, provider=providers()[0].key, account_id="1",
        name="Brightside", connected_by=alice,
    )  # fmt: skip


@pytest.fixture
def app(account):
    return App.objects.create(integration=account, store_id="7", name="Tidewater")


def test_it_shows_the_last_look_and_ends_well_where_nothing_is_refused(account, app, capsys):
    doors = (DoorLight("Back door", Light.AMBER, "Nobody knows."),)
    keep_check(account, Check((SALES,), doors=doors), timezone.now())
    assert main(["doctor"]) == Exit.DONE
    text = capsys.readouterr().out
    for words in ("Brightside", "whole account", "works", "works *", "Back door: not known."):
        assert words in text


def test_what_is_refused_needs_a_person_and_is_named_with_its_place(account, app, capsys):
    keep_app(account, "7", (REFUSED,), timezone.now())
    assert main(["doctor", "Brightside"]) == Exit.NEEDS_A_PERSON
    text = capsys.readouterr().out
    assert "REFUSED: Reviews of Tidewater. The role is too small. Where: Users page." in text


def test_as_json_every_light_stands_by_itself(account, app, capsys):
    keep_check(account, Check((SALES,)), timezone.now())
    keep_app(account, "7", (REFUSED,), timezone.now())
    main(["doctor", "--json", "--app", "tidewater"])
    [told] = json.loads(capsys.readouterr().out)
    [of_app] = told["apps"]
    assert told["account"]["capabilities"]["sales"]["light"] == "green"
    assert of_app["capabilities"]["sales"] == {
        "light": "green", "sentence": "", "missing": "", "where": "", "is_own": False,
    }  # fmt: skip
    assert of_app["capabilities"]["reviews"]["missing"] == "Admin"
    assert told["account"]["capabilities"]["finance"]["light"] is None


def test_an_app_that_nobody_has_is_a_wrong_value(account, app):
    assert main(["doctor", "--app", "Nothing"]) == Exit.USAGE


def test_a_test_without_a_credential_says_what_to_do(account, app, capsys):
    assert main(["doctor", "--test"]) == Exit.NEEDS_A_PERSON
    assert "no credential" in capsys.readouterr().err


def test_an_account_that_was_tested_just_now_is_a_wrong_value_and_still_shown(account, capsys):
    Integration.objects.update(tested_at=timezone.now())
    assert main(["doctor", "--test"]) == Exit.USAGE
    told = capsys.readouterr()
    assert "tested just now" in told.err
    assert "whole account" in told.out
