"""How the API is talked to, with answers that the simulator does not give."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storelink.domain.errors import (
    PAGE_INSTEAD,
    Busy,
    IncompleteReason,
    NeedsVerification,
    StoreError,
    Unexpected,
)
from storelink.providers.app_store_connect.client import AppleClient
from storelink.providers.app_store_connect.documents import complaint_of, document_of
from storelink.providers.app_store_connect.keys import ApiKey
from storelink.providers.app_store_connect.tests.test_keys import ISSUER, PEM
from storelink.providers.app_store_connect.tokens import Tokens
from storelink.providers.http import PoliteClient
from storelink.providers.paging import gathered

API = "https://api.appstoreconnect.apple.com"


def client_of(answer):
    http = PoliteClient(
        "app_store_connect", {"api": API}, (".amazonaws.com",),
        transport=httpx.MockTransport(answer), pause=lambda _: None,
    )  # fmt: skip
    return AppleClient(http, Tokens(ApiKey("2X9R4HXF34", PEM, ISSUER)))


def page(ids, next_url=""):
    return httpx.Response(
        200, json={"data": [{"type": "apps", "id": i} for i in ids], "links": {"next": next_url}}
    )


def test_every_page_is_followed():
    pages = {None: page("ab", f"{API}/v1/apps?cursor=2"), "2": page("c")}
    client = client_of(lambda request: pages[request.url.params.get("cursor")])
    assert [each.id for each in client.every("/v1/apps", {})] == ["a", "b", "c"]


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/v1/apps?cursor=2", "https://a.amazonaws.com/v1/apps", "http://127.0.0.1/",
     f"{API}:8443/v1/apps", "javascript:alert(1)"],
)  # fmt: skip
def test_a_page_elsewhere_is_not_followed(elsewhere):
    asked = []

    def answer(request):
        asked.append(request.url.host)
        return page("a", elsewhere)

    found, cut = gathered(client_of(answer).every("/v1/apps", {}))
    assert [each.id for each in found] == ["a"]
    assert cut.why == IncompleteReason.LINK_REFUSED
    assert asked == ["api.appstoreconnect.apple.com"]


def test_a_list_that_goes_in_circles_ends():
    client = client_of(lambda _: page("a", f"{API}/v1/apps?cursor=2"))
    found, cut = gathered(client.every("/v1/apps", {}))
    assert [each.id for each in found] == ["a"]
    assert cut.why == IncompleteReason.REPEATED


def test_a_next_link_that_is_the_page_itself_is_not_asked_for_again():
    asked = []

    def answer(request):
        asked.append(request)
        return page("ab", str(request.url))

    found, cut = gathered(client_of(answer).every("/v1/apps", {}))
    assert [each.id for each in found] == ["a", "b"]
    assert cut.why == IncompleteReason.REPEATED
    assert len(asked) == 1


@pytest.mark.parametrize("odd", [1, {"id": 5}, {"id": "b", "attributes": [1]}, None])
def test_an_object_that_is_none_is_left_out_and_counted(odd):
    body = {"data": [{"id": "a", "attributes": {}}, odd, {"id": "c"}]}
    client = client_of(lambda _: httpx.Response(200, json=body))
    found, cut = gathered(client.every("/v1/apps", {}))
    assert [each.id for each in found] == ["a", "c"]
    assert (cut.why, cut.odd) == (IncompleteReason.ODD_RECORDS, 1)
    assert "1 record of the store could not be understood and was left out" in cut.sentence


def test_a_wrong_clock_is_set_by_apples_and_the_call_repeated():
    apples = datetime.now(UTC) - timedelta(hours=3)
    asked = []

    def answer(request):
        asked.append(request.headers["Authorization"])
        headers = {"Date": format_datetime(apples, usegmt=True)}
        if len(asked) == 1:
            return httpx.Response(401, headers=headers)
        return httpx.Response(200, json={"data": []}, headers=headers)

    client = client_of(answer)
    assert list(client.every("/v1/apps", {})) == []
    assert len(set(asked)) == 2
    assert abs(client.tokens.clock_is_ahead_by - timedelta(hours=3)) < timedelta(minutes=1)


@pytest.mark.parametrize("refusals", [1, 2])
def test_a_passing_refusal_of_a_good_key_is_not_believed(refusals):
    """https://github.com/microsoft/asconnect/issues/8: Apple refuses valid tokens now and then."""
    asked = []

    def answer(request):
        asked.append(request.headers["Authorization"])
        now = {"Date": format_datetime(datetime.now(UTC), usegmt=True)}
        if len(asked) <= refusals:
            return httpx.Response(401, headers=now)
        return httpx.Response(200, json={"data": []}, headers=now)

    assert list(client_of(answer).every("/v1/apps", {})) == []
    assert len(set(asked)) == refusals + 1, "each time with a new token"


def test_a_refused_key_is_not_tried_over_and_over():
    asked = []

    def answer(request):
        asked.append(request)
        now = format_datetime(datetime.now(UTC), usegmt=True)
        return httpx.Response(401, headers={"Date": now})

    with pytest.raises(NeedsVerification):
        list(client_of(answer).every("/v1/apps", {}))
    assert len(asked) == 3


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_apple_calls_revoked_is_said_to_be(status):
    body = {"errors": [{"code": "FORBIDDEN_ERROR", "detail": "The API key was revoked."}]}
    client = client_of(lambda _: httpx.Response(status, json=body))
    with pytest.raises(NeedsVerification) as caught:
        list(client.every("/v1/apps", {}))
    assert caught.value.reason == "key_revoked"


def test_the_deciding_error_need_not_be_the_first():
    codes = ["FORBIDDEN_ERROR", "FORBIDDEN.REQUIRED_AGREEMENTS_MISSING_OR_EXPIRED"]
    body = {"errors": [{"code": code, "status": "403", "title": "t"} for code in codes]}
    with pytest.raises(StoreError) as caught:
        list(client_of(lambda _: httpx.Response(403, json=body)).every("/v1/apps", {}))
    assert caught.value.reason == "agreement_missing"


@pytest.mark.parametrize(
    "body",
    [b"[]", b"{}", b'{"data": 1}', b'{"data": {"id": 5}}'],
)  # fmt: skip
def test_an_answer_of_another_shape_is_not_understood(body):
    with pytest.raises(Unexpected):
        document_of(body, "GET /v1/apps")


@pytest.mark.parametrize("body", [b"", b"<html>", b"[" * 10_000, b'{"data": [{"id": "a"}', b"null"])
def test_a_page_nothing_or_half_an_answer_says_nothing_and_passes(body):
    with pytest.raises(Busy) as caught:
        document_of(body, "GET /v1/apps")
    assert caught.value.reason == PAGE_INSTEAD


def test_an_answer_that_names_nothing_made_is_not_understood():
    client = client_of(lambda _: httpx.Response(201, json={"data": []}))
    with pytest.raises(Unexpected):
        client.post("/v1/analyticsReportRequests", {})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["data", "id", "attributes", "errors", "code", "detail",
                                       "source", "parameter", "links", "next"]), inner, max_size=4),
)  # fmt: skip


@given(JSON)
def test_no_json_breaks_the_reader(said):
    content = json.dumps(said).encode()
    complaint = complaint_of(content)
    assert all(isinstance(code, str) for code in complaint.codes)
    try:
        document = document_of(content, "GET /")
    except (Busy, Unexpected):
        return
    assert all(isinstance(each.id, str) for each in document.resources)
