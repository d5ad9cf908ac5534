"""Whatever is sent, the answer is an error that a client can read, never a broken server."""

from __future__ import annotations

from functools import cache
from urllib.parse import quote

from hypothesis import example, given, settings
from hypothesis import strategies as st
from werkzeug.test import Client

from storelink_simulator.application import Application
from storelink_simulator.settings import Settings
from storelink_simulator.tests.playing import signed

PATHS = (
    "/v1/apps",
    "/v1/apps/1482093311/customerReviews",
    "/v1/salesReports",
    "/v1/financeReports",
    "/v1/analyticsReportRequests/{}/reports",
    "/v1/analyticsReports/{}/instances",
    "/v1/analyticsReportInstances/{}/segments",
    "/v1/analyticsReportSegments/{}",
    "/v1/{}",
    "/asc-analytics-reports/reports/{}",
    "/_simulator/truth?metric=redownloads",
    "/_simulator/{}",
)
NAMES = (
    "limit", "cursor", "sort", "filter[rating]", "filter[reportDate]", "filter[frequency]",
    "filter[name]", "filter[processingDate]", "from", "by", "since", "X-Amz-Signature",
)  # fmt: skip
CLIENT = Client(Application(Settings(app_count=2)))


@cache
def token() -> str:
    document = CLIENT.get("/_simulator/keys").json
    assert document is not None
    return signed(document["keys"][0])


@settings(max_examples=150)
@given(
    st.sampled_from(PATHS),
    st.text(max_size=30),
    st.dictionaries(st.sampled_from(NAMES), st.text(max_size=30), max_size=3),
    st.booleans(),
)
@example("/asc-analytics-reports/reports/{}", "", {"X-Amz-Signature": "\x80"}, False)
def test_no_question_breaks_it(
    path: str, inside: str, query: dict[str, str], has_token: bool
) -> None:
    headers = {"Authorization": f"Bearer {token()}"} if has_token else {}
    path, _, fixed = path.partition("?")
    asked = {**query, **dict([fixed.split("=")] if fixed else [])}
    answer = CLIENT.get(path.format(quote(inside)), query_string=asked, headers=headers)
    assert answer.status_code < 500


@settings(max_examples=60)
@given(st.binary(max_size=200), st.sampled_from(["clock", "scenarios", "reset"]))
def test_no_body_breaks_the_admin_address(body: bytes, door: str) -> None:
    answer = CLIENT.post(f"/_simulator/{door}", data=body)
    assert answer.status_code in (200, 201, 400)


@settings(max_examples=60)
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5))
def test_no_value_breaks_the_admin_address(value: object) -> None:
    for name in ("days", "set", "rate"):
        assert CLIENT.post("/_simulator/clock", json={name: value}).status_code in (200, 400)
    for name in ("name", "key", "count", "options"):
        body = {"name": "slow", name: value}
        assert CLIENT.post("/_simulator/scenarios", json=body).status_code in (201, 400)
    CLIENT.delete("/_simulator/scenarios")


@settings(max_examples=100)
@given(st.text(max_size=80))
def test_no_header_opens_it(header: str) -> None:
    text = header.encode("latin-1", "replace").decode("latin-1")
    clean = "".join(letter for letter in text if letter not in "\r\n\x00")
    answer = CLIENT.get("/v1/apps", headers={"Authorization": f"Bearer {clean}"})
    assert answer.status_code == 401
