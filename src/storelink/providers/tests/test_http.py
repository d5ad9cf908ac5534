"""The polite client's own rules, with a transport that is played."""

import hashlib
from datetime import timedelta

import httpx
import pytest

from storelink.domain.errors import Busy, Unexpected
from storelink.providers.downloads import download
from storelink.providers.http import PoliteClient

API = "https://api.store.example"
TOKEN = {"Authorization": "Bearer SECRETSECRET"}


class Limits:
    def __init__(self):
        self.acquired = 0

    def acquire(self):
        self.acquired += 1

    def check(self, part=""):
        raise NotImplementedError

    def learn(self, per_hour):
        raise NotImplementedError

    def rest(self, wait, why, part=""):
        raise NotImplementedError


@pytest.fixture
def store():
    """Answers in turn, the last one over and over, and what was asked."""
    return Store()


class Store:
    def __init__(self):
        self.answers = []
        self.asked = []
        self.pauses = []
        self.calls = []
        self.limits = Limits()

    def client(self, *answers, **options):
        self.answers = list(answers)
        return PoliteClient(
            "store", {"api": API}, (".storage.example",), self.limits, self.calls.append,
            httpx.MockTransport(self._answer), pause=self.pauses.append, **options,
        )  # fmt: skip

    def _answer(self, request):
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_an_answer_comes_back_whole(store):
    with store.client(httpx.Response(200, json={"a": 1})) as http:
        assert http.request("GET", http.url("api", "/v1/apps")).json() == {"a": 1}
    assert [(c.method, c.host, c.path, c.status) for c in store.calls] == [
        ("GET", "api.store.example", "/v1/apps", 200)
    ]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 429])
def test_refusals_are_for_the_provider_to_understand(store, status):
    with store.client(httpx.Response(status)) as http:
        assert http.request("GET", API).status_code == status
    assert len(store.asked) == 1


@pytest.mark.parametrize(
    "trouble",
    [httpx.Response(502), httpx.ConnectTimeout("t"), httpx.ReadTimeout("t"), httpx.ReadError("r")],
)
def test_reading_is_tried_again_a_few_times(store, trouble):
    with store.client(trouble, trouble, httpx.Response(200, text="ok")) as http:
        assert http.request("GET", API).text == "ok"
    assert len(store.pauses) == 2
    assert store.limits.acquired == len(store.calls) == 3


@pytest.mark.parametrize("trouble", [httpx.Response(503), httpx.ConnectError("x")])
def test_then_the_store_is_busy(store, trouble):
    with store.client(trouble) as http, pytest.raises(Busy):
        http.request("GET", API)
    assert len(store.asked) == 3


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_writing_is_never_repeated(store, method):
    with store.client(httpx.Response(502)) as http, pytest.raises(Busy):
        http.request(method, API)
    assert len(store.asked) == 1


def test_a_long_wait_that_the_store_asks_for_is_handed_on_and_not_slept(store):
    answer = httpx.Response(503, headers={"Retry-After": "600"})
    with store.client(answer) as http, pytest.raises(Busy) as caught:
        http.request("GET", API)
    assert caught.value.wait == timedelta(minutes=10)
    assert store.pauses == []


def test_redirects_are_not_followed(store):
    away = httpx.Response(302, headers={"Location": "https://evil.example/"})
    with store.client(away) as http, pytest.raises(Unexpected, match="redirect"):
        http.request("GET", API, headers=TOKEN)
    assert len(store.asked) == 1


def test_nothing_is_sent_to_an_address_that_is_not_the_providers(store):
    with store.client(httpx.Response(200)) as http, pytest.raises(Unexpected):
        http.request("GET", "https://evil.example/", headers=TOKEN)
    assert store.asked == []


def test_a_token_is_never_sent_to_a_host_of_files(store):
    with store.client(httpx.Response(200)) as http, pytest.raises(ValueError, match="token"):
        http.request("GET", "https://a.storage.example/", headers=TOKEN)
    assert store.asked == []


def test_files_from_elsewhere_do_not_count_against_the_stores_limit(store, tmp_path):
    with store.client(httpx.Response(200, stream=httpx.ByteStream(b"x"))) as http:
        download(http, "https://a.storage.example/f", tmp_path / "f")
    assert store.limits.acquired == 0


def test_an_answer_that_is_too_large_is_not_read(store):
    answer = httpx.Response(200, content=b"x" * 2000)
    with store.client(answer) as http, pytest.raises(Unexpected, match="larger"):
        http.request("GET", API, max_bytes=1000)


def test_cookies_are_not_kept(store):
    with store.client(httpx.Response(200, headers={"Set-Cookie": "a=1"})) as http:
        http.request("GET", API)
        http.request("GET", API)
    assert "cookie" not in store.asked[1].headers


def test_errors_show_neither_token_nor_query(store):
    trouble = httpx.ConnectError(f"no route to {API}/?sig=SECRETSECRET")
    with store.client(trouble) as http, pytest.raises(Busy) as caught:
        http.request("GET", f"{API}/?sig=SECRETSECRET", headers=TOKEN)
    assert "SECRETSECRET" not in caught.value.detail + repr(http)
    assert caught.value.__cause__ is None


def test_a_download_is_written_as_sent_with_its_checksum(store, tmp_path):
    body = httpx.ByteStream(b"\x1f\x8b raw")
    sent = httpx.Response(200, stream=body, headers={"Content-Encoding": "gzip"})
    with store.client(sent) as http:
        got = download(http, API, tmp_path / "f")
    assert (tmp_path / "f").read_bytes() == b"\x1f\x8b raw"
    assert (got.status, got.size, got.head) == (200, 6, b"\x1f\x8b raw")
    assert got.md5 == hashlib.md5(b"\x1f\x8b raw").hexdigest()


def test_a_download_that_is_refused_writes_nothing(store, tmp_path):
    with store.client(httpx.Response(403, text="expired")) as http:
        got = download(http, API, tmp_path / "f")
    assert (got.status, got.head) == (403, b"expired")
    assert list(tmp_path.iterdir()) == []


def test_half_a_download_is_not_left_behind(store, tmp_path):
    answer = httpx.Response(200, stream=httpx.ByteStream(b"x" * 2000))
    with store.client(answer) as http, pytest.raises(Unexpected, match="larger"):
        download(http, API, tmp_path / "f", max_bytes=1000)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("status", "headers"), [(302, {"Location": "https://evil.example/"}), (500, {}), (503, {})]
)
def test_an_answer_can_be_wanted_as_it_is_and_is_asked_for_once(store, status, headers):
    with store.client(httpx.Response(status, headers=headers, text="told")) as http:
        answer = http.request("GET", API + "/logout", as_is=True)
    assert (answer.status_code, answer.text) == (status, "told")
    assert len(store.asked) == 1
    assert store.asked[0].url.host == "api.store.example"


def test_a_header_in_any_alphabet_does_no_harm(store):
    answer = httpx.Response(200, headers=[(b"Server", "Ünïx".encode())], json={"a": 1})
    with store.client(answer) as http:
        assert http.request("GET", API + "/v1").json() == {"a": 1}
