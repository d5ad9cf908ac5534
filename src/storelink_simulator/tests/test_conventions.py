"""JSON:API as Apple speaks it: pages, filters, fields, and every refusal."""

from __future__ import annotations

import pytest

from storelink_simulator.tests.playing import Player, problem


def test_pages_hold_everything_once(sim: Player) -> None:
    sim.reset(app_count=130)
    whole = [app["id"] for app in sim.data("/v1/apps", limit=200)]
    found: list[str] = []
    answer = sim.get("/v1/apps", limit=40)
    for _ in range(4):
        page = answer.json()
        assert page["meta"]["paging"]["limit"] == 40
        assert page["meta"]["paging"]["total"] == 130
        found += [app["id"] for app in page["data"]]
        if "next" not in page["links"]:
            break
        assert page["links"]["next"].startswith(sim.server.address)
        answer = sim.send("GET", page["links"]["next"])
    assert found == whole
    assert len(set(found)) == 130


def test_a_page_holds_fifty_unless_told_otherwise(sim: Player) -> None:
    sim.reset(app_count=60)
    assert len(sim.data("/v1/apps")) == 50


@pytest.mark.parametrize("limit", ["0", "201", "-1", "ten", "1.5", "", "9" * 40])
def test_a_wrong_limit_is_told_the_largest(sim: Player, limit: str) -> None:
    error = problem(sim.get("/v1/apps", limit=limit))
    assert error["code"] == "PARAMETER_ERROR.INVALID"
    assert error["source"] == {"parameter": "limit"}
    if limit:
        assert error["detail"].endswith("between 1 and 200.")


@pytest.mark.parametrize("cursor", ["MQ", "NTAuZmZm", "%%%", "x" * 500])
def test_a_forged_cursor_is_refused(sim: Player, cursor: str) -> None:
    assert problem(sim.get("/v1/apps", cursor=cursor))["source"] == {"parameter": "cursor"}


def test_a_cursor_fits_only_its_own_list(sim: Player) -> None:
    cursor = sim.get("/v1/apps", limit=2).json()["meta"]["paging"]["nextCursor"]
    assert sim.get("/v1/apps", limit=2, cursor=cursor).status_code == 200
    assert sim.get("/v1/users", limit=2, cursor=cursor).status_code == 400


def test_fields_leave_the_rest_out(sim: Player) -> None:
    app = sim.data("/v1/apps", fields_apps="name,sku")[0]
    assert set(app["attributes"]) == {"name", "sku"}
    assert "relationships" not in app


def test_filters_are_lists(sim: Player) -> None:
    apps = sim.data("/v1/apps", filter_sku="PETAL01,QUILL01", sort="-sku")
    assert [app["attributes"]["sku"] for app in apps] == ["QUILL01", "PETAL01"]


def test_an_unknown_parameter_is_illegal(sim: Player) -> None:
    error = problem(sim.get("/v1/apps", filter_colour="blue"))
    assert error["code"] == "PARAMETER_ERROR.ILLEGAL"
    assert error["source"] == {"parameter": "filter[colour]"}


def test_a_value_that_cannot_be_is_invalid(sim: Player) -> None:
    assert problem(sim.get("/v1/apps", sort="size"))["code"] == "PARAMETER_ERROR.INVALID"


def test_a_missing_parameter_is_required(sim: Player) -> None:
    error = problem(sim.sales(filter_frequency=None))
    assert error["code"] == "PARAMETER_ERROR.REQUIRED"
    assert error["source"] == {"parameter": "filter[frequency]"}


def test_a_repeated_parameter_is_refused(sim: Player) -> None:
    answer = sim.send("GET", "/v1/apps?filter[sku]=A&filter[sku]=B")
    assert problem(answer)["code"] == "PARAMETER_ERROR.INVALID"


@pytest.mark.parametrize(
    "path", ["/v1/nothing", "/v1/apps/1/2/3", "/v2/apps", "/v1//apps", "/v1/apps/"]
)
def test_no_such_path(sim: Player, path: str) -> None:
    assert problem(sim.get(path))["code"] == "PATH_ERROR"


@pytest.mark.parametrize(
    "path",
    [
        "/v1/apps/1",
        "/v1/users/1",
        "/v1/customerReviews/1",
        "/v1/customerReviewResponses/1",
        "/v1/analyticsReportRequests/1",
        "/v1/analyticsReports/r1-1",
        "/v1/analyticsReports/rx",
        "/v1/analyticsReportInstances/1",
        "/v1/analyticsReportInstances/00000000-0000-4000-8000-000000000000/segments",
        "/v1/analyticsReportSegments/1",
    ],
)
def test_no_such_object(sim: Player, path: str) -> None:
    assert problem(sim.get(path))["code"] == "NOT_FOUND"


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE", "PUT"])
def test_no_such_method(sim: Player, method: str) -> None:
    assert problem(sim.send(method, "/v1/apps"))["code"] == "METHOD_NOT_ALLOWED"


def test_media_types_are_judged_in_plain_text(sim: Player) -> None:
    refused = sim.send("GET", "/v1/apps", headers={"Accept": "text/csv"})
    assert refused.status_code == 406
    assert refused.headers["content-type"].startswith("text/plain")
    answer = sim.send("POST", "/v1/analyticsReportRequests", content="x=1")
    assert answer.status_code == 415


def test_errors_have_ids_of_their_own(sim: Player) -> None:
    first, second = problem(sim.get("/v1/a")), problem(sim.get("/v1/a"))
    assert first["id"] != second["id"]
