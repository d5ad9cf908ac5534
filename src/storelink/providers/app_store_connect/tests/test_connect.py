import pytest

from storelink.domain.errors import Busy
from storelink.domain.report import Family
from storelink.providers.app_store_connect.refusals import (
    AGREEMENT,
    IDS_UNKNOWN,
    KEY_REVOKED,
    VENDOR_FAILS,
    VENDOR_UNKNOWN,
)
from storelink.providers.app_store_connect.tests.stage import admin, key_of
from storelink.providers.app_store_connect.tests.test_keys import PEM
from storelink.providers.contract import Ask, Connected, Light, Refused

NOT_ENOUGH = "Signed in, but this key’s role can’t read reports"


def connected(play, answers):
    return play.provider.connect("api_key", {}, answers, play.http)


def errors(play, answers):
    step = connected(play, answers)
    assert isinstance(step, Ask)
    return dict(step.errors)


def test_a_team_key_connects_its_team(play):
    answers = admin(play.simulator)
    step = connected(play, {**answers, "name": "  Brightside   Labs "})
    assert isinstance(step, Connected)
    assert step.account_id == answers["issuer_id"]
    assert step.public_id == answers["key_id"]
    assert step.name == "Brightside Labs"
    assert step.facts == {
        "key_kind": "team", "vendor_number": answers["vendor_number"], "roles": ["Admin"],
    }  # fmt: skip


def test_every_key_of_a_team_is_the_same_account(play):
    ids = {
        connected(play, key_of(play.simulator, role)).account_id
        for role in ("ADMIN", "FINANCE", "SALES")
    }
    assert len(ids) == 1


def test_individual_keys_that_see_the_same_apps_are_the_same_account(play):
    steps = [
        connected(play, key_of(play.simulator, role, "individual"))
        for role in ("ACCOUNT_HOLDER", "FINANCE")
    ]
    assert len({step.account_id for step in steps}) == 1
    assert steps[0].account_id.startswith("app-")


@pytest.mark.parametrize("reshape", [lambda p: p.replace("\n", "\\n"),
                                     lambda p: "".join(p.splitlines()[1:-1])])  # fmt: skip
def test_a_key_in_another_shape_connects_too(play, reshape):
    answers = admin(play.simulator)
    step = connected(play, {**answers, "private_key": reshape(answers["private_key"])})
    assert isinstance(step, Connected)


@pytest.mark.parametrize(
    "wrong",
    [
        {"issuer_id": "00000000-0000-0000-0000-000000000000"},
        {"key_id": "ZZZZZZZZZZ"},
        {"private_key": PEM},
    ],
)
def test_an_issuer_key_id_or_key_that_apple_does_not_know(play, wrong):
    assert errors(play, {**admin(play.simulator), **wrong}) == {"": IDS_UNKNOWN}


def test_a_team_key_without_its_issuer_is_asked_for_it(play):
    answers = {**admin(play.simulator), "issuer_id": ""}
    assert "give its Issuer ID" in errors(play, answers)[""]


def test_a_revoked_key_that_apple_names_as_revoked():
    """Apple's page says 403 for those, clients see 401; where Apple says why, so do we."""
    assert "Create a new one" in KEY_REVOKED


def test_a_vendor_number_that_apple_does_not_know(play):
    wrong = {**admin(play.simulator), "vendor_number": "99999999"}
    assert errors(play, wrong) == {"vendor_number": VENDOR_UNKNOWN}


def test_without_a_vendor_number_analytics_connect(play):
    step = connected(play, {**admin(play.simulator), "vendor_number": ""})
    assert isinstance(step, Connected)


@pytest.mark.parametrize("role", ["APP_MANAGER", "CUSTOMER_SUPPORT", "MARKETING", "DEVELOPER"])
def test_a_role_that_reads_no_report_is_told_which_would(play, role):
    assert errors(play, key_of(play.simulator, role))[""].startswith(NOT_ENOUGH)


def test_a_key_that_may_not_list_apps_but_read_sales_connects(play):
    play.simulator.play("app_list_forbidden")
    assert isinstance(connected(play, key_of(play.simulator, "SALES")), Connected)


def test_an_agreement_to_accept_is_said(play):
    play.simulator.play("agreement_missing")
    assert errors(play, admin(play.simulator)) == {"": AGREEMENT}


def test_where_apple_fails_for_sales_alone_the_rest_connects(play):
    """Recorded on a live account: an invented vendor number answers UNEXPECTED_ERROR (500)."""
    play.simulator.play("sales_server_error")
    step = connected(play, admin(play.simulator))
    assert isinstance(step, Connected), step
    check = play.provider.open(step.secret, play.client()).check()
    found = {one.family: one for one in check.capabilities}
    assert found[Family.ANALYTICS].light is Light.GREEN
    assert found[Family.REVIEWS].light is Light.GREEN
    assert found[Family.SALES].light is found[Family.FINANCE].light is Light.AMBER
    assert found[Family.SALES].sentence == VENDOR_FAILS


def test_apple_being_down_is_no_fault_of_what_was_typed(play):
    play.simulator.play("server_error_html")
    with pytest.raises(Busy):
        connected(play, admin(play.simulator))


def test_a_clock_that_runs_ahead_is_corrected_and_told(play):
    play.simulator.play("clock_ahead", options={"seconds": 300})
    step = connected(play, admin(play.simulator))
    assert isinstance(step, Connected), step.errors


def test_each_field_that_is_wrong_is_named_at_once(play):
    wrong = errors(play, {"issuer_id": "x", "key_id": "y", "private_key": "z"})
    assert set(wrong) == {"issuer_id", "key_id", "private_key"}
    assert play.calls == []


def test_a_way_to_connect_that_does_not_exist_is_refused(play):
    assert isinstance(play.provider.connect("telegraph", None, {}, play.http), Refused)
