"""No call to Google can be held for ever: tokens, storage and both APIs. Over real sockets."""

import pytest

from storelink.providers.google_play import provider
from storelink.providers.google_play.access import Access
from storelink.providers.google_play.client import GoogleClient
from storelink.providers.google_play.refusals import Door
from storelink.providers.google_play.service_key import ServiceKey
from storelink.providers.google_play.tests.files import pem
from storelink.providers.google_play.tokens import STORAGE
from storelink.providers.tests.hostile_server import held_by, slow_body, slow_headers

ACCESS = Access(ServiceKey("a@b.example", "k", pem()), ("bucket",))


def with_token(http):
    client = GoogleClient(http, ACCESS)
    client.tokens.current = lambda scope: "token"
    return client


CALLS = {
    "token": lambda http, _: GoogleClient(http, ACCESS).tokens.current(STORAGE),
    "file": lambda http, path: with_token(http).file(Door.STATISTICS, "/o", {}, path),
    "reviews": lambda http, _: with_token(http).get(Door.PUBLISHER, "/x", {}),
    "vitals": lambda http, _: with_token(http).raw(Door.REPORTING, "POST", "/x", json={}),
}


@pytest.mark.parametrize("play", [slow_headers, slow_body], ids=lambda play: play.__name__)
@pytest.mark.parametrize("call", CALLS)
def test_every_call_obeys_the_deadline(call, play, tmp_path):
    held_by(play, provider.endpoints, lambda http: CALLS[call](http, tmp_path / "file"))
    assert list(tmp_path.iterdir()) == []
