"""No call to Apple can be held for ever: API, files, storage and sign-in. Over real sockets."""

import pytest

from storelink.providers.app_store_connect import provider
from storelink.providers.app_store_connect.apple_id.tests.person import KIND
from storelink.providers.app_store_connect.client import AppleClient, fetch_presigned
from storelink.providers.app_store_connect.keys import ApiKey
from storelink.providers.app_store_connect.tests.test_keys import ISSUER, PEM
from storelink.providers.app_store_connect.tokens import Tokens
from storelink.providers.tests.hostile_server import held_by, slow_body, slow_headers

PERSON = {"email": "mira@example.com", "password": "secret"}


def client(http):
    return AppleClient(http, Tokens(ApiKey("2X9R4HXF34", PEM, ISSUER)))


CALLS = {
    "list": lambda http, _: client(http).first_page("/v1/apps", {}),
    "file": lambda http, path: client(http).file("/v1/salesReports", {}, path),
    "storage": lambda http, path: fetch_presigned(http, http.url("api", "/x"), path),
    "sign-in": lambda http, _: provider.connect(KIND, None, PERSON, http),
}


@pytest.mark.parametrize("play", [slow_headers, slow_body], ids=lambda play: play.__name__)
@pytest.mark.parametrize("call", CALLS)
def test_every_call_obeys_the_deadline(call, play, tmp_path):
    held_by(play, provider.endpoints, lambda http: CALLS[call](http, tmp_path / "file"))
    assert list(tmp_path.iterdir()) == []
