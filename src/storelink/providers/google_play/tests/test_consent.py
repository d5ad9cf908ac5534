"""Connecting by a person's consent at Google."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from storelink.domain.errors import NeedsVerification
from storelink.providers.contract import Ask, Connected
from storelink.providers.google_play.access import from_secret
from storelink.providers.google_play.connect import connect, verify
from storelink.providers.google_play.consent import CUT_SHORT
from storelink.providers.google_play.session import open_session
from storelink.providers.google_play.tests.desk import BUCKET, token_refusal
from storelink.providers.google_play.tests.files import client_file, key_file

BACK = "https://storelink.example/back"


def begin(desk, **changes):
    answer = {"oauth_client": client_file(), "buckets": BUCKET, "return_to": BACK, **changes}
    return connect("oauth", None, answer, desk.client())


def came_back(desk, step, **changes):
    asked = {k: v[0] for k, v in parse_qs(urlsplit(step.visit).query).items()}
    answer = {"state": asked["state"], "code": "4/abc", **changes}
    return connect("oauth", step.state, answer, desk.client())


def test_the_first_step_asks_for_the_client(desk):
    step = connect("oauth", None, {}, desk.client())
    assert {field.name for field in step.fields} >= {"oauth_client", "buckets"}


def test_the_visit_asks_for_lasting_access_and_hides_every_secret(desk):
    step = begin(desk)
    address = urlsplit(step.visit)
    asked = {k: v[0] for k, v in parse_qs(address.query).items()}
    assert address.netloc == "accounts.google.com"
    assert (asked["access_type"], asked["prompt"]) == ("offline", "consent")
    assert (asked["redirect_uri"], asked["code_challenge_method"]) == (BACK, "S256")
    assert len(asked["scope"].split()) == 3
    assert "GOCSPX" not in step.visit
    assert step.state["visit"]["verifier"] not in step.visit
    assert "GOCSPX" not in repr(step)


def test_what_comes_back_is_redeemed_with_the_proof(desk):
    step = begin(desk)
    done = came_back(desk, step)
    assert isinstance(done, Connected)
    assert desk.redeemed["code_verifier"] == step.state["visit"]["verifier"]
    assert desk.redeemed["redirect_uri"] == BACK
    access = from_secret(done.secret)
    assert access.proof.refresh_token == "1//lasting"
    assert done.account_id == BUCKET.rpartition("_")[2]
    assert {app.id for app in open_session(done.secret, desk.client()).apps()}


def test_both_ways_lead_to_the_same_account(desk):
    by_key = connect(
        "service_account", {}, {"service_account": key_file(), "buckets": BUCKET}, desk.client()
    )
    assert came_back(desk, begin(desk)).account_id == by_key.account_id


def test_an_empty_answer_asks_the_same_again(desk):
    step = begin(desk)
    assert connect("oauth", step.state, {}, desk.client()).visit == step.visit


@pytest.mark.parametrize("state", ["", "another"])
def test_somebody_else_s_answer_is_not_taken(desk, state):
    step = came_back(desk, begin(desk), state=state)
    assert isinstance(step, Ask)
    assert step.errors[""]
    assert step.visit
    assert "/token" not in desk.paths()


def test_a_page_that_was_closed_is_offered_again(desk):
    step = came_back(desk, begin(desk), error="access_denied", code="")
    assert step.errors == {"": CUT_SHORT}
    assert step.visit


def test_a_code_that_google_refuses_starts_anew(desk):
    step = begin(desk)
    desk.token_refusal = token_refusal("invalid_grant", "Bad Request")
    again = came_back(desk, step)
    assert "did not accept" in again.errors[""]
    assert again.visit != step.visit


@pytest.mark.parametrize(
    ("answer", "said"),
    [({"access_token": "x"}, "no lasting"),
     ({"access_token": "x", "refresh_token": "y", "scope": "openid"}, "left out")],
)  # fmt: skip
def test_half_a_consent_is_none(desk, answer, said):
    step = begin(desk)
    desk.token_refusal = httpx.Response(200, json=answer)
    assert said in came_back(desk, step).errors[""]


@pytest.mark.parametrize(
    ("file", "said"),
    [("", "Choose"), ("x", "OAuth client"), ("[]", "OAuth client"), (key_file(), "service account"),
     (client_file("installed"), "Web application"), (client_file(client_id=""), "client_id"),
     (client_file(client_secret=None), "client_secret"), ('{"web": 1}', "OAuth client")],
)  # fmt: skip
def test_each_mistake_with_the_client_has_its_own_sentence(desk, file, said):
    assert said in begin(desk, oauth_client=file).errors["oauth_client"]
    assert desk.asked == []


def test_without_a_page_to_come_back_to_it_says_so(desk):
    step = begin(desk, return_to="")
    assert "in the browser" in step.errors[""]
    assert not step.visit


def test_an_end_of_the_consent_is_told_and_asked_for_anew_with_one_click(desk):
    kept = came_back(desk, begin(desk))
    desk.token_refusal = token_refusal("invalid_grant", "Token has been expired or revoked.")
    with pytest.raises(NeedsVerification) as caught:
        open_session(kept.secret, desk.client()).check()
    assert caught.value.reason == "deprecated_authorization"
    step = verify("oauth", kept.secret, desk.client())
    assert (step.step, step.fields) == ("consent", ())
    desk.token_refusal = None
    step = connect("oauth", step.state, {"return_to": BACK}, desk.client())
    assert came_back(desk, step).account_id == kept.account_id


def test_a_consent_that_still_holds_is_verified_without_a_person(desk):
    kept = came_back(desk, begin(desk))
    assert isinstance(verify("oauth", kept.secret, desk.client()), Connected)


def test_somebody_without_rights_is_told_and_may_wait(desk):
    for path in ("/o ", "apps:search", "/applications/"):
        desk.forbid(path)
    step = came_back(desk, begin(desk))
    assert step.step == "invite"
    waiting = connect("oauth", step.state, {"action": "wait"}, desk.client())
    assert isinstance(waiting, Connected)
    assert from_secret(waiting.secret).invited_at
