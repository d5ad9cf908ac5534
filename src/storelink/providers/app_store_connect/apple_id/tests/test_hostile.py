"""What a service that means harm, or is unlucky, could send: played by a transport."""

import base64
import json

import httpx
import pytest

from storelink.domain.errors import Busy, Unexpected
from storelink.providers.app_store_connect import provider
from storelink.providers.app_store_connect.apple_id.tests.person import KIND
from storelink.providers.contract import Ask
from storelink.providers.http import PoliteClient

TYPED = {"email": "a@b.example", "password": "secret"}
WHOLE = base64.b64encode(b"\x01" * 256).decode()
SHORT = base64.b64encode(b"\x00" + b"\x01" * 255).decode()
OFFER = {"iteration": 2, "salt": base64.b64encode(b"\0salt").decode(), "protocol": "s2k",
         "b": WHOLE, "c": "d-1"}  # fmt: skip
REFUSED = httpx.Response(401, json={"serviceErrors": [{"code": "-20101", "message": "No"}]})


class Service:
    """Answers by the end of the path; the last answer of a list over and over."""

    def __init__(self, **answers):
        self.answers = {
            "logout": [httpx.Response(404)],
            "federate": [httpx.Response(404)],
            "init": [httpx.Response(200, json=OFFER)],
            "signin": [httpx.Response(200)],
            "complete": [REFUSED],
            **answers,
        }
        self.asked = []
        transport = httpx.MockTransport(self._answer)
        self.http = PoliteClient("app_store_connect", provider.endpoints, transport=transport)

    def _answer(self, request):
        name = request.url.path.rpartition("/")[2]
        self.asked.append((name, request))
        known = self.answers[name]
        return known.pop(0) if len(known) > 1 else known[0]

    def count(self, name):
        return sum(each == name for each, _ in self.asked)

    def sign_in(self):
        with self.http:
            return provider.connect(KIND, None, TYPED, self.http)


def offer(**changes):
    return httpx.Response(200, json={**OFFER, **changes})


CHALLENGE = httpx.Response(409, json={"authType": "hsa2"}, headers={"scnt": "1"})
PHONES = [{"id": 1, "numberWithDialCode": "••01"}, {"id": 2, "numberWithDialCode": "••02"}]


def test_a_text_that_apple_sent_by_itself_is_not_made_void_by_another():
    state = {"trustedPhoneNumbers": PHONES, "phoneNumber": {"id": 2}}
    service = Service(complete=[CHALLENGE], auth=[httpx.Response(201, json=state)])
    step = service.sign_in()
    assert step.state["sent_by"] == "2"
    assert service.asked[-1][0] == "auth"


def test_no_phone_and_no_device_is_said():
    service = Service(
        complete=[CHALLENGE], auth=[httpx.Response(200, json={"noTrustedDevices": True})]
    )
    assert service.sign_in().reason == "no_phone"


def test_what_is_sent_tells_no_password():
    service = Service()
    assert isinstance(service.sign_in(), Ask)
    sent = [request.content for _, request in service.asked]
    assert not any(b"secret" in content for content in sent)
    body = json.loads(service.asked[-1][1].content)
    assert set(body) == {"accountName", "c", "m1", "m2", "rememberMe"}
    assert body["c"] == "d-1"


def test_calls_without_a_body_name_no_content_type():
    service = Service()
    service.sign_in()
    for _, request in service.asked:
        assert ("content-type" in request.headers) == bool(request.content)


def test_a_short_number_begins_anew_before_the_password_is_tried():
    service = Service(init=[offer(b=SHORT), offer(b=SHORT), offer()])
    service.sign_in()
    assert service.count("init") == 3
    assert service.count("complete") == 1


def test_short_numbers_without_end_are_gone_on_with():
    service = Service(init=[offer(b=SHORT)])
    service.sign_in()
    assert service.count("init") == 3
    assert service.count("complete") == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"iteration": 10**9},
        {"iteration": 0},
        {"iteration": "20000"},
        {"salt": ""},
        {"salt": "not base64!"},
        {"salt": base64.b64encode(b"x" * 5000).decode()},
        {"b": ""},
        {"b": base64.b64encode(b"\x01" * 300).decode()},
        {"b": base64.b64encode(b"\0" * 256).decode()},
        {"protocol": "plain"},
    ],
)
def test_an_offer_that_is_none_is_not_gone_on_with(changes):
    service = Service(init=[offer(**changes)])
    with pytest.raises(Unexpected):
        service.sign_in()
    assert service.count("complete") == 0


@pytest.mark.parametrize("bits", ["60", "-1", "many", "999999999999"])
def test_work_for_hours_is_not_done(bits):
    headers = {"X-Apple-HC-Bits": bits, "X-Apple-HC-Challenge": "ab" * 16}
    service = Service(signin=[httpx.Response(200, headers=headers)])
    with pytest.raises(Unexpected):
        service.sign_in()
    assert service.count("complete") == 0


@pytest.mark.parametrize("status", [302, 429, 502, 503])
def test_a_failure_of_the_one_attempt_is_not_tried_again(status):
    answer = httpx.Response(status, headers={"Location": "https://evil.example/"})
    service = Service(complete=[answer])
    with pytest.raises(Busy):
        service.sign_in()
    assert service.count("complete") == 1
    assert {request.url.host for _, request in service.asked} == {
        "idmsa.apple.com", "appstoreconnect.apple.com",
    }  # fmt: skip


@pytest.mark.parametrize(
    "location",
    [
        "https://evil.example/appleauth/signout?widgetKey=" + "a" * 32,
        "http://idmsa.apple.com/appleauth/signout?widgetKey=" + "a" * 32,
        "https://idmsa.apple.com/elsewhere?widgetKey=" + "a" * 32,
        "https://idmsa.apple.com/appleauth/signout?widgetKey=" + "a" * 32 + "&widgetKey=b",
        "https://idmsa.apple.com/appleauth/signout?widgetKey=%0d%0aX",
        "https://[idmsa.apple.com/appleauth/signout",
        "",
    ],
)
def test_a_key_from_elsewhere_is_not_believed(location):
    service = Service(logout=[httpx.Response(302, headers={"Location": location})])
    service.sign_in()
    assert service.asked[1][1].headers["X-Apple-Widget-Key"].startswith("e0b80c3bf785")


def test_the_key_that_apple_names_is_used_and_asked_for_without_cookies():
    location = "https://idmsa.apple.com/appleauth/signout?widgetKey=" + "a" * 32
    service = Service(logout=[httpx.Response(302, headers={"Location": location})])
    service.sign_in()
    assert service.asked[1][1].headers["X-Apple-Widget-Key"] == "a" * 32
    name, request = service.asked[0]
    assert (name, request.method) == ("logout", "HEAD")
    assert "cookie" not in request.headers


@pytest.mark.parametrize("value", ["é", "x" * 9000, ""])
def test_a_header_that_cannot_go_back_does_not(value):
    headers = [(b"scnt", value.encode())]
    service = Service(init=[httpx.Response(200, json=OFFER, headers=headers)])
    assert isinstance(service.sign_in(), Ask)
    assert "scnt" not in service.asked[-1][1].headers
