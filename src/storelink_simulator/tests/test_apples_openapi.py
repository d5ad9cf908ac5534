"""Every operation that is offered, held against Apple's own OpenAPI file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from storelink_simulator.apple.assembly import build_apple
from storelink_simulator.apple.operations import Operation
from storelink_simulator.server import Server
from storelink_simulator.settings import Settings
from storelink_simulator.simulation import Simulation
from storelink_simulator.tests.openapi import Judge
from storelink_simulator.tests.playing import Player

OFFERED = build_apple(Simulation(Settings())).api.operations


@pytest.fixture(scope="session")
def judge(shared: Path) -> Judge:
    return Judge(shared / "reference" / "openapi" / "app_store_connect.json")


def named(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"


@pytest.mark.parametrize("operation", OFFERED, ids=named)
def test_apple_has_the_operation_and_its_parameters(operation: Operation, judge: Judge) -> None:
    theirs = judge.parameters(operation.method, operation.path)
    for one in operation.parameters:
        assert one.name in theirs
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
        "customerReviews": review["id"],
        "customerReviewResponses": review["relationships"]["response"]["data"]["id"],
        "analyticsReportRequests": request,
        "analyticsReports": report,
        "analyticsReportInstances": instance["id"],
        "analyticsReportSegments": sim.segments(instance)[0]["id"],
    }


def asked(sim: Player, operation: Operation) -> tuple[httpx.Response, str]:
    kind = operation.path.split("/")[2]
    path = operation.path.replace("<id>", ids_of(sim).get(kind, ""))
    if kind == "salesReports":
        return sim.sales(), path
    if kind == "financeReports":
        return sim.finance("FINANCIAL", "ZZ", "2026-12"), path
    if operation.method == "POST":
        return created(sim), path
    return sim.send(operation.method, path), path


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
