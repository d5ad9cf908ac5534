"""The hourly limit: a rolling hour of simulated time, per key, told in each response."""

from __future__ import annotations

import re

from storelink_simulator.tests.playing import Player, problem


def left(sim: Player, role: str = "ADMIN") -> int:
    header = sim.get("/v1/apps", role=role).headers["x-rate-limit"]
    found = re.fullmatch(r"user-hour-lim:(\d+);user-hour-rem:(\d+);", header)
    assert found
    return int(found[2])


def test_each_call_takes_one(sim: Player) -> None:
    assert [left(sim), left(sim), left(sim)] == [3599, 3598, 3597]


def test_refused_calls_are_counted_and_told_too(sim: Player) -> None:
    assert "x-rate-limit" in sim.get("/v1/nothing").headers
    assert left(sim) == 3598


def test_each_key_has_its_own(sim: Player) -> None:
    left(sim)
    assert left(sim, "FINANCE") == 3599


def test_beyond_the_limit_is_429_until_the_hour_has_rolled_on(sim: Player) -> None:
    sim.reset(calls_per_hour=3)
    left(sim)
    sim.admin("POST", "clock", {"minutes": 40})
    assert [left(sim), left(sim)] == [1, 0]
    answer = sim.get("/v1/apps")
    assert (answer.status_code, problem(answer)["code"]) == (429, "RATE_LIMIT_EXCEEDED")
    sim.admin("POST", "clock", {"minutes": 21})
    assert left(sim) == 0
    assert sim.get("/v1/apps").status_code == 429
    sim.admin("POST", "clock", {"minutes": 40})
    assert left(sim) == 1
