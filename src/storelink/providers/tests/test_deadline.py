"""No answer of a store can hold a call for ever. Over real sockets; each server closes by itself
after a while, so that a call without a deadline ends as “unreachable”, not as “timed out”. How long
a call really took is of no matter here. Each provider's own tests try its own clients."""

import httpx
import pytest

from storelink.domain.errors import Busy
from storelink.providers.deadline import Deadline, keep_deadlines, within
from storelink.providers.downloads import download
from storelink.providers.tests.hostile_server import (
    SHORT_SECONDS,
    WAYS,
    held_by,
    hostile,
    http_of,
    never_reads,
    silent,
    slow_headers,
)

CALLS = {
    "a request": lambda http, _: http.request("GET", http.url("api", "/x")),
    "a file": lambda http, path: download(http, http.url("api", "/x"), path),
}


@pytest.mark.parametrize("play", WAYS, ids=lambda play: play.__name__)
@pytest.mark.parametrize("call", CALLS)
def test_no_way_of_not_ending_outlives_the_deadline(call, play, tmp_path):
    held_by(play, ("api",), lambda http: CALLS[call](http, tmp_path / "file"))
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_does_not_read_is_not_waited_for():
    with hostile(never_reads) as server, http_of(server.address, "api") as http:
        with pytest.raises(Busy) as caught:
            http.request("POST", http.url("api", "/"), content=b"x" * (32 << 20))
        assert caught.value.reason == "timed_out"


def test_a_server_that_never_shakes_hands_is_not_waited_for():
    with hostile(silent) as server:
        address = server.address.replace("http:", "https:")
        with http_of(address, "api") as http, pytest.raises(Busy) as caught:
            http.request("GET", http.url("api", "/"))
    assert caught.value.reason == "timed_out"


def test_further_tries_share_the_deadline():
    """Three tries of a store that hangs take no longer than one."""
    calls = []
    with (
        hostile(slow_headers) as server,
        http_of(server.address, "api", on_call=calls.append) as http,
        pytest.raises(Busy),
    ):
        http.request("GET", http.url("api", "/"))
    assert len(calls) == 1


def test_connections_through_a_proxy_obey_it_too():
    with hostile(slow_headers) as server, httpx.Client(proxy=server.address) as client:
        keep_deadlines(client)
        with within(Deadline(SHORT_SECONDS)), pytest.raises(httpx.ReadTimeout):
            client.get("http://api.store.example/")


def test_a_file_earns_time_as_it_comes_and_no_more_than_there_is(monkeypatch):
    monkeypatch.setattr("storelink.providers.deadline.time.monotonic", lambda: 100.0)
    deadline = Deadline(10.0, floor_bytes_a_second=100.0, at_most_seconds=60.0)
    deadline.begin()
    deadline.received(1000)
    assert deadline.left_seconds == 20.0
    deadline.received(1_000_000)
    assert deadline.left_seconds == 60.0
