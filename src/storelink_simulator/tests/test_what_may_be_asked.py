"""What clients ask for beyond the reports: taken, answered empty, or refused by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from storelink_simulator.apple.described import completed
from storelink_simulator.apple.operations import Operation
from storelink_simulator.apple.roles import Access
from storelink_simulator.tests.playing import Player, problem

REPLIES = "/v1/customerReviewResponses"
TAKEN: dict[str, list[dict[str, Any]]] = {
    "/v1/apps": [
        {"include": "appInfos,appStoreVersions,betaGroups,ciProduct", "limit[appInfos]": 50},
        {"fields[builds]": "version,app", "fields[apps]": "name,builds,webhooks"},
        {"filter[appStoreVersions.platform]": "IOS,MAC_OS"},
        {"filter[appStoreVersions.appStoreState]": "READY_FOR_SALE"},
        {"exists[gameCenterEnabledVersions]": "false"},
    ],
    "/v1/apps/{app}": [{"include": "endUserLicenseAgreement,inAppPurchasesV2"}],
    "/v1/apps/{app}/customerReviews": [
        {"filter[territory]": "AFG,USA,ZWE"},
        {"filter[rating]": "1,2,3,4,5"},
    ],
    "/v1/apps/{app}/appStoreVersions": [{"include": "build,appStoreVersionLocalizations"}],
    "/v1/appCategories": [{"exists[parent]": "true", "include": "parent"}],
    "/v1/territories": [{"limit": 200, "fields[territories]": "currency"}],
}
"""A few of what Apple's OpenAPI file lets ask; a test walks all of it where the file is at hand."""


@pytest.mark.parametrize(
    ("path", "parameters"), [(path, one) for path, those in TAKEN.items() for one in those]
)
def test_what_apple_lets_ask_is_taken(sim: Player, path: str, parameters: dict[str, Any]) -> None:
    assert sim.get(path.format(app=sim.app_id()), **parameters).status_code == 200


def test_what_is_not_simulated_is_empty(sim: Player) -> None:
    app = sim.get("/v1/apps", include="betaGroups,ciProduct", limit=1).json()["data"][0]
    groups = app["relationships"]["betaGroups"]
    assert groups == {"data": [], "meta": {"paging": {"total": 0, "limit": 10}}}
    assert app["relationships"]["ciProduct"] == {"data": None}
    submitted = {"filter[reviewSubmissions.state]": "IN_REVIEW"}
    assert sim.data("/v1/apps", **submitted) == []
    assert sim.data("/v1/apps", **{"exists[gameCenterEnabledVersions]": "true"}) == []


def test_what_is_simulated_is_chosen_by(sim: Player) -> None:
    every = len(sim.data("/v1/apps"))
    on_macs = sim.data("/v1/apps", **{"filter[appStoreVersions.platform]": "MAC_OS"})
    assert 0 < len(on_macs) < every
    version = sim.data(f"/v1/apps/{on_macs[0]['id']}/appStoreVersions")[0]["id"]
    found = sim.data("/v1/apps", **{"filter[appStoreVersions]": version})
    assert [one["id"] for one in found] == [on_macs[0]["id"]]


@pytest.mark.parametrize(
    ("path", "parameter", "value"),
    [
        ("/v1/apps", "fields[apps]", "colour"),
        ("/v1/apps", "include", "colours"),
        ("/v1/apps", "limit[appInfos]", "51"),
        ("/v1/users", "fields[users]", "username,colour"),
        ("/v1/territories", "fields[territories]", "name"),
    ],
)
def test_a_field_that_nobody_knows_is_refused(
    sim: Player, path: str, parameter: str, value: str
) -> None:
    error = problem(sim.get(path, **{parameter: value}))
    assert (error["code"], error["source"]) == (
        "PARAMETER_ERROR.INVALID",
        {"parameter": parameter},
    )


def links_in(document: Any) -> Iterator[str]:
    if isinstance(document, list):
        for one in document:
            yield from links_in(one)
    if isinstance(document, dict):
        for name, one in document.items():
            if name == "links":
                yield from (link for link in one.values() if link)
            else:
                yield from links_in(one)


@pytest.mark.parametrize(
    "path",
    [
        "/v1/apps?limit=1&include=appInfos,appStoreVersions&limit[appStoreVersions]=1",
        "/v1/apps/{app}/customerReviews?include=response,reviewTerritory&limit=4",
        "/v1/apps/{app}/appInfos?include=app,primaryCategory,appInfoLocalizations",
        "/v1/apps/{app}/analyticsReportRequests?include=reports&limit[reports]=2",
        "/v1/appCategories?include=parent,subcategories&limit=3",
        "/v1/users?include=visibleApps&limit=2",
        "/v1/territories?limit=3",
    ],
)
def test_links_lead_somewhere(sim: Player, path: str) -> None:
    answer = sim.send("GET", path.format(app=sim.app_id()))
    assert answer.status_code == 200, answer.text
    for link in set(links_in(answer.json())):
        found = sim.send("GET", link)
        is_none = found.status_code == 404 and problem(found)["code"] == "NOT_FOUND"
        needs = "customerReviewSummarizations" in urlsplit(link).path and found.status_code == 400
        assert found.status_code == 200 or is_none or needs, (link, found.text)


def test_all_territories_have_a_currency(sim: Player) -> None:
    first = sim.get("/v1/territories", limit=200).json()
    rest = sim.send("GET", first["links"]["next"]).json()["data"]
    found = {one["id"]: one["attributes"]["currency"] for one in first["data"] + rest}
    assert len(found) == 233
    assert (found["USA"], found["JPN"], found["HRV"]) == ("USD", "JPY", "EUR")


def body(review: str, text: Any = "Thank you.", **more: Any) -> dict[str, Any]:
    relation = {"review": {"data": {"type": "customerReviews", "id": review}}}
    attributes = {"responseBody": text, **more}
    return {
        "data": {
            "type": "customerReviewResponses",
            "attributes": attributes,
            "relationships": relation,
        }
    }


def unanswered(sim: Player, place: int = 0) -> str:
    path = f"/v1/apps/{sim.app_id(place)}/customerReviews"
    return str(sim.data(path, exists_publishedResponse="false")[0]["id"])


def test_an_answer_is_pending_published_replaced_and_deleted(sim: Player) -> None:
    review, other = unanswered(sim), unanswered(sim, 1)
    made = sim.send("POST", REPLIES, json=body(review))
    assert made.status_code == 201
    assert made.json()["data"]["attributes"]["state"] == "PENDING_PUBLISH"
    path = f"{REPLIES}/{made.json()['data']['id']}"
    sim.admin("POST", "clock", {"hours": 7})
    assert sim.data(path)["attributes"]["state"] == "PUBLISHED"
    again = sim.send("POST", REPLIES, json=body(review, "Better now?"))
    assert again.json()["data"]["id"] == made.json()["data"]["id"]
    told = sim.data(f"/v1/customerReviews/{review}/response")["attributes"]
    assert (told["responseBody"], told["state"]) == ("Better now?", "PENDING_PUBLISH")
    assert sim.get(f"/v1/customerReviews/{other}/response").status_code == 404
    assert sim.send("DELETE", path).status_code == 204
    assert sim.get(path).status_code == 404
    assert sim.get(f"/v1/customerReviews/{review}/response").status_code == 404


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"text": None}, "ENTITY_ERROR.ATTRIBUTE.REQUIRED"),
        ({"text": " "}, "ENTITY_ERROR.ATTRIBUTE.INVALID"),
        ({"text": "x" * 5971}, "ENTITY_ERROR.ATTRIBUTE.INVALID"),
        ({"colour": "blue"}, "ENTITY_ERROR.ATTRIBUTE.UNKNOWN"),
        ({"review": "nobody"}, "ENTITY_ERROR.RELATIONSHIP.INVALID"),
    ],
)
def test_an_answer_that_cannot_be_is_refused(
    sim: Player, changes: dict[str, Any], code: str
) -> None:
    asked = {"review": unanswered(sim), **changes}
    answer = sim.send("POST", REPLIES, json=body(**asked))
    assert (answer.status_code, problem(answer)["code"]) == (409, code)


def test_only_some_roles_may_answer(sim: Player) -> None:
    review = body(unanswered(sim))
    for role, status in (("CUSTOMER_SUPPORT", 201), ("APP_MANAGER", 403), ("FINANCE", 403)):
        assert sim.send("POST", REPLIES, role=role, json=review).status_code == status


def test_reviews_are_summed_up_where_there_are_enough(sim: Player) -> None:
    path = f"/v1/apps/{sim.app_id()}/customerReviewSummarizations"
    assert problem(sim.get(path))["code"] == "PARAMETER_ERROR.REQUIRED"
    found = sim.get(path, filter_platform="IOS", include="territory", limit=200).json()
    codes = [one["relationships"]["territory"]["data"]["id"] for one in found["data"]]
    assert "USA" in codes
    assert {one["id"] for one in found["included"]} == set(codes)
    assert sim.data(path, filter_platform="TV_OS") == []


def test_an_app_tells_its_name_and_category_in_its_languages(sim: Player) -> None:
    info = sim.data(f"/v1/apps/{sim.app_id()}/appInfos")[0]["id"]
    texts = sim.data(f"/v1/appInfos/{info}/appInfoLocalizations")
    assert [one["attributes"]["locale"] for one in texts] == ["en-US", "de-DE"]
    assert sim.data(f"/v1/appInfos/{info}/primaryCategory")["id"] == "WEATHER"
    below = sim.data("/v1/appCategories/GAMES/subcategories", limit=200)
    assert "GAMES_PUZZLE" in [one["id"] for one in below]
    assert sim.data("/v1/appCategories/GAMES_PUZZLE/parent")["id"] == "GAMES"


def test_files_are_fetched_without_counting_against_the_hour(sim: Player) -> None:
    instance = sim.instances(sim.app_id(), "App Downloads Standard")[0]
    segment = sim.segments(instance)[0]
    before = sim.get("/v1/apps").headers["x-rate-limit"]
    for _ in range(3):
        sim.file(segment)
    after = sim.get("/v1/apps").headers["x-rate-limit"]
    left = [int(one.rsplit(":", 1)[1].strip(";")) for one in (before, after)]
    assert left[0] - left[1] == 1


def test_a_502_says_that_the_request_could_not_be_processed(sim: Player) -> None:
    sim.play("bad_gateway_once")
    assert "Could not process this request" in sim.get("/v1/apps").text


def test_an_operation_that_apple_does_not_describe_keeps_its_own_parameters() -> None:
    operation = Operation("GET", "/v1/colours", Access.APPS, lambda ask: ask.now)  # type: ignore[arg-type,return-value]
    assert completed(operation) == operation
