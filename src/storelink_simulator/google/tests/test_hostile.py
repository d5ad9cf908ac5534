"""Whatever is sent, an answer comes in the service's own form, and never a trace of the inside."""

import contextlib
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storelink_simulator.google.bucket.fields import mask_of
from storelink_simulator.google.bucket.pages import glob_pattern
from storelink_simulator.google.errors import Refused
from storelink_simulator.google.play.review_ids import day_and_number
from storelink_simulator.google.tests.playing import PACKAGE, PUBLISHER, REPORTING

SHORT = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(st.text(alphabet="ab(),/*x ", max_size=40))
def test_fields_are_read_or_refused(text):
    with contextlib.suppress(Refused):
        assert mask_of(text).applied({"a": 1}) in ({}, {"a": 1})


@given(st.text(alphabet="ab*?[]{},\\/", max_size=30))
def test_globs_are_read_or_refused(text):
    with contextlib.suppress(Refused):
        assert isinstance(glob_pattern(text), re.Pattern)


@given(st.text(max_size=60))
def test_an_id_is_known_or_unknown(text):
    assert day_and_number(1, PACKAGE, text) is None


@SHORT
@given(token=st.text(max_size=20), start=st.text(max_size=10), size=st.text(max_size=6))
def test_listings_never_break(google, token, start, size):
    answer = google.get(
        f"/storage/v1/b/{google.bucket}/o",
        pageToken=token,
        startOffset=start,
        maxResults=size,
        prefix="sales/",
        fields="nextPageToken,items/name",
    )
    assert answer.status_code in (200, 400)
    assert answer.headers["content-type"].startswith("application/json")


@pytest.mark.parametrize(
    "path",
    [
        "/storage/v1/",
        "/storage/v1/b",
        "/storage/v1/b//o",
        "/storage/v1/b/x/o/y/z",
        "/storage/v1/b/..%2f..%2fetc/o/passwd",
        "/androidpublisher/v3/",
        "/androidpublisher/v3/applications",
        "/androidpublisher/v3/applications/%00/reviews",
        "/androidpublisher/v3/developers/1/users/2/grants",
        "/v1beta1/",
        "/v1beta1/apps",
        "/v1beta1/apps/%F0%9F%98%80/crashRateMetricSet",
        "/v1beta1/apps:query",
    ],
)
def test_strange_paths_are_answered_in_json(google, path):
    scope = PUBLISHER if "publisher" in path else REPORTING if "beta" in path else None
    answer = google.get(path, scope) if scope else google.get(path)
    assert 400 <= answer.status_code < 500
    assert answer.json()["error"]["code"] == answer.status_code


@pytest.mark.parametrize("body", [b"[]", b"{", b"\xff", b'{"replyText": {"a": 1}}', b""])
def test_strange_bodies_are_invalid(google, body):
    review = google.get(f"/androidpublisher/v3/applications/{PACKAGE}/reviews", PUBLISHER).json()[
        "reviews"
    ][0]["reviewId"]
    answer = google.client.post(
        f"/androidpublisher/v3/applications/{PACKAGE}/reviews/{review}:reply",
        content=body,
        headers={"Authorization": f"Bearer {google.token(PUBLISHER)}"},
    )
    assert answer.status_code == 400


@pytest.mark.parametrize("door", ["keys/x", "rewrites", "nothing"])
def test_the_admin_address_says_what_it_knows(google, door):
    answer = google.client.get(f"/_simulator/google-{door}")
    assert answer.status_code == 404
    assert "GET /_simulator/google-keys" in answer.json()["doors"]


@pytest.mark.parametrize(
    "body", [{}, {"month": "soon"}, {"month": "2026-09", "factor": -1}, {"month": 7, "x": 1}]
)
def test_a_wrong_rewrite_is_refused(google, body):
    answer = google.client.post("/_simulator/google-rewrites", json=body)
    assert answer.status_code == 400
    assert answer.json()["error"]
