import pytest
from hypothesis import given
from hypothesis import strategies as st

from storelink.domain.errors import Unexpected
from storelink.providers.addresses import Destination, destination_of

API = "https://api.store.example"
HOSTS = (".storage.example", "files.example")


@pytest.mark.parametrize(
    "url", [f"{API}/v1/apps?cursor=x", "https://API.store.example:443/v1", f"{API}./v1"]
)
def test_the_providers_own_endpoint_may_see_a_token(url):
    assert destination_of(url, [API], HOSTS) is Destination.ENDPOINT


@pytest.mark.parametrize(
    "url",
    ["https://bucket.storage.example/a?X=1", "https://files.example/a", "https://files.example./a"],
)
def test_named_hosts_are_for_downloads(url):
    assert destination_of(url, [API], HOSTS) is Destination.DOWNLOAD


@pytest.mark.parametrize(
    "url",
    [
        "http://bucket.storage.example/a",
        "https://bucket.storage.example:8443/a",
        "https://evil.example/a",
        "https://evilstorage.example/a",
        "https://storage.example/a",
        "https://bucket.storage.example.evil.example/a",
        "https://127.0.0.1/a",
        "https://[::1]/a",
        "https://169.254.169.254/latest/meta-data",
        "https://2130706433/a",
        "https://0x7f.1/a",
        "https://localhost/a",
        "https://user:secret@bucket.storage.example/a",
        "https://bucket.storage.example\\@evil.example/a",
        "https://bucket.storage.example\n.evil.example/a",
        "http://api.store.example/v1",
        "https://api.store.example:8080/v1",
        "ftp://files.example/a",
        "file:///etc/passwd",
        "//files.example/a",
        "/v1/apps",
        "https://files.example:99999/a",
        "",
    ],
)
def test_no_other_place_is_reached(url):
    with pytest.raises(Unexpected) as caught:
        destination_of(url, [API], HOSTS)
    assert caught.value.reason == "address_refused"


def test_this_machine_is_reached_only_where_it_is_the_endpoint_itself():
    simulator = "http://127.0.0.1:8123"
    assert destination_of(f"{simulator}/v1", [simulator], HOSTS) is Destination.ENDPOINT
    with pytest.raises(Unexpected):
        destination_of("http://127.0.0.1:8124/v1", [simulator], HOSTS)


@given(st.text(max_size=60))
def test_any_text_is_a_destination_or_refused(text):
    for url in (text, f"https://{text}", f"https://{text}.storage.example/"):
        try:
            kind = destination_of(url, [API], HOSTS)
        except Unexpected:
            continue
        assert kind is Destination.DOWNLOAD


def test_what_is_refused_is_told_without_its_query():
    with pytest.raises(Unexpected) as caught:
        destination_of("https://evil.example/a?Signature=abcdef", [API], HOSTS)
    assert "abcdef" not in str(caught.value) + caught.value.detail
