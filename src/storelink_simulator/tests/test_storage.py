"""The addresses of files: presigned, short-lived, and shy of other credentials."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from storelink_simulator.tests.playing import Player


def address(sim: Player) -> str:
    instance = sim.instances(sim.app_id(), "App Downloads Standard")[0]
    return str(sim.segments(instance)[0]["attributes"]["url"])


def refusal(sim: Player, url: str, **headers: str) -> tuple[int, str]:
    answer = sim.client.get(url, headers=headers)
    assert answer.headers["content-type"] == "application/xml"
    return answer.status_code, answer.text.split("<Code>")[1].split("</Code>")[0]


def test_an_address_holds_for_five_minutes_of_simulated_time(sim: Player) -> None:
    url = address(sim)
    assert parse_qs(urlsplit(url).query)["X-Amz-Expires"] == ["300"]
    sim.admin("POST", "clock", {"seconds": 290})
    assert sim.client.get(url).status_code == 200
    sim.admin("POST", "clock", {"seconds": 10})
    assert refusal(sim, url) == (403, "AccessDenied")
    assert "Request has expired" in sim.client.get(url).text


def test_a_fresh_list_gives_a_fresh_address(sim: Player) -> None:
    sim.admin("POST", "clock", {"minutes": 10})
    assert sim.client.get(address(sim)).status_code == 200


def test_it_refuses_an_authorization_header(sim: Player) -> None:
    bearer = f"Bearer {sim.token()}"
    assert refusal(sim, address(sim), Authorization=bearer) == (400, "InvalidArgument")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("X-Amz-Expires=300", "X-Amz-Expires=3000"),
        ("X-Amz-Date=2026", "X-Amz-Date=2027"),
        ("/DAILY/", "/WEEKLY/"),
        ("X-Amz-Signature=", "X-Amz-Signature=0"),
    ],
)
def test_a_changed_address_does_not_open(sim: Player, before: str, after: str) -> None:
    url = address(sim)
    assert before in url
    changed = url.replace(before, after)
    assert refusal(sim, changed) == (403, "SignatureDoesNotMatch")


def test_an_unsigned_address_does_not_open(sim: Player) -> None:
    assert refusal(sim, address(sim).partition("?")[0]) == (403, "AccessDenied")


def test_the_log_keeps_no_signature(sim: Player) -> None:
    url = address(sim)
    sim.client.get(url)
    signature = parse_qs(urlsplit(url).query)["X-Amz-Signature"][0]
    log = sim.client.get("/_simulator/requests").text
    assert "asc-analytics-reports" in log
    assert signature not in log
