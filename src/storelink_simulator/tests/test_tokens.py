"""Who may come in: the check of a bearer token."""

from __future__ import annotations

import time
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from storelink_simulator.tests.playing import Player, problem, signed


def ask(sim: Player, token: str) -> int:
    answer = sim.client.get("/v1/apps", headers={"Authorization": f"Bearer {token}"})
    if answer.status_code == 401:
        assert problem(answer)["code"] == "NOT_AUTHORIZED"
    return answer.status_code


def test_it_lets_a_team_key_in(sim: Player) -> None:
    assert ask(sim, signed(sim.key())) == 200


def test_it_lets_an_individual_key_in(sim: Player) -> None:
    assert ask(sim, signed(sim.key("APP_MANAGER", "individual"))) == 200


def test_the_same_seed_gives_the_same_keys(sim: Player) -> None:
    before = sim.admin("GET", "keys")
    sim.reset()
    assert sim.admin("GET", "keys") == before
    sim.reset(seed=2)
    assert sim.admin("GET", "keys") != before


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "appstoreconnect-v2"},
        {"aud": None},
        {"iss": "00000000-0000-4000-8000-000000000000"},
        {"iss": None},
        {"sub": "user"},
        {"exp": None},
        {"exp": True},
    ],
    ids=str,
)
def test_it_refuses_claims_that_do_not_hold(sim: Player, claims: dict[str, Any]) -> None:
    assert ask(sim, signed(sim.key(), **claims)) == 401


@pytest.mark.parametrize(
    ("issued", "expires"),
    [(-2000, -1000), (-30, 1200), (120, 900)],
    ids=["expired", "too long", "from the future"],
)
def test_it_refuses_times_that_do_not_hold(sim: Player, issued: int, expires: int) -> None:
    now = int(time.time())
    assert ask(sim, signed(sim.key(), iat=now + issued, exp=now + expires)) == 401


def test_a_token_may_leave_out_when_it_was_issued_unless_that_is_checked(sim: Player) -> None:
    token = signed(sim.key(), iat=None)
    assert ask(sim, token) == 200
    too_long = signed(sim.key(), iat=None, exp=int(time.time()) + 1300)
    assert ask(sim, too_long) == 401
    sim.play("strict_tokens")
    assert [ask(sim, token), ask(sim, signed(sim.key()))] == [401, 200]


def test_it_accepts_twenty_minutes_and_a_backdated_iat(sim: Player) -> None:
    now = int(time.time())
    assert ask(sim, signed(sim.key(), iat=now - 60, exp=now + 1140)) == 200


def test_an_individual_key_must_not_name_an_issuer(sim: Player) -> None:
    individual = sim.key("APP_MANAGER", "individual")
    assert ask(sim, signed(individual, iss=sim.key()["issuer_id"])) == 401
    assert ask(sim, signed(individual, sub="somebody")) == 401


def test_it_refuses_an_unknown_key_id(sim: Player) -> None:
    assert ask(sim, signed(sim.key(), {"kid": "AAAAAAAAAA"})) == 401


def test_it_refuses_the_signature_of_another_key(sim: Player) -> None:
    other = {**sim.key(), "private_key": sim.key("FINANCE")["private_key"]}
    assert ask(sim, signed(other)) == 401


def test_it_refuses_other_algorithms(sim: Player) -> None:
    now = int(time.time())
    claims = {"iss": sim.key()["issuer_id"], "iat": now, "exp": now + 300}
    claims["aud"] = "appstoreconnect-v1"
    head = {"alg": "HS256", "kid": sim.key()["key_id"]}
    token = jwt.encode(head, claims, OctKey.import_key("not a secret, only long enough"))
    assert ask(sim, token) == 401
    assert ask(sim, token.rpartition(".")[0] + ".") == 401


def test_it_refuses_a_signature_in_der(sim: Player) -> None:
    head, body, _ = signed(sim.key()).split(".")
    key = ECKey.import_key(sim.key()["private_key"])
    assert key.is_private
    assert ask(sim, f"{head}.{body}.MEUCIQDdwc") == 401


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Basic abc", "Bearer a.b", "Bearer a.b.c", "x" * 9000]
)
def test_it_refuses_what_is_no_token(sim: Player, header: str) -> None:
    answer = sim.client.get("/v1/apps", headers={"Authorization": header})
    assert answer.status_code == 401
    assert "Provide a properly configured and signed bearer token" in problem(answer)["detail"]


def test_a_scoped_token_opens_only_what_it_names(sim: Player) -> None:
    token = signed(sim.key(), scope=["GET /v1/apps?filter[sku]=PETAL01"])
    headers = {"Authorization": f"Bearer {token}"}
    petal = {"filter[sku]": "PETAL01", "limit": "5"}
    assert sim.client.get("/v1/apps", params=petal, headers=headers).status_code == 200
    assert sim.client.get("/v1/apps", headers=headers).status_code == 403


def test_tokens_are_judged_by_the_machines_clock(sim: Player) -> None:
    sim.admin("POST", "clock", {"days": 90})
    assert ask(sim, signed(sim.key())) == 200


def test_the_log_never_holds_a_token(sim: Player) -> None:
    token = signed(sim.key())
    ask(sim, token)
    log = sim.client.get("/_simulator/requests").text
    assert token not in log
    assert sim.key()["key_id"] in log
