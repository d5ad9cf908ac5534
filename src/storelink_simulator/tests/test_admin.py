"""The admin address and the page in front of it."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import httpx
import pytest

from storelink_simulator.tests.playing import Player


def test_the_front_page_says_what_this_is(sim: Player) -> None:
    page = sim.client.get("/")
    assert page.headers["content-type"].startswith("text/html")
    assert "invented publisher" in page.text


def test_nothing_else_is_simulated(sim: Player) -> None:
    assert sim.client.get("/wp-admin").status_code == 404
    answer = sim.client.get("/_simulator/nothing")
    assert answer.status_code == 404
    assert "GET /_simulator/state" in answer.json()["doors"]


def test_time_can_be_advanced_set_and_sped_up(sim: Player) -> None:
    assert sim.admin("GET", "clock")["now"].startswith("2026-11-24T18:00")
    assert sim.admin("POST", "clock", {"days": 2, "hours": 3})["now"].startswith("2026-11-26T21:00")
    moment = {"set": "2027-01-01T00:00:00Z"}
    assert sim.admin("POST", "clock", moment)["now"].startswith("2027-01-01T00:00")
    sim.admin("POST", "clock", {"rate": 100_000})
    before = sim.admin("GET", "clock")["now"]
    deadline = time.monotonic() + 120
    while sim.admin("GET", "clock")["now"] == before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert sim.admin("GET", "clock")["now"] > before


@pytest.mark.parametrize(
    "body",
    [{"days": -1}, {"days": "two"}, {"set": "soon"}, {"weeks": 1}, {"days": 1e12}, {"set": 5}],
    ids=str,
)
def test_a_wrong_time_is_told(sim: Player, body: dict[str, object]) -> None:
    answer = sim.client.post("/_simulator/clock", json=body)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_bodies_have_to_be_json_objects(sim: Player) -> None:
    for content in ("{", "[]", "1"):
        assert sim.client.post("/_simulator/clock", content=content).status_code == 400


def test_a_reset_goes_back_to_the_beginning(sim: Player) -> None:
    before = sim.admin("GET", "state")
    sim.play("slow")
    sim.admin("POST", "clock", {"days": 5})
    sim.reset(seed=9, app_count=2)
    assert sim.admin("GET", "state")["settings"]["seed"] == 9
    sim.reset()
    after = sim.admin("GET", "state")
    for name in ("settings", "apps", "analytics_requests", "scenarios", "vendor_number"):
        assert after[name] == before[name]


def test_calls_can_be_followed_from_a_number_on(sim: Player) -> None:
    sim.get("/v1/apps")
    first = sim.admin("GET", "requests")["requests"][-1]
    assert (first["method"], first["path"], first["status"]) == ("GET", "/v1/apps", 200)
    assert first["key_id"] == sim.key()["key_id"]
    sim.get("/v1/users", limit=3)
    more = sim.admin("GET", f"requests?after={first['number']}")["requests"]
    assert [(one["path"], one["query"]) for one in more] == [("/v1/users", "limit=3")]


def test_the_command_serves_until_it_is_ended() -> None:
    command = [sys.executable, "-m", "storelink_simulator.command", "--today", "2026-11-24"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = json.loads(process.stdout.readline())["address"]
        assert address.startswith("http://127.0.0.1:")
        state = httpx.get(f"{address}/_simulator/state").json()
        assert state["now"].startswith("2026-11-24T18:0")
        process.terminate()
        assert process.wait(timeout=120) == 0


def test_a_taken_port_is_told(sim: Player) -> None:
    command = [sys.executable, "-m", "storelink_simulator.command"]
    ended = subprocess.run(
        [*command, "--port", str(sim.server.port)], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert "Choose another with --port." in ended.stderr
