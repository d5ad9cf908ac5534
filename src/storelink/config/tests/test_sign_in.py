import pytest

from storelink.config.sign_in import sign_up, single_sign_on
from storelink.domain.errors import Misconfigured


def test_open_sign_up_wants_a_mail_server():
    assert sign_up("", "") == "invitation"
    assert sign_up("Open", "mail.example.org") == "open"
    for given, server in (("open", ""), ("anybody", "mail.example.org")):
        with pytest.raises(Misconfigured):
            sign_up(given, server)


def test_single_sign_on_wants_a_client_id():
    assert single_sign_on("", "x", client_id="", client_secret="") == {}
    with pytest.raises(Misconfigured, match="CLIENT_ID"):
        single_sign_on("https://issuer.example.org", "x", client_id="", client_secret="")
