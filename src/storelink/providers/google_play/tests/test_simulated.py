"""The console against the simulator: who may do what, and what each trouble looks like."""

import json
import os
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from storelink.domain.errors import NeedsPermission, NeedsVerification, NotReady, NotUnderstood
from storelink.domain.report import Family, Grain
from storelink.providers.contract import Ask, Connected, Light
from storelink.providers.google_play.consent import CUT_SHORT
from storelink.providers.google_play.reports.catalogue import IN_BUCKET
from storelink.providers.google_play.tests.stage import (
    STAGE,
    key_of,
    list_sales,
    report,
    rows_of,
    session_of,
)
from storelink.providers.tests.play import Play
from storelink.providers.tests.simulator import TODAY, simulator_process

BACK = "http://127.0.0.1/back"
_BESIDE = Path(__file__).parents[5].parent / "shared"
SAMPLES = Path(os.environ.get("STORELINK_SHARED", _BESIDE)) / "samples" / "google"


def connected(play, kind="reports", **changes):
    answers = {**key_of(play.simulator, kind), **changes}
    return play.provider.connect("service_account", {}, answers, play.http)


def lights(session):
    return {each.family: each.light for each in session.check().capabilities}


# --- the matrix of rights


@pytest.mark.parametrize("kind", ["reports", "admin"])
def test_a_key_with_every_right_sees_green(play, kind):
    found = lights(session_of(play, kind))
    assert found.pop(Family.REPLIES) is Light.AMBER
    assert set(found.values()) == {Light.GREEN}


def test_without_the_financial_permission_the_rest_goes_on(play):
    session = session_of(play, "no_finance")
    found = {each.family: each for each in session.check().capabilities}
    assert found[Family.FINANCE].light is Light.RED
    assert "View financial data, orders" in found[Family.FINANCE].sentence
    assert found[Family.ANALYTICS].light is Light.GREEN
    with pytest.raises(NeedsPermission):
        list_sales(session, Path())
    assert session.apps()


@pytest.mark.parametrize("style", ["prefix", "objects", "bucket"])
def test_however_google_shows_a_missing_financial_permission_it_is_named(play, style):
    session = session_of(play, "reports")
    play.simulator.play("google_financial_permission_missing", options={"style": style})
    finance = {each.family: each for each in session.check().capabilities}[Family.FINANCE]
    assert finance.light is Light.RED
    assert "View financial data" in finance.sentence


def test_permissions_for_one_app_are_told_from_those_of_the_account(play):
    play.simulator.play("google_app_level_only")
    step = connected(play)
    assert isinstance(step, Ask)
    assert "for a single app is not enough" in step.errors[""]


@pytest.mark.parametrize("trouble", ["google_not_invited", "google_invited_an_hour_ago"])
def test_who_is_not_let_in_yet_may_wait(play, trouble):
    play.simulator.play(trouble)
    step = connected(play)
    assert "isn’t in your Play Console yet" in step.errors[""]
    answer = {"action": "wait"}
    step = play.provider.connect("service_account", step.state, answer, play.http)
    assert isinstance(step, Connected)
    session = play.provider.open(step.secret, play.client())
    with pytest.raises(NotReady):
        list(session.available(report("installs_overview"), "example.brightside.petal", TODAY))
    play.simulator.begin_anew()
    assert play.provider.open(step.secret, play.client()).apps()


@pytest.mark.parametrize(
    ("api", "door"),
    [("androidpublisher.googleapis.com", "publisher_api"),
     ("playdeveloperreporting.googleapis.com", "reporting_api")],
)  # fmt: skip
def test_an_api_that_is_off_is_one_red_light_with_its_link(play, api, door):
    play.simulator.play("google_api_off", options={"api": api})
    step = connected(play)
    assert isinstance(step, Connected)
    assert f"'{door}': 'red'" in str(step.facts["doors"])
    assert str(step.facts["doors"]).count("red") == 1
    check = play.provider.open(step.secret, play.client()).check()
    assert any(f"library/{api}?project=brightside-play" in c.sentence for c in check.capabilities)


def test_the_bucket_of_another_account_is_said_to_be_one(play):
    told = play.simulator.get("google-keys")["strange_bucket_uri"]
    assert "copy its address again" in connected(play, buckets=told).errors[""]


def test_a_developer_id_alone_is_no_number_of_an_older_bucket(play):
    number = play.simulator.get("google-keys")["developer_id"]
    assert "buckets" in connected(play, buckets=number).errors


# --- short pages, apps, reviews


def test_pages_of_any_size_hold_the_same(play):
    app = session_of(play, "reports").apps()[0].id
    whole = list(session_of(play, "reports").available(report("installs_country"), app, TODAY))
    play.simulator.play("google_short_pages")
    short = list(session_of(play, "reports").available(report("installs_country"), app, TODAY))
    assert whole == short


def test_apps_that_are_not_gone_have_titles(play):
    names = {app.id: app.name for app in session_of(play, "reports").apps()}
    known = play.simulator.get("google-keys")["packages"]
    assert all(names[package] != package for package in known)


def test_a_review_of_the_api_is_the_one_in_the_files(play, tmp_path):
    kept = connected(play)
    session = play.provider.open(kept.secret, play.client())
    play.simulator.begin_anew(size=1.0)
    package = play.simulator.get("google-keys")["packages"][0]
    app = next(each for each in session.apps() if each.id == package)
    told = {each.id: each for each in play.provider.reviews(kept.secret, play.client(), app, None)}
    filed = {}
    for offer in session.available(report("reviews"), app.id, TODAY):
        if offer.partition.period == "2026-11":
            (place := tmp_path / offer.partition.period).mkdir()
            fetched = session.fetch(report("reviews"), offer.partition, place)
            for batch in play.provider.parse(report("reviews"), fetched, ()):
                filed |= {one.id: one for one in play.provider.reviews_in(report("reviews"), batch)}
    shared = told.keys() & filed.keys()
    assert shared
    assert all(told[each].stars == filed[each].stars for each in shared)
    assert any(each.startswith("stars:") for each in filed)


# --- consent


def visit(play, decision="allow", account="m.okafor@brightside.example"):
    client = play.simulator.get("google-keys")["oauth_client"]
    answers = {
        "oauth_client": json.dumps(client),
        "buckets": play.simulator.get("google-keys")["bucket_uri"],
        "return_to": BACK,
    }
    step = play.provider.connect("oauth", None, answers, play.http)
    page = httpx.get(step.visit, trust_env=False)
    form = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
    form |= {"account": account, "decision": decision}
    address = urlsplit(step.visit)
    back = httpx.post(
        f"{address.scheme}://{address.netloc}{address.path}", data=form, trust_env=False
    )
    brought = {k: v[0] for k, v in parse_qs(urlsplit(back.headers["location"]).query).items()}
    return play.provider.connect("oauth", step.state, brought, play.http)


def test_somebody_who_agrees_is_connected_to_the_same_account(play):
    step = visit(play)
    assert isinstance(step, Connected)
    assert step.account_id == connected(play).account_id
    assert play.provider.open(step.secret, play.client()).apps()


def test_somebody_who_does_not_agree_is_asked_again(play):
    assert visit(play, decision="deny").errors == {"": CUT_SHORT}


def test_somebody_without_rights_is_told_which(play):
    step = visit(play, account="a.serra@brightside.example")
    assert step.step == "invite"


def test_a_consent_that_was_taken_back_is_renewed_with_one_visit(play):
    kept = visit(play)
    play.simulator.play("google_consent_revoked")
    with pytest.raises(NeedsVerification) as caught:
        play.provider.open(kept.secret, play.client()).check()
    assert caught.value.reason == "deprecated_authorization"
    step = play.provider.verify("oauth", kept.secret, play.client())
    step = play.provider.connect("oauth", step.state, {"return_to": BACK}, play.http)
    assert step.visit


def test_a_deleted_client_is_not_the_person_s_fault(play):
    kept = visit(play)
    play.simulator.play("google_oauth_client_deleted")
    with pytest.raises(NeedsVerification, match="OAuth client"):
        play.provider.open(kept.secret, play.client()).check()


# --- real files


def _row_count(play, report, fetched):
    try:
        return len(rows_of(play, fetched))
    except NotUnderstood as refused:
        # One sample names another month than its rows do: loaded it is refused, read it is whole.
        assert "was asked for" in str(refused)  # noqa: PT017
        read = play.provider.read
        return sum(
            read(report, part.path.read_bytes(), part.name).table.num_rows for part in fetched.parts
        )


@pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the sample files are missing (see STORELINK_SHARED)"
)
def test_the_samples_come_whole_through_a_bucket(tmp_path):
    expected = json.loads((SAMPLES / "EXPECTED.json").read_text())
    wanted = sum(
        told["rows"]
        for name, told in expected.items()
        if name.startswith("bucket/") and "/quirks/" not in name
    )
    ragged = 277
    with simulator_process("--google-folder", str(SAMPLES / "bucket")) as simulator:
        play = Play(STAGE, simulator)
        folder = simulator.get("google-keys")["folder_bucket_uri"]
        step = connected(play, buckets=folder)
        session = play.provider.open(step.secret, play.client())
        assert step.facts["folders_not_read"] == ["quirks/"]
        apps = [app.id for app in session.apps()]
        rows = 0
        for each in IN_BUCKET:
            for app in [""] if each.grain is Grain.ACCOUNT else apps:
                for number, offer in enumerate(session.available(each, app, TODAY)):
                    (place := tmp_path / f"{each.key}{app}{number}").mkdir()
                    rows += _row_count(play, each, session.fetch(each, offer.partition, place))
        play.end()
    assert rows == wanted + ragged
