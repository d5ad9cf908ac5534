"""Connecting with a service account: what is said, what is kept, when to wait."""

import json
from datetime import timedelta

import pytest

from storelink.domain.errors import Busy, NeedsPermission, NeedsVerification, NotReady, Unexpected
from storelink.domain.report import Family
from storelink.providers.contract import Ask, Connected, Light, Refused, StoreApp
from storelink.providers.google_play.access import from_secret, now
from storelink.providers.google_play.connect import connect, verify
from storelink.providers.google_play.tests.desk import BUCKET, token_refusal
from storelink.providers.google_play.tests.files import APP, EMAIL, key_file
from storelink.providers.google_play.tests.test_files import TODAY, report

OFF = "Google Play Developer Reporting API has not been used in project 1 before or it is disabled"


def answers(**changes):
    return {"service_account": key_file(), "buckets": f"gs://{BUCKET}/stats/", **changes}


def connected(desk, state=None, **changes):
    return connect("service_account", state or {}, answers(**changes), desk.client())


def shut(desk):
    """Nobody has invited the account."""
    for path in ("/o ", "apps:search", "/applications/"):
        desk.forbid(path)


def lights(check):
    return {each.family: each.light for each in check.capabilities}


def test_an_invited_account_connects(desk):
    step = connected(desk, name="  Lemon   Ltd ")
    assert isinstance(step, Connected)
    assert step.account_id == "01234567890123456789"
    assert (step.name, step.public_id, step.valid_until) == ("Lemon Ltd", EMAIL, None)
    assert step.facts["doors"] == dict.fromkeys(
        ("bucket", "financial_reports", "reporting_api"), "green"
    ) | {"publisher_api": "green"}
    assert from_secret(step.secret).buckets == (BUCKET,)
    assert "PRIVATE" not in json.dumps(dict(step.facts))


def test_nothing_is_sent_for_what_was_typed_wrongly(desk):
    step = connected(desk, service_account="{}", buckets="x")
    assert set(step.errors) == {"service_account", "buckets"}
    assert desk.asked == []


def test_an_id_alone_finds_the_bucket_that_opens(desk):
    number = BUCKET.rpartition("_")[2]
    assert isinstance(step := connected(desk, buckets=number), Connected)
    assert from_secret(step.secret).buckets == (BUCKET,)


def test_whichever_bucket_comes_first_it_is_the_same_account(desk):
    desk.put("earnings/earnings_202609.zip", b"x", bucket="pubsite_prod_00000000000000000001")
    pair = [f"gs://{BUCKET}", "gs://pubsite_prod_00000000000000000001"]
    ids = {connected(desk, buckets="\n".join(each)).account_id for each in (pair, pair[::-1])}
    assert ids == {connected(desk).account_id}


@pytest.mark.parametrize(
    ("error", "description", "said"),
    [
        ("invalid_grant", "Invalid JWT Signature.", "deleted, disabled or replaced"),
        ("invalid_grant", "Invalid grant: account not found", "doesn’t know this service account"),
        ("invalid_grant", "Something new", "no longer accepts"),
    ],
)
def test_a_key_that_google_refuses_is_said_at_its_field(desk, error, description, said):
    desk.token_refusal = token_refusal(error, description)
    assert said in connected(desk).errors["service_account"]


def test_google_being_down_is_no_fault_of_what_was_typed(desk):
    desk.token_refusal = token_refusal("internal_failure", "", status=503)
    with pytest.raises(Busy):
        connected(desk)


def test_a_wrong_bucket_is_said_at_its_field(desk):
    step = connected(desk, buckets="pubsite_prod_rev_777777777")
    assert "Copy its address again" in step.errors["buckets"]


def test_an_account_that_was_not_invited_is_named_and_kept_for_another_try(desk):
    shut(desk)
    step = connected(desk)
    assert isinstance(step, Ask)
    assert EMAIL in step.errors[""]
    assert {action.key for action in step.actions} == {"check", "wait"}
    again = connect("service_account", step.state, {}, desk.client())
    assert again.errors == step.errors
    desk.refusals.clear()
    answer = {"action": "check"}
    assert isinstance(connect("service_account", step.state, answer, desk.client()), Connected)


def test_the_reports_folder_can_be_corrected_without_the_key(desk):
    step = connected(desk, buckets="pubsite_prod_rev_777777777")
    step = connect("service_account", step.state, {"buckets": BUCKET}, desk.client())
    assert isinstance(step, Connected)


def test_whoever_has_just_invited_it_may_connect_and_wait(desk, tmp_path):
    shut(desk)
    step = connect("service_account", connected(desk).state, {"action": "wait"}, desk.client())
    assert isinstance(step, Connected)
    access = from_secret(step.secret)
    session = desk.session(invited_at=access.invited_at)
    assert set(lights(session.check()).values()) == {Light.AMBER}
    with pytest.raises(NotReady) as caught:
        session.apps()
    assert caught.value.reason == "invitation_pending"
    with pytest.raises(NotReady):
        list(session.available(report("installs_overview"), APP, TODAY))


def test_after_48_hours_a_refusal_is_a_refusal(desk):
    shut(desk)
    session = desk.session(invited_at=now() - timedelta(hours=49))
    with pytest.raises(NeedsPermission):
        list(session.available(report("installs_overview"), APP, TODAY))
    assert lights(session.check())[Family.ANALYTICS] is Light.RED


def test_once_let_in_a_missing_permission_is_not_waited_for(desk):
    desk.forbid("o sales/")
    session = desk.session(invited_at=now())
    with pytest.raises(NeedsPermission):
        list(session.available(report("sales"), "", TODAY))


@pytest.mark.parametrize("reason", ["accessNotConfigured", "forbidden"])
def test_an_api_that_is_off_is_a_light_with_its_link(desk, reason):
    desk.refuse("apps:search", 403, reason, OFF, code="SERVICE_DISABLED")
    step = connected(desk)
    assert isinstance(step, Connected)
    assert "'reporting_api': 'red'" in str(step.facts["doors"])
    [vitals] = [c for c in desk.session().check().capabilities if c.family is Family.VITALS]
    assert "playdeveloperreporting.googleapis.com?project=lemonade-1234" in vitals.sentence


def test_permissions_for_one_app_open_no_bucket(desk):
    desk.forbid("/o ")
    step = connected(desk)
    assert isinstance(step, Ask)
    assert "for a single app is not enough" in step.errors[""]


def test_the_publisher_api_says_401_where_a_right_is_missing(desk):
    desk.refuse("/applications/", 401, "permissionDenied", "insufficient permissions")
    capabilities = {c.family: c for c in desk.session().check().capabilities}
    assert capabilities[Family.REVIEWS].light is Light.AMBER
    assert "Reply to reviews" in capabilities[Family.REVIEWS].sentence


def test_a_quota_is_waited_for_though_it_is_a_403(desk):
    desk.refuse("/o stats/", 403, "rateLimitExceeded", "slow down")
    with pytest.raises(Busy):
        desk.session().check()


def test_a_token_that_is_refused_is_renewed_twice_at_most(desk):
    session = desk.session()
    session.check()
    before = desk.paths().count("/token")
    desk.refuse("/o stats/installs/", 401, "authError", "Invalid Credentials")
    with pytest.raises(NeedsVerification, match="no longer accepts"):
        list(session.available(report("installs_overview"), APP, TODAY))
    assert desk.paths().count("/token") == before + 2


def test_a_passing_refusal_of_a_token_is_not_believed(desk):
    session = desk.session()
    desk.refuse("/o stats/installs/", 401, "authError", "Invalid Credentials")
    desk.client_pauses = lambda _: desk.refusals.clear()
    assert list(session.available(report("installs_overview"), APP, TODAY))


def test_a_passing_refusal_of_a_key_is_not_believed(desk):
    desk.token_refusal = token_refusal("invalid_grant", "Invalid JWT Signature.")
    desk.client_pauses = lambda _: setattr(desk, "token_refusal", None)
    assert isinstance(connected(desk), Connected)


def test_a_clock_that_is_wrong_is_corrected_by_google_s(desk):
    desk.token_refusal = token_refusal(
        "invalid_grant",
        "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe",
    )
    with pytest.raises(Unexpected, match="clock") as caught:
        connected(desk)
    assert caught.value.reason == "clock_wrong"
    assert desk.paths().count("/token") == 2


def test_folders_that_nobody_reads_are_told(desk):
    desk.put("payouts/payout_202609.zip", b"x")
    assert desk.session().check().facts["folders_not_read"] == ["payouts/"]


def test_a_key_that_still_holds_is_verified(desk):
    kept = connected(desk)
    assert verify("service_account", kept.secret, desk.client()).account_id == kept.account_id
    desk.token_refusal = token_refusal("invalid_grant", "Invalid JWT Signature.")
    step = verify("service_account", kept.secret, desk.client())
    assert "service_account" in step.errors


def test_a_way_to_connect_that_does_not_exist_is_refused(desk):
    assert isinstance(connect("telegraph", None, {}, desk.client()), Refused)


# --- one app


LEMON = StoreApp(APP, "Lemon Stand")


def of_app(session, app=LEMON):
    return {each.family: each for each in session.check_app(app)}


def test_an_app_that_is_open_is_green_where_google_gives_rights_by_app(desk):
    found = of_app(desk.session())
    assert {family: each.light for family, each in found.items()} == {
        Family.REVIEWS: Light.GREEN,
        Family.VITALS: Light.GREEN,
    }


def test_an_app_without_a_permission_names_it_and_where_it_is_given(desk):
    desk.forbid(f"/applications/{APP}/reviews")
    found = of_app(desk.session())
    assert found[Family.VITALS].light is Light.GREEN
    assert found[Family.REVIEWS].light is Light.RED
    assert "Reply to reviews" in found[Family.REVIEWS].missing
    assert EMAIL in found[Family.REVIEWS].where


def test_an_app_that_google_does_not_know_cannot_be_told(desk):
    for path in ("/applications/", "crashRateMetricSet"):
        desk.refuse(path, 404, "notFound", "No application was found.")
    assert {each.light for each in of_app(desk.session()).values()} == {Light.AMBER}


def test_while_an_invitation_is_young_an_app_is_waited_for_too(desk):
    shut(desk)
    desk.forbid("crashRateMetricSet")
    assert {e.light for e in of_app(desk.session(invited_at=now())).values()} == {Light.AMBER}
    assert {e.light for e in of_app(desk.session()).values()} == {Light.RED}


def test_three_doors_have_three_lights(desk):
    desk.refuse("apps:search", 403, "x", OFF, code="SERVICE_DISABLED")
    doors = {door.name: door for door in desk.session().check().doors}
    assert {name: door.light for name, door in doors.items()} == {
        "Reports bucket": Light.GREEN,
        "Reporting API": Light.RED,
        "Publisher API": Light.GREEN,
    }
    assert doors["Reporting API"].missing == "Google Play Developer Reporting API"
    assert "console.cloud.google.com" in doors["Reporting API"].where


def test_a_young_invitation_is_told_with_its_end_until_something_opens(desk):
    shut(desk)
    invited_at = now()
    check = desk.session(invited_at=invited_at).check()
    assert check.pending_until == invited_at + timedelta(hours=48)
    desk.refusals.clear()
    assert desk.session(invited_at=invited_at).check().pending_until is None
