"""The troubles that people have reported, played."""

from __future__ import annotations

import gzip
import socket
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from storelink_simulator.tests.playing import Player, opened, problem, table

DOWNLOADS = "App Downloads Standard"
ERRORS = "errorCountMetricSet"


def newest(sim: Player) -> Any:
    return sim.instances(sim.app_id(), DOWNLOADS, filter_granularity="DAILY")[0]


def test_segments_that_are_not_there_yet_come_after_so_many_calls(sim: Player) -> None:
    sim.play("empty_segments", times=2, skip=1)
    instance = newest(sim)
    assert [bool(sim.segments(instance)) for _ in range(4)] == [True, False, False, True]


def test_count_and_times_say_the_same_and_are_not_both_given(sim: Player) -> None:
    body = {"name": "empty_segments", "times": 1, "count": 1}
    answer = sim.client.post("/_simulator/scenarios", json=body)
    assert answer.status_code == 400
    assert "say the same" in answer.json()["error"]


def test_a_name_that_is_nearly_one_is_told_the_right_one(sim: Player) -> None:
    answer = sim.client.post("/_simulator/scenarios", json={"name": "empty_segment"})
    assert "empty_segments" in answer.json()["error"]


def test_a_report_that_the_catalogue_calls_otherwise(sim: Player) -> None:
    sim.play("report_renamed")
    path = f"/v1/analyticsReportRequests/{sim.request_id(sim.app_id())}/reports"
    names = [one["attributes"]["name"] for one in sim.data(path, limit=200)]
    assert DOWNLOADS not in names
    assert "App Downloads Overview" in names
    assert sim.data(path, filter_name=DOWNLOADS) == []
    assert len(sim.data(path, filter_name="App Downloads Overview")) == 1


def test_an_old_snapshot_lists_reports_without_instances_and_blocks_no_new_one(
    sim: Player,
) -> None:
    app = sim.app_id(1)  # without a snapshot of its own
    sim.play("old_snapshot", app=app)
    request = sim.request_id(app, "ONE_TIME_SNAPSHOT")
    report = sim.report_id(request, DOWNLOADS)
    assert sim.data(f"/v1/analyticsReports/{report}/instances") == []
    relation = {"app": {"data": {"type": "apps", "id": app}}}
    made = {
        "type": "analyticsReportRequests",
        "attributes": {"accessType": "ONE_TIME_SNAPSHOT"},
        "relationships": relation,
    }
    answer = sim.send("POST", "/v1/analyticsReportRequests", json={"data": made})
    assert answer.status_code == 201
    other = f"/v1/apps/{sim.app_id(3)}/analyticsReportRequests"
    assert sim.data(other, filter_accessType="ONE_TIME_SNAPSHOT") == []


def test_a_vendor_number_that_is_invalid_for_sales_alone(sim: Player) -> None:
    sim.play("vendor_number_invalid", options={"report_types": "SUBSCRIPTION,SUBSCRIBER"})
    subscription = sim.sales("SUBSCRIPTION", filter_version="1_3")
    assert problem(subscription)["detail"] == "Invalid vendor number specified. Try again."
    assert sim.sales().status_code == 200
    sim.play("vendor_number_invalid")
    assert sim.sales().status_code == 400
    assert sim.finance("FINANCIAL", "ZZ", "2026-12").status_code in (200, 404)


def test_only_pre_orders_call_the_vendor_number_invalid(sim: Player) -> None:
    sim.play("pre_order_vendor_invalid")
    assert problem(sim.sales("PRE_ORDER"))["code"] == "PARAMETER_ERROR.INVALID"
    assert sim.sales().status_code == 200


def test_a_version_that_is_refused_and_the_named_one_has_nothing(sim: Player) -> None:
    sim.play("version_flip")
    refused = problem(sim.sales("SUBSCRIPTION", filter_version="1_3"))
    assert refused["detail"].endswith("is 1_4")
    nothing = problem(sim.sales("SUBSCRIPTION", filter_version="1_4"))
    assert nothing["detail"] == "There were no sales for the date specified."
    assert sim.sales("SUBSCRIPTION_EVENT", filter_version="1_3").status_code == 200


def test_sales_alone_are_broken(sim: Player) -> None:
    sim.play("sales_server_error")
    for answer in (sim.sales(), sim.finance("FINANCIAL", "ZZ", "2026-12")):
        assert (answer.status_code, problem(answer)["code"]) == (500, "UNEXPECTED_ERROR")
    assert sim.get("/v1/apps").status_code == 200


def test_a_weekly_file_comes_in_place_of_a_daily_one(sim: Player) -> None:
    sim.play("weekly_in_place_of_daily")
    rows = list(table(opened(sim.sales(filter_reportDate="2026-11-16"))))
    days = {(row["Begin Date"], row["End Date"]) for row in rows}
    assert days == {("11/16/2026", "11/22/2026")}
    young = list(table(opened(sim.sales(filter_reportDate="2026-11-23"))))
    assert {row["End Date"] for row in young} == {"11/23/2026"}


def test_a_transferred_app_is_in_the_files_alone(sim: Player) -> None:
    app, stays = sim.app_id(), sim.app_id(1)
    sim.play("app_transferred", app=app)
    assert app not in [one["id"] for one in sim.data("/v1/apps")]
    assert sim.get(f"/v1/apps/{app}").status_code == 404
    assert sim.get(f"/v1/apps/{stays}").status_code == 200
    told = {row["Apple Identifier"] for row in table(opened(sim.sales()))}
    assert {app, stays} <= told


def test_a_401_that_passes(sim: Player) -> None:
    sim.play("unauthorized_once", skip=1)
    assert [sim.get("/v1/apps").status_code for _ in range(3)] == [200, 401, 200]


def test_the_hour_is_used_up_and_passes(sim: Player) -> None:
    sim.play("hour_used_up", options={"left": 2})
    answers = [sim.get("/v1/apps") for _ in range(3)]
    left = [one.headers["x-rate-limit"].split("rem:")[1] for one in answers]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert left == ["1;", "0;", "0;"]
    sim.admin("POST", "clock", {"minutes": 61})
    assert sim.get("/v1/apps").status_code == 200


@pytest.mark.parametrize("name", ["reviews_next_repeats", "next_repeats"])
def test_a_list_whose_next_link_repeats(sim: Player, name: str) -> None:
    path = f"/v1/apps/{sim.app_id()}/customerReviews"
    sim.play(name, path=path)
    links = sim.get(path, limit=2).json()["links"]
    assert links["next"] == links["self"]
    sim.admin("DELETE", "scenarios")
    sim.play(name, path=path, options={"style": "first"})
    asked = sim.get(path, filter_territory="CHE", filter_rating="1", limit=200).json()
    assert "cursor" not in asked["links"]["next"]


def test_a_review_without_its_stars(sim: Player) -> None:
    first, second = (f"/v1/apps/{sim.app_id(place)}/customerReviews" for place in (0, 1))
    sim.play("review_null_rating", path=first, options={"place": 1})
    ratings = [one["attributes"]["rating"] for one in sim.data(first)]
    assert [place for place, rating in enumerate(ratings) if rating is None] == [1]
    assert None not in [one["attributes"]["rating"] for one in sim.data(second)]


def test_pages_that_are_no_answer(sim: Player) -> None:
    sim.play("html_with_200", count=1)
    page = sim.get("/v1/apps")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    sim.play("empty_body_200", count=1)
    assert (sim.sales().content, sim.get("/v1/apps").status_code) == (b"", 200)
    sim.play("truncated_json", count=1)
    with pytest.raises(ValueError, match=r"line \d+ column \d+"):
        sim.get("/v1/apps").json()


@pytest.mark.parametrize("style", ["html", "json", "gateway"])
def test_a_404_in_words_that_nobody_knows(sim: Player, style: str) -> None:
    sim.play("unknown_404", count=1, options={"style": style})
    answer = sim.sales()
    assert answer.status_code == 404
    assert "no sales" not in answer.text
    assert sim.sales().status_code == 200


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("endless_continue", b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue"),
        ("slow_headers", b"HTTP/1.1 200 OK\r\nX-Note-1: wait\r\nX-Note-2"),
        ("slow_body", b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"),
    ],
)
def test_answers_without_an_end(sim: Player, name: str, begins: bytes) -> None:
    sim.play(name, path="/v1/apps", options={"milliseconds": 5})
    found = urlsplit(sim.server.address)
    with socket.create_connection((found.hostname or "", found.port or 0), timeout=240) as line:
        line.sendall(b"GET /v1/apps HTTP/1.1\r\nHost: here\r\n\r\n")
        come = b""
        while len(come) < 200:
            come += line.recv(4096)
    assert come.startswith(begins)
    sim.admin("DELETE", "scenarios")
    assert sim.get("/v1/apps").status_code == 200


def test_who_reads_an_endless_answer_is_let_go_when_it_is_switched_off(sim: Player) -> None:
    sim.play("slow_body", count=1, options={"milliseconds": 5})
    other = sim.another_client()
    with sim.client.stream("GET", "/v1/apps") as answer:
        pieces = answer.iter_raw()
        assert next(pieces) == b" "
        other.delete("/_simulator/scenarios")
        with pytest.raises(httpx.TransportError):
            list(pieces)
    assert sim.get("/v1/apps").status_code == 200


def test_files_are_not_touched_by_the_scenarios_of_lists(sim: Player) -> None:
    sim.play("next_repeats")
    assert gzip.decompress(sim.sales().content)
