"""The hour's requests: what Apple tells of them is obeyed, by every thread, before it refuses."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest

from storelink.domain.errors import Busy
from storelink.domain.waiting import Rest
from storelink.providers.app_store_connect.tests.stage import fetch_sales, session_of
from storelink.providers.tests.resting import Resting


@pytest.fixture
def told(play):
    """A session whose store answers with a header of limits, and what it was asked."""

    def opened(limits, status=200, **more):
        session, asked, lock = session_of(play, "ADMIN"), [], threading.Lock()

        def answer(request):
            with lock:
                asked.append(request.url.path)
            headers = {"X-Rate-Limit": limits, **more}
            content = {"data": []} if status == 200 else {"errors": [{"status": "429"}]}
            return httpx.Response(status, json=content, headers=headers)

        http = session.client.http
        http.close()
        http.transport, http.limiter = httpx.MockTransport(answer), Resting()
        return session, http.limiter, asked

    return opened


def test_before_the_hour_is_used_up_it_rests(told):
    session, limiter, _ = told("user-hour-lim:3600;user-hour-rem:60;")
    assert session.apps() == ()
    assert limiter.rests == [(None, Rest.HOUR_USED_UP, "")]
    with pytest.raises(Busy):
        session.apps()


@pytest.mark.parametrize(
    "limits",
    ["", "user-hour-lim:3600;user-hour-rem:900;", "user-hour-rem:0;", "user-hour-lim:0;", "a:b;;"],
)
def test_as_long_as_there_is_enough_or_nothing_is_told_it_goes_on(told, limits):
    session, limiter, _ = told(limits)
    session.apps()
    assert limiter.rests == []


def test_the_minute_is_obeyed_too(told):
    session, limiter, _ = told("user-hour-lim:3600;user-hour-rem:900;user-minute-rem:0;")
    session.apps()
    assert limiter.rests == [(timedelta(minutes=1), Rest.SLOWED_DOWN, "")]


def test_a_refusal_rests_as_long_as_apple_says(told):
    session, limiter, _ = told(
        "user-hour-lim:3600;user-hour-rem:0;", 429, **{"Retry-After": "1740"}
    )
    with pytest.raises(Busy) as refused:
        session.apps()
    assert limiter.rests == [(timedelta(minutes=29), Rest.HOUR_USED_UP, "")]
    assert refused.value.reason == Rest.HOUR_USED_UP
    assert refused.value.wait == timedelta(minutes=29)


def test_a_refusal_that_leaves_the_hour_alone_is_called_what_it_is(told):
    session, _, _ = told("user-hour-lim:3600;user-hour-rem:900;", 429)
    with pytest.raises(Busy) as refused:
        session.apps()
    assert refused.value.reason == Rest.SLOWED_DOWN


def test_of_many_threads_none_goes_on_being_refused(told, tmp_path):
    session, _, asked = told("user-hour-lim:3600;user-hour-rem:0;", 429)

    def fetch(number):
        place = tmp_path / str(number)
        place.mkdir()
        with pytest.raises(Busy):
            fetch_sales(session, place)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(fetch, range(60)))
    assert len(asked) <= 4
