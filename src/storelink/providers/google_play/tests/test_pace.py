"""Google's quotas: a refusal for haste holds all threads back, and only where it was met."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from storelink.domain.errors import Busy
from storelink.domain.waiting import Rest
from storelink.providers.apps_in_part import AppsInPart
from storelink.providers.google_play import client as google
from storelink.providers.google_play.tests.files import APP
from storelink.providers.google_play.tests.test_files import TODAY, report
from storelink.providers.tests.resting import Resting


@pytest.fixture
def limited(desk, monkeypatch):
    """A session with a limiter, and hardly any wait for a refusal to pass."""
    monkeypatch.setattr(google, "_SLOWED_WAITS_SECONDS", (0.01, 0.01))
    session = desk.session()
    session.client.http.limiter = Resting()
    return session


def vitals(session):
    return list(session.available(report("crash_rate_country"), APP, TODAY))


def test_of_many_threads_few_are_refused(desk, limited):
    desk.refuse("apps:search", 429, "rateLimitExceeded", "quota", "RESOURCE_EXHAUSTED")

    def look(_):
        with pytest.raises(Busy):
            vitals(limited)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(look, range(40)))
    assert sum(path.endswith("apps:search") for path in desk.paths()) <= 8


@pytest.mark.parametrize(
    ("status", "code"),
    [(429, "RESOURCE_EXHAUSTED"), (403, "quotaExceeded"), (403, "userRateLimitExceeded"),
     (403, "dailyLimitExceeded")],
)  # fmt: skip
def test_a_quota_of_one_service_rests_that_service_and_no_other(desk, limited, status, code):
    desk.refuse("apps:search", status, code, "quota", code)
    with pytest.raises(Busy) as refused:
        vitals(limited)
    assert refused.value.part == "reporting"
    [(wait, why, part)] = limited.client.http.limiter.rests
    assert (why, part) == (Rest.SLOWED_DOWN, "reporting")
    assert wait == (timedelta(hours=1) if code == "dailyLimitExceeded" else None)
    assert list(limited.available(report("installs_country"), APP, TODAY)) == []


def test_the_list_of_apps_stays_as_it_is_while_titles_are_not_to_be_had(desk, limited):
    desk.refuse("apps:search", 403, "dailyLimitExceeded", "quota", "dailyLimitExceeded")
    with pytest.raises(AppsInPart):
        limited.apps()


def test_a_missing_permission_is_no_quota(desk, limited):
    desk.refuse("apps:search", 403, "forbidden", "The caller does not have permission")
    with pytest.raises(Exception, match="View app information"):
        vitals(limited)
    assert limited.client.http.limiter.rests == []
