"""A history that Apple has deleted before it was read here. Two apps, two kinds of key."""

import pytest

from storelink.domain.errors import Missing, NeedsPermission
from storelink.domain.report import Partition
from storelink.providers.app_store_connect.reports.analytics import ANALYTICS_REPORTS
from storelink.providers.app_store_connect.tests.stage import report, session_of
from storelink.providers.app_store_connect.tests.test_session import DOWNLOADS, requests_of
from storelink.providers.tests.simulator import TODAY


def history_of(session, app, loaded=()):
    """What is said of the app's history, after what there is was listed."""
    for one in ANALYTICS_REPORTS:
        list(session.available(one, app, TODAY))
    try:
        session.ask_for_history(app, loaded)
    except (Missing, NeedsPermission) as error:
        return error.reason
    return "there"


def snapshots_asked_for(play):
    return [call.status for call in requests_of(play)]


def test_a_history_that_apple_deleted_unread_is_asked_for_again(play):
    play.simulator.begin_anew(requests="all", snapshots="none")
    first, second = (app.id for app in session_of(play, "ADMIN").apps())
    play.simulator.play("old_snapshot", app=first)
    play.simulator.play("first_files_delayed", options={"hours": 48})
    session = session_of(play, "ADMIN")
    for app in (first, second):
        session.prepare(report(DOWNLOADS), app)
    assert snapshots_asked_for(play) == [201]
    assert history_of(session, first) == "history_asked"
    assert history_of(session, second) == "history_asked"
    assert snapshots_asked_for(play) == [201, 201]
    assert history_of(session_of(play, "ADMIN"), first) == "history_blocked"


def test_a_history_that_was_read_here_is_not_asked_for_again(play):
    play.simulator.begin_anew(requests="all", snapshots="none")
    app = session_of(play, "ADMIN").apps()[0].id
    play.simulator.play("old_snapshot", app=app)
    read = Partition(DOWNLOADS, app, "2026-08-01/snapshot")
    assert history_of(session_of(play, "ADMIN"), app, [read]) == "there"
    assert snapshots_asked_for(play) == []


def test_a_history_that_is_there_is_not_asked_for_again(play):
    session = session_of(play, "ADMIN")
    assert history_of(session, session.apps()[0].id) == "there"
    assert snapshots_asked_for(play) == []


def test_a_smaller_key_says_who_may_ask_for_the_history(play):
    play.simulator.begin_anew(requests="all", snapshots="none")
    session = session_of(play, "SALES")
    app = session.apps()[0].id
    play.simulator.play("old_snapshot", app=app)
    with pytest.raises(NeedsPermission) as caught:
        session.ask_for_history(app, [])
    assert (caught.value.reason, caught.value.missing) == ("admin_needed_once", "Admin")
