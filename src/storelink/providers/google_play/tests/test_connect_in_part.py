"""Connecting with what works: one of Google's services fails, or the money lies in a twin."""

import json

import pytest

from storelink.domain.errors import Busy, NeedsPermission
from storelink.providers.apps_in_part import AppsInPart
from storelink.providers.contract import Connected, Light
from storelink.providers.google_play.access import from_secret
from storelink.providers.google_play.session import open_session
from storelink.providers.google_play.tests.desk import BUCKET
from storelink.providers.google_play.tests.files import APP
from storelink.providers.google_play.tests.test_connect import connected
from storelink.providers.google_play.tests.test_files import TODAY, report

BUSY = {"/o stats/": "bucket", "apps:search": "reporting_api", "/applications/": "publisher_api"}


@pytest.mark.parametrize("path", BUSY)
def test_where_google_fails_at_one_the_others_connect(desk, path):
    desk.put("sales/salesreport_202609.zip", b"money")
    desk.refuse(path, 500, "backendError", "Backend Error")
    step = connected(desk)
    assert isinstance(step, Connected), step
    told = json.loads(json.dumps(step.facts))["doors"]
    assert {name for name, light in told.items() if light == "amber"} >= {BUSY[path]}
    assert "green" in told.values()
    check = desk.session().check()
    amber = [door.sentence for door in check.doors if door.light is Light.AMBER]
    assert any("isn’t answering right now" in sentence for sentence in amber)


def test_where_google_fails_at_everything_nothing_is_connected(desk):
    desk.refuse("/", 500, "backendError", "Backend Error")
    with pytest.raises(Busy):
        connected(desk)


def test_apps_are_told_as_far_as_known_where_google_fails_at_one_list(desk):
    desk.refuse("apps:search", 500, "backendError", "Backend Error")
    with pytest.raises(AppsInPart) as caught:
        desk.session().apps()
    assert [app.id for app in caught.value.apps] == [APP]


TWIN = BUCKET.replace("_rev_", "_")


@pytest.mark.parametrize("typed", [BUCKET, TWIN, BUCKET.rpartition("_")[2]])
def test_statistics_and_money_may_lie_in_twins(desk, typed):
    """https://github.com/tamtom/play-console-cli/issues/117"""
    desk.put("sales/salesreport_202609.zip", b"money", bucket=TWIN)
    step = connected(desk, buckets=typed)
    assert isinstance(step, Connected)
    assert step.account_id == "01234567890123456789"
    assert set(from_secret(step.secret).buckets) == {BUCKET, TWIN}
    assert json.loads(json.dumps(step.facts))["doors"]["financial_reports"] == "green"


def test_a_twin_that_opens_later_is_used_from_then_on(desk):
    step = connected(desk)
    assert from_secret(step.secret).buckets == (BUCKET,)
    desk.put("sales/salesreport_202609.zip", b"money", bucket=TWIN)
    session = open_session(step.secret, desk.client())
    assert list(session.available(report("sales"), "", TODAY))
    assert session.check().facts["buckets"] == [BUCKET, TWIN]


def test_money_that_a_twin_refuses_is_not_no_money(desk):
    desk.put("earnings/earnings_202609.zip", b"money", bucket=TWIN)
    desk.forbid(f"{TWIN}/o earnings/")
    with pytest.raises(NeedsPermission, match="View financial data"):
        list(desk.session().available(report("earnings"), "", TODAY))
