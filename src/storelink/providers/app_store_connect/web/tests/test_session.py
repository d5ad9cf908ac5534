"""A session by Apple ID, against the simulator."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from storelink.domain.errors import Busy, NeedsPermission, NeedsVerification, NotReady, Unexpected
from storelink.domain.report import Family, Partition
from storelink.providers.app_store_connect.apple_id.secret import web_secret_of
from storelink.providers.app_store_connect.reports.web import (
    WEB_BY_SOURCE,
    WEB_BY_TERRITORY,
    WEB_REPORTS,
    WEB_TOTALS,
)
from storelink.providers.app_store_connect.tests.stage import admin
from storelink.providers.contract import Light
from storelink.providers.tests.simulator import TODAY

MONTH = "2026-10"
TOLD = [
    "impressions", "product_page_views", "first_time_downloads", "redownloads", "total_downloads",
    "updates", "installations", "deletions", "sessions", "crashes",
]  # fmt: skip


def lights(check):
    return {one.family: one.light for one in check.capabilities}


def fetch(session, report, folder, period=MONTH, app=""):
    partition = Partition(report.key, app or session.apps()[0].id, period)
    return session.fetch(report, partition, folder)


def rows(play, report, fetched):
    return [row for batch in play.provider.parse(report, fetched, ()) for row in batch.to_pylist()]


def truth(play, app, **how):
    told = play.simulator.get("truth", app=app, **{"from": "2026-10-01", "to": "2026-10-31"}, **how)
    return told["facts"]


# --- what it may do


def test_a_check_tells_what_a_sign_in_can_read(session):
    check = session.check()
    assert check.roles == ("Account Holder", "Admin")
    assert lights(check) == {
        Family.ANALYTICS: Light.GREEN,
        Family.SALES: Light.AMBER,
        Family.FINANCE: Light.RED,
        Family.REVIEWS: Light.GREEN,
        Family.REPLIES: Light.GREEN,
    }


def test_apps_come_with_roles_and_what_may_be_read(session):
    apps = session.apps()
    assert [app.id for app in apps] == ["1482093311", "1503318842"]
    for app in apps:
        assert app.name
        assert app.sku
        assert app.roles == ("Account Holder", "Admin")
        assert app.facts == {"reads_analytics": True, "replies_to_reviews": True}


def test_key_and_sign_in_see_the_same_apps(play, session):
    by_key = {app.id: (app.name, app.sku) for app in play.session().apps()}
    assert {app.id: (app.name, app.sku) for app in session.apps()} == by_key


def test_a_role_without_analytics_leaves_the_rest(play, session, tmp_path):
    play.simulator.play("analytics_forbidden")
    found = lights(session.check())
    assert found[Family.ANALYTICS] is Light.RED
    assert found[Family.REVIEWS] is Light.GREEN
    with pytest.raises(NeedsPermission, match="analytics"):
        list(session.available(WEB_TOTALS, "1482093311", TODAY))
    assert session.apps()[0].facts["reads_analytics"] is False


def test_an_app_is_looked_at_by_itself(play, session):
    app = session.apps()[0]
    open_lights = {each.family: each.light for each in session.check_app(app)}
    assert open_lights[Family.ANALYTICS] is open_lights[Family.REVIEWS] is Light.GREEN
    assert open_lights[Family.REPLIES] is Light.GREEN
    [analytics] = [
        each
        for each in session.check_app(replace(app, id="999999"))
        if each.family is Family.ANALYTICS
    ]
    assert (analytics.light, analytics.missing) == (Light.RED, "Admin, Finance or Sales")


def test_a_role_that_reads_nothing_is_told_which_would(play, person):
    person.sign_in()
    person.answer(code=person.code())
    play.simulator.play("analytics_forbidden")
    step = person.choose("Tideline Games")
    assert step.step == "team"
    assert "can’t read reports. Ask for Admin, Finance or Sales" in step.errors["team"]
    assert person.choose("Brightside Labs").name == "Brightside Labs"


def test_the_team_that_was_chosen_is_answered_for(play, person, secret):
    other = replace(person, steps=[])
    other.sign_in()
    other.answer(code=other.code())
    other.choose("Mira Okafor")
    apps = play.provider.open(secret, play.client()).apps()
    assert [app.id for app in apps] == ["1482093311", "1503318842"]


def test_a_team_that_was_left_needs_somebody(play, secret):
    left = replace(web_secret_of(secret), team="00000000-0000-0000-0000-000000000000")
    with pytest.raises(NeedsVerification, match="no longer belongs"):
        play.provider.open(left.to_secret(), play.client()).apps()


@pytest.mark.parametrize("hours", [0.5])
def test_a_session_that_apple_ends_after_hours_needs_somebody(play, secret, hours):
    play.simulator.play("web_session_short", options={"hours": hours})
    play.simulator.post("clock", hours=2)
    with pytest.raises(NeedsVerification, match="Verify it again"):
        play.provider.open(secret, play.client()).check()


# --- figures


def test_months_are_offered_newest_known_day_last(session):
    offers = list(session.available(WEB_TOTALS, "1482093311", TODAY))
    newest = offers[-1]
    assert newest.partition.period == "2026-11"
    assert newest.days.last < TODAY
    assert len({offer.partition for offer in offers}) == len(offers)


def test_each_report_is_offered_to_the_credential_that_can_fetch_it(play, session):
    app = session.apps()[0].id
    key_session = play.session()
    for report in play.provider.reports:
        is_web = report in WEB_REPORTS
        assert bool(list(session.available(report, app, TODAY))) == is_web
        if is_web:
            assert list(key_session.available(report, app, TODAY)) == []


def test_a_settled_month_adds_up_to_the_truth(play, session, tmp_path):
    fetched = fetch(session, WEB_TOTALS, tmp_path)
    app = fetched.partition.app
    told = {(f["metric"], f["date"]): f["value"] for f in truth(play, app, metric=",".join(TOLD))}
    found = {
        (name, row["date"].isoformat()): row[name]
        for row in rows(play, WEB_TOTALS, fetched)
        for name in TOLD
        if row[name] is not None
    }
    assert len(found) > 200
    assert {key: value for key, value in found.items() if told.get(key) != value} == {}


@pytest.mark.parametrize("report", [WEB_BY_TERRITORY, WEB_BY_SOURCE], ids=lambda r: r.key)
def test_a_split_adds_up_to_the_truth_of_each_day(play, session, tmp_path, report):
    fetched = fetch(session, report, tmp_path)
    told = {f["date"]: f["value"] for f in truth(play, fetched.partition.app, metric="impressions")}
    found = Counter()
    for row in rows(play, report, fetched):
        found[row["date"].isoformat()] += row["impressions"] or 0
    assert len(found) == 31
    assert found == told


def test_a_split_names_what_the_official_reports_name(play, session, tmp_path):
    fetched = fetch(session, WEB_BY_SOURCE, tmp_path)
    facts = truth(play, fetched.partition.app, metric="impressions", by="source_type")
    names = {row["source_type"] for row in rows(play, WEB_BY_SOURCE, fetched)}
    assert names >= {fact["by"]["source_type"] for fact in facts}


def test_fetching_twice_gives_the_same(play, session, secret, tmp_path):
    contents = []
    for name in ("once", "again"):
        (folder := tmp_path / name).mkdir()
        fetched = fetch(play.provider.open(secret, play.client()), WEB_TOTALS, folder)
        contents.append((fetched.version, fetched.fingerprint, rows(play, WEB_TOTALS, fetched)))
    assert contents[0] == contents[1]


def test_what_is_offered_is_what_is_fetched(session, tmp_path):
    offer = list(session.available(WEB_BY_SOURCE, "1482093311", TODAY))[-1]
    fetched = session.fetch(WEB_BY_SOURCE, offer.partition, tmp_path)
    assert fetched.partition == offer.partition
    assert fetched.fingerprint == offer.fingerprint
    assert fetched.scope.days == offer.days


def test_questions_are_a_second_apart(play, secret, tmp_path):
    pauses = []
    http = play.client()
    http.pause = pauses.append
    fetched = fetch(play.provider.open(secret, http), WEB_BY_SOURCE, tmp_path)
    assert len(pauses) >= len(fetched.parts) - 1
    assert all(0 < pause <= 1 for pause in pauses)


def test_a_month_that_apple_does_not_know_is_not_ready(session, tmp_path):
    with pytest.raises(NotReady):
        fetch(session, WEB_TOTALS, tmp_path, period="2027-05")
    assert list(tmp_path.iterdir()) == []


# --- trouble


@pytest.mark.parametrize(
    ("scenario", "how", "error"),
    [
        ("web_session_over", {}, NeedsVerification),
        ("rate_limited", {"options": {"retry_after": 7}}, Busy),
        ("server_error_html", {}, Busy),
        ("html_instead_of_json", {}, Busy),
        ("connection_reset", {}, Busy),
        ("analytics_forbidden", {}, NeedsPermission),
    ],
)
def test_each_trouble_is_its_error_and_leaves_no_half_file(
    play, session, tmp_path, scenario, how, error
):
    play.simulator.play(scenario, **how)
    with pytest.raises(error) as caught:
        session.fetch(WEB_TOTALS, Partition("web_analytics", "1482093311", MONTH), tmp_path)
    assert caught.value.sentence.endswith(".")
    assert caught.value.reason
    assert list(tmp_path.iterdir()) == []


def test_an_agreement_to_accept_stops_a_check(play, session):
    play.simulator.play("agreement_missing")
    for look in (session.check, session.apps):
        with pytest.raises(NeedsPermission) as caught:
            look()
        assert caught.value.reason == "agreement_missing"


def test_an_app_of_another_team_is_no_end_of_the_world(session, tmp_path):
    with pytest.raises((NeedsPermission, Unexpected)):
        fetch(session, WEB_TOTALS, tmp_path, app="9999999999")


# --- reviews


def test_reviews_are_the_same_by_key_and_by_sign_in(play, secret, session):
    app = session.apps()[0]
    key = play.provider.connect("api_key", {}, admin(play.simulator), play.http).secret
    by_key = list(play.provider.reviews(key, play.http, app, None))
    by_sign_in = list(play.provider.reviews(secret, play.client(), app, None))
    assert by_sign_in
    assert by_sign_in == by_key


def test_reviews_end_where_they_are_known(play, secret, session):
    app = session.apps()[0]
    recent = datetime.now(UTC) - timedelta(days=30)
    everything = list(play.provider.reviews(secret, play.client(), app, None))
    assert len(list(play.provider.reviews(secret, play.client(), app, recent))) < len(everything)
