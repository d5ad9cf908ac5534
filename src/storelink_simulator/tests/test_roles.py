"""What each role may do: the matrix, walked over HTTP."""

from __future__ import annotations

import pytest

from storelink_simulator.tests.playing import Player, problem

CAN = {
    "ADMIN": "apps users sales finance analytics request reviews",
    "FINANCE": "apps sales finance analytics",
    "SALES": "apps sales analytics",
    "APP_MANAGER": "apps reviews",
    "CUSTOMER_SUPPORT": "apps reviews",
    "MARKETING": "apps",
    "DEVELOPER": "apps reviews",
}


def allowed(sim: Player, role: str) -> set[str]:
    app = sim.app_id()
    vendor = sim.key()["vendor_number"]
    body = {
        "data": {
            "type": "analyticsReportRequests",
            "attributes": {"accessType": "ONGOING"},
            "relationships": {"app": {"data": {"type": "apps", "id": app}}},
        }
    }
    answers = {
        "apps": sim.get("/v1/apps", role=role),
        "users": sim.get("/v1/users", role=role),
        "sales": sim.sales(role=role),
        "finance": sim.finance("FINANCIAL", "ZZ", "2026-12", role=role),
        "analytics": sim.get(f"/v1/apps/{app}/analyticsReportRequests", role=role),
        "request": sim.send("POST", "/v1/analyticsReportRequests", role, json=body),
        "reviews": sim.get(f"/v1/apps/{app}/customerReviews", role=role),
    }
    assert vendor
    for answer in answers.values():
        if answer.status_code == 403:
            assert problem(answer)["code"] == "FORBIDDEN_ERROR"
    return {name for name, answer in answers.items() if answer.status_code != 403}


@pytest.mark.parametrize("role", CAN)
def test_a_role_may_what_the_matrix_says(sim: Player, role: str) -> None:
    assert allowed(sim, role) == set(CAN[role].split())


def test_an_individual_key_never_reads_sales(sim: Player) -> None:
    assert sim.sales(role="ACCOUNT_HOLDER", kind="individual").status_code == 403


def test_an_individual_key_sees_the_apps_of_its_user(sim: Player) -> None:
    support = {"role": "CUSTOMER_SUPPORT", "kind": "individual"}
    apps = sim.data("/v1/apps", **support)
    assert {app["attributes"]["sku"] for app in apps} == {"TIDEWATER01", "PETAL01"}
    hidden = sim.data("/v1/apps", filter_sku="QUILL01")[0]["id"]
    assert sim.get(f"/v1/apps/{hidden}", **support).status_code == 404
    assert sim.get(f"/v1/apps/{hidden}/customerReviews", **support).status_code == 404
