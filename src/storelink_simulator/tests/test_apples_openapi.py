"""Every operation that is offered, held against Apple's own OpenAPI file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from storelink_simulator.apple.assembly import build_apple
from storelink_simulator.apple.operations import Operation
from storelink_simulator.server import Server
from storelink_simulator.settings import Settings, moment_to_start
from storelink_simulator.simulation import Simulation
from storelink_simulator.tests.openapi import Judge
from storelink_simulator.tests.playing import Player

SETTINGS = Settings(starts_at=moment_to_start(date(2026, 11, 24)))
OFFERED = build_apple(Simulation(SETTINGS)).api.operations


@pytest.fixture(scope="session")
def judge(shared: Path) -> Judge:
    return Judge(shared / "reference" / "openapi" / "app_store_connect.json")


def named(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"


@pytest.mark.parametrize("operation", OFFERED, ids=named)
def test_apple_has_the_operation_and_its_parameters(operation: Operation, judge: Judge) -> None:
    theirs = judge.parameters(operation.method, operation.path)
    for one in operation.parameters:
        assert one.name in theirs, one.name
        assert one.is_required == bool(theirs[one.name].get("required"))
        choices = theirs[one.name]["schema"].get("items", {}).get("enum")
        if one.choices is not None and choices is not None:
            assert one.choices <= set(choices)


def ids_of(sim: Player) -> dict[str, str]:
    """An id for each kind of object that a path can name."""
    app = sim.app_id()
    request = sim.request_id(app)
    report = sim.report_id(request, "App Downloads Standard")
    instance = sim.instances(app, "App Downloads Standard")[0]
    review = sim.data(
        f"/v1/apps/{app}/customerReviews", exists_publishedResponse="true", include="response"
    )[0]
    return {
        "apps": app,
        "users": sim.data("/v1/users")[2]["id"],
        "appStoreVersions": sim.data(f"/v1/apps/{app}/appStoreVersions")[0]["id"],
        "appCategories": "GAMES_PUZZLE",
        **info_ids(sim, app),
        "customerReviews": review["id"],
        "customerReviewResponses": review["relationships"]["response"]["data"]["id"],
        "analyticsReportRequests": request,
        "analyticsReports": report,
        "analyticsReportInstances": instance["id"],
        "analyticsReportSegments": sim.segments(instance)[0]["id"],
    }


def info_ids(sim: Player, app: str) -> dict[str, str]:
    info = sim.data(f"/v1/apps/{app}/appInfos")[0]["id"]
    version = sim.data(f"/v1/apps/{app}/appStoreVersions")[0]["id"]
    texts = {
        "appInfoLocalizations": f"/v1/appInfos/{info}/appInfoLocalizations",
        "appStoreVersionLocalizations": (
            f"/v1/appStoreVersions/{version}/appStoreVersionLocalizations"
        ),
    }
    return {"appInfos": info, **{kind: sim.data(path)[0]["id"] for kind, path in texts.items()}}


def asked(sim: Player, operation: Operation) -> tuple[httpx.Response, str]:
    kind = operation.path.split("/")[2]
    path = operation.path.replace("<id>", ids_of(sim).get(kind, ""))
    if kind == "salesReports":
        return sim.sales(), path
    if kind == "financeReports":
        return sim.finance("FINANCIAL", "ZZ", "2026-12"), path
    if operation.method == "POST":
        return (replied(sim) if kind == "customerReviewResponses" else created(sim)), path
    if path.endswith("econdaryCategory"):
        pytest.skip("no app here has a second category")
    if path.endswith("Summarizations"):
        return sim.get(path, filter_platform="IOS"), path
    return sim.send(operation.method, path), path


def replied(sim: Player) -> httpx.Response:
    review = ids_of(sim)["customerReviews"]
    relation = {"review": {"data": {"type": "customerReviews", "id": review}}}
    data = {
        "type": "customerReviewResponses",
        "attributes": {"responseBody": "Thank you."},
        "relationships": relation,
    }
    return sim.send("POST", "/v1/customerReviewResponses", json={"data": data})


def created(sim: Player) -> httpx.Response:
    sim.reset(requests="none")
    app = {"data": {"type": "apps", "id": sim.app_id()}}
    data = {
        "type": "analyticsReportRequests",
        "attributes": {"accessType": "ONGOING"},
        "relationships": {"app": app},
    }
    return sim.send("POST", "/v1/analyticsReportRequests", json={"data": data})


@pytest.mark.parametrize("operation", OFFERED, ids=named)
def test_the_answer_is_what_apple_describes(
    operation: Operation, judge: Judge, sim: Player
) -> None:
    answer, _ = asked(sim, operation)
    assert answer.is_success
    judge.check(operation.method, operation.path, answer)


@pytest.mark.parametrize("operation", OFFERED, ids=named)
def test_refusals_are_what_apple_describes(operation: Operation, judge: Judge, sim: Player) -> None:
    path = operation.path.replace("<id>", "1")
    sim.play("agreement_missing", count=1)
    headers = {"Content-Type": "application/json"}
    for answer in (
        sim.client.request(operation.method, path, headers=headers),
        sim.send(operation.method, path, headers=headers),
        sim.send(operation.method, f"{path}?colour=blue", headers=headers),
    ):
        assert answer.status_code in (400, 401, 403)
        judge.check(operation.method, operation.path, answer)


@pytest.mark.parametrize(
    "operation", [one for one in OFFERED if one.method == "GET" and one.is_list], ids=named
)
def test_every_value_that_apple_lets_ask_is_taken(
    operation: Operation, judge: Judge, sim: Player
) -> None:
    theirs = judge.parameters(operation.method, operation.path)
    path = operation.path.replace("<id>", ids_of(sim).get(operation.path.split("/")[2], ""))
    needed = {"filter[platform]": "IOS"} if path.endswith("Summarizations") else {}
    for asked_for in questions(theirs):
        headers = {"Authorization": f"Bearer {sim.token()}"}
        answer = sim.client.get(path, params={**needed, **asked_for}, headers=headers)
        assert answer.status_code == 200, (asked_for, answer.text)
        judge.check("GET", operation.path, answer)


def questions(theirs: dict[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """All fields at once, then all that can be included, then each filter and order by itself."""
    values = {
        name: one["schema"].get("items", {}).get("enum") or ["1"] for name, one in theirs.items()
    }
    values |= {name: ["2026-11-20"] for name in values if "Date]" in name}
    sizes = {name: theirs[name]["schema"]["maximum"] for name in values if name[:5] == "limit"}
    yield {name: ",".join(values[name]) for name in values if name.startswith("fields[")}
    if "include" in values:
        yield {"include": ",".join(values["include"]), **sizes}
    for name in values:
        if name.startswith("filter["):
            yield {name: ",".join(values[name])}
        if name.startswith("exists["):
            yield from ({name: "true"}, {name: "false"})
        if name == "sort":
            yield from ({name: value} for value in values[name])


@pytest.mark.parametrize(
    ("path", "parameters"),
    [
        ("/v1/users", {"include": "visibleApps", "limit_visibleApps": 1, "sort": "-lastName"}),
        ("/v1/users/<users>", {"include": "visibleApps"}),
        ("/v1/apps/<apps>/customerReviews", {"include": "response,reviewTerritory", "limit": 9}),
        ("/v1/customerReviews/<customerReviews>", {"include": "response,reviewTerritory"}),
        ("/v1/customerReviews/<customerReviews>/response", {"include": "review"}),
        ("/v1/apps/<apps>/analyticsReportRequests", {"include": "reports", "limit_reports": 3}),
        ("/v1/analyticsReportRequests/<analyticsReportRequests>", {"include": "reports"}),
    ],
)
def test_included_objects_are_what_apple_describes(
    path: str, parameters: dict[str, Any], judge: Judge, sim: Player
) -> None:
    ids = ids_of(sim)
    general = path
    for kind, identifier in ids.items():
        path = path.replace(f"<{kind}>", identifier)
        general = general.replace(f"<{kind}>", "<id>")
    answer = sim.get(path, **parameters)
    assert answer.json()["included"]
    judge.check("GET", general, answer)


def test_a_request_body_that_apple_would_take_is_taken(judge: Judge, server: Server) -> None:
    operation = judge.operation("POST", "/v1/analyticsReportRequests")
    schema = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    body = {
        "data": {
            "type": "analyticsReportRequests",
            "attributes": {"accessType": "ONGOING"},
            "relationships": {"app": {"data": {"type": "apps", "id": "1"}}},
        }
    }
    judge.judge(schema.removeprefix("#"), body)
    assert server.port
