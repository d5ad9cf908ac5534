"""A session against the simulator: what may be done, what is asked for, what comes."""

from datetime import date, timedelta

import pytest

from storelink.domain.errors import Missing, NeedsPermission, NotReady, NotUnderstood
from storelink.domain.report import Family, Partition
from storelink.providers.app_store_connect.tests.stage import (
    fetch_downloads,
    report,
    rows_of,
    session_of,
)
from storelink.providers.contract import Light, StoreApp
from storelink.providers.tests.simulator import TODAY

DOWNLOADS = "app_downloads_standard"


def lights(session):
    return {each.family: each.light for each in session.check().capabilities}


def requests_of(play):
    return [call for call in play.calls if call.method == "POST"]


# --- check


def test_an_admin_key_may_do_everything(play):
    assert set(lights(session_of(play, "ADMIN")).values()) == {Light.GREEN}


def test_a_sales_key_may_not_read_finance(play):
    found = lights(session_of(play, "SALES"))
    assert found[Family.SALES] is found[Family.ANALYTICS] is Light.GREEN
    assert found[Family.FINANCE] is Light.RED
    assert found[Family.REPLIES] is not Light.GREEN


def test_an_individual_key_may_not_read_sales_and_finance(play):
    found = lights(session_of(play, "FINANCE", "individual"))
    assert found[Family.SALES] is found[Family.FINANCE] is Light.RED
    assert found[Family.ANALYTICS] is Light.GREEN


def test_a_key_that_cannot_ask_for_analytics_is_amber_and_told_who_can(play):
    play.simulator.begin_anew(requests="none", snapshots="none")
    check = session_of(play, "SALES").check()
    analytics = next(c for c in check.capabilities if c.family is Family.ANALYTICS)
    assert analytics.light is Light.AMBER
    assert "only an Admin key may ask" in analytics.sentence


def of_app(session, app):
    return {each.family: each for each in session.check_app(app)}


def test_an_app_is_looked_at_by_itself(play):
    play.simulator.begin_anew(requests="none", snapshots="none")
    session = session_of(play, "SALES")
    found = of_app(session, session.apps()[0])
    assert set(found) == {Family.ANALYTICS, Family.REVIEWS, Family.REPLIES}
    assert found[Family.ANALYTICS].light is Light.AMBER
    assert (found[Family.ANALYTICS].missing, found[Family.REPLIES].missing) == (
        "Admin", "Admin or Customer Support",
    )  # fmt: skip
    assert "Users and Access" in found[Family.ANALYTICS].where


def test_an_app_that_the_key_does_not_see_is_red_and_says_who_sees_it(play):
    found = of_app(session_of(play, "ADMIN"), StoreApp("999999", "Somebody else’s"))
    assert {each.light for each in found.values()} == {Light.RED}
    assert "does not see this app" in found[Family.REVIEWS].sentence


def test_requests_that_apple_stopped_are_amber(play):
    session = session_of(play, "SALES")
    play.simulator.play("stopped_due_to_inactivity")
    check = session.check()
    analytics = next(c for c in check.capabilities if c.family is Family.ANALYTICS)
    assert analytics.light is Light.AMBER
    assert "stopped" in analytics.sentence


# --- prepare


def accesses(play, app):
    """Access type → whether it is stopped, of the app's requests as the simulator knows them."""
    state = play.simulator.get("state")
    return [each for each in state["requests"] if str(each["app"]) == app]


def test_an_admin_key_asks_for_both_kinds_once(play):
    play.simulator.begin_anew(requests="none", snapshots="none")
    session = session_of(play, "ADMIN")
    app = session.apps()[0].id
    for _ in range(2):
        session.prepare(report(DOWNLOADS), app)
    session_of(play, "ADMIN").prepare(report(DOWNLOADS), app)
    assert len(requests_of(play)) == 2
    assert {call.status for call in requests_of(play)} == {201}


def test_what_is_there_already_is_not_asked_for_again(play):
    session = session_of(play, "ADMIN")
    session.prepare(report(DOWNLOADS), session.apps()[0].id)
    assert requests_of(play) == []


def test_account_reports_are_made_unasked(play):
    session = session_of(play, "ADMIN")
    before = len(play.calls)
    session.prepare(report("sales_summary"), "")
    assert len(play.calls) == before


def test_a_smaller_key_is_told_that_an_admin_must_ask_once(play):
    play.simulator.begin_anew(requests="none", snapshots="none")
    session = session_of(play, "SALES")
    with pytest.raises(NeedsPermission) as caught:
        session.prepare(report(DOWNLOADS), session.apps()[0].id)
    assert (caught.value.reason, caught.value.missing) == ("admin_needed_once", "Admin")


def test_a_smaller_key_goes_on_where_only_the_history_was_never_asked_for(play):
    play.simulator.begin_anew(requests="all", snapshots="none")
    session = session_of(play, "SALES")
    session.prepare(report(DOWNLOADS), session.apps()[0].id)


def test_somebody_else_asking_at_the_same_moment_does_no_harm(play):
    play.simulator.begin_anew(requests="none", snapshots="none")
    session = session_of(play, "ADMIN")
    play.simulator.play("request_race")
    session.prepare(report(DOWNLOADS), session.apps()[0].id)


def test_a_stopped_request_is_asked_for_anew(play):
    session = session_of(play, "ADMIN")
    app = session.apps()[0].id
    play.simulator.play("stopped_due_to_inactivity")
    session.prepare(report(DOWNLOADS), app)
    made = [call for call in requests_of(play) if call.status == 201]
    assert len(made) == 1
    assert session_of(play, "SALES").check().capabilities[0].family is Family.ANALYTICS


# --- available and fetch: analytics


def test_every_processing_date_is_a_partition(play):
    session = session_of(play, "ADMIN")
    app = session.apps()[0].id
    offers = list(session.available(report(DOWNLOADS), app, TODAY))
    assert len({offer.partition for offer in offers}) == len(offers)
    assert {offer.partition.app for offer in offers} == {app}
    assert all(offer.fingerprint for offer in offers)
    ongoing = [o for o in offers if o.partition.period.endswith("ongoing")]
    newest = max(ongoing, key=lambda o: o.partition.period)
    processed_on = date.fromisoformat(newest.partition.period[:10])
    assert newest.days.last == processed_on - timedelta(days=1)


def test_a_fetch_needs_no_list_from_before(play, tmp_path):
    session = session_of(play, "ADMIN")
    app = session.apps()[0].id
    partition = max(o.partition for o in session.available(report(DOWNLOADS), app, TODAY))
    fetched = session_of(play, "ADMIN").fetch(report(DOWNLOADS), partition, tmp_path)
    assert fetched.parts


@pytest.mark.parametrize("trouble", ["expired_url", "wrong_checksum", "truncated_gzip"])
def test_a_file_that_arrives_badly_once_is_fetched_again(play, tmp_path, trouble):
    session = session_of(play, "ADMIN")
    play.simulator.play(trouble, count=1)
    fetched = fetch_downloads(session, tmp_path)
    rows = [b.num_rows for b in play.provider.parse(report(DOWNLOADS), fetched, session.apps())]
    assert sum(rows) > 0


def test_an_instance_that_apple_deleted_is_not_ready(play, tmp_path):
    session = session_of(play, "ADMIN")
    play.simulator.play("instance_gone")
    with pytest.raises(NotReady):
        fetch_downloads(session, tmp_path)


def test_a_processing_date_that_never_was_is_not_ready(play, tmp_path):
    session = session_of(play, "ADMIN")
    partition = Partition(DOWNLOADS, session.apps()[0].id, "2020-01-01/ongoing")
    with pytest.raises(NotReady):
        session.fetch(report(DOWNLOADS), partition, tmp_path)


def test_a_catalogue_that_is_still_empty_is_missing_and_not_done(play):
    session = session_of(play, "ADMIN")
    play.simulator.play("report_catalogue_empty")
    with pytest.raises(Missing, match="no analytics reports of this app yet") as caught:
        list(session.available(report(DOWNLOADS), session.apps()[0].id, TODAY))
    assert not caught.value.is_issue


def test_a_report_that_the_catalogue_calls_otherwise_is_an_issue_that_names_both(play):
    session = session_of(play, "ADMIN")
    options = {"report": "App Downloads Standard", "becomes": "App Downloads (Standard) 2"}
    play.simulator.play("report_renamed", options=options)
    app = session.apps()[0].id
    with pytest.raises(Missing) as caught:
        list(session.available(report(DOWNLOADS), app, TODAY))
    assert caught.value.is_issue
    assert "does not name “App Downloads Standard”" in caught.value.sentence
    assert "App Downloads (Standard) 2" in caught.value.sentence
    assert list(session.available(report("app_crashes"), app, TODAY))


def test_no_segments_is_missing_and_not_no_rows(play, tmp_path):
    session = session_of(play, "ADMIN")
    play.simulator.play("empty_segments", count=1)
    with pytest.raises(Missing, match="not filled it yet") as caught:
        fetch_downloads(session, tmp_path)
    assert not caught.value.is_issue
    assert rows_of(play, fetch_downloads(session, tmp_path))


@pytest.mark.parametrize(
    "shape",
    ["columns_reordered", "columns_added", "thousands_separators", "comma_separated",
     "byte_order_mark", "segments_reordered"],
)  # fmt: skip
def test_the_same_rows_come_out_of_every_shape(play, tmp_path, shape):
    session = session_of(play, "ADMIN")
    (plain := tmp_path / "plain").mkdir()
    (odd := tmp_path / "odd").mkdir()
    wanted = sorted(rows_of(play, fetch_downloads(session, plain)), key=repr)
    play.simulator.play(shape)
    assert sorted(rows_of(play, fetch_downloads(session, odd)), key=repr) == wanted


def test_an_empty_report_has_no_rows(play, tmp_path):
    session = session_of(play, "ADMIN")
    play.simulator.play("empty_report")
    assert rows_of(play, fetch_downloads(session, tmp_path)) == []


def test_garbage_is_an_error_that_names_the_part(play, tmp_path):
    session = session_of(play, "ADMIN")
    play.simulator.play("garbage", count=9)
    fetched = fetch_downloads(session, tmp_path)
    with pytest.raises(NotUnderstood) as caught:
        rows_of(play, fetched)
    assert caught.value.file in {part.name for part in fetched.parts}
