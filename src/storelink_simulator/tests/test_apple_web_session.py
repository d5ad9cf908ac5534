"""The web application after signing in: session, teams, apps, people, reviews."""

from __future__ import annotations

import base64
import json
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from storelink_simulator.tests.playing import Player, problem
from storelink_simulator.tests.signing_in import (
    KEY,
    MANAGER,
    OWNER,
    SUPPORT,
    Browser,
    entered,
    session,
    switched,
)

STRANGER = "r.halloran@tideline.example"


@pytest.mark.parametrize("method", ["HEAD", "GET"])
def test_the_widget_key_is_in_the_redirect_of_logout(sim: Player, method: str) -> None:
    answer = sim.client.request(method, "/logout")
    place = urlsplit(answer.headers["Location"])
    assert answer.status_code == 302
    assert (place.scheme, place.netloc, place.path) == (
        "https",
        "idmsa.apple.com",
        "/appleauth/signout",
    )
    assert parse_qs(place.query)["widgetKey"] == [KEY]


def test_the_old_document_is_gone_but_for_the_switch(sim: Player) -> None:
    path = "/olympus/v1/app/config?hostname=itunesconnect.apple.com"
    assert sim.client.get(path).status_code == 404
    assert sim.client.get("/olympus/v2/app/config").status_code == 401
    sim.play("old_widget_key_document")
    assert sim.client.get(path).json()["authServiceKey"] == KEY


def test_cookies_sent_to_logout_end_the_session(sim: Player) -> None:
    browser = entered(sim)
    browser.client.head("/logout")
    assert session(browser).status_code == 401


def test_a_session_begins_with_the_identity_alone(sim: Player) -> None:
    browser = Browser(sim)
    browser.sign_in()
    answer = httpx.get(
        f"{sim.server.address}/olympus/v1/session",
        cookies={"myacinfo": browser.client.cookies["myacinfo"]},
    )
    found = answer.json()
    assert found["user"]["emailAddress"] == OWNER
    assert found["provider"]["name"] == "Brightside Labs"
    assert found["roles"] == ["ACCOUNT_HOLDER", "ADMIN"]
    assert [one["name"] for one in found["availableProviders"]] == [
        "Brightside Labs",
        "Mira Okafor",
        "Tideline Games",
    ]
    assert [one["subType"] for one in found["availableProviders"]][1] == "INDIVIDUAL"


def test_the_session_cookie_tells_team_person_and_end(sim: Player) -> None:
    browser = entered(sim)
    head = browser.client.cookies["itctx"].strip('"').partition("|")[0]
    inside = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    found = session(browser).json()
    assert inside["cp"] == found["provider"]["publicProviderId"]
    assert inside["ds"] == found["user"]["prsId"]
    assert inside["ex"].startswith("2026-11-25 02:0")


def test_nobody_is_told_as_text(sim: Player) -> None:
    answer = sim.client.get("/olympus/v1/session")
    assert answer.status_code == 401
    assert answer.text.startswith("Unauthenticated")
    assert problem(sim.client.get("/iris/v1/apps"))["code"] == "NOT_AUTHORIZED"


def test_who_is_on_no_team_has_a_session_without_one(sim: Player) -> None:
    found = session(entered(sim, STRANGER)).json()
    assert "provider" not in found
    assert found["availableProviders"] == []


def test_a_session_lasts_eight_hours_and_the_identity_renews_it(sim: Player) -> None:
    browser = entered(sim)
    sim.admin("POST", "clock", {"hours": 9})
    assert browser.client.get("/iris/v1/apps").status_code == 401
    assert session(browser).status_code == 200
    assert browser.client.get("/iris/v1/apps").status_code == 200
    sim.admin("POST", "clock", {"hours": 16})
    assert session(browser).status_code == 401
    assert browser.give_password().status_code == 200
    assert session(browser).status_code == 200


def names(browser: Browser) -> list[str]:
    apps = browser.client.get("/iris/v1/apps").json()["data"]
    return [one["attributes"]["name"] for one in apps]


def test_the_active_team_decides_apps_and_roles(sim: Player) -> None:
    browser = entered(sim)
    own = names(browser)
    assert own == [app["name"] for app in sim.admin("GET", "state")["apps"]]
    switched(browser, "Tideline Games")
    assert session(browser).json()["roles"] == ["MARKETING"]
    assert len(names(browser)) == 2
    assert not set(names(browser)) & set(own)


def test_the_page_switches_by_another_call(sim: Player) -> None:
    browser = entered(sim)
    team = session(browser).json()["availableProviders"][1]
    data = {
        "type": "providerSwitchRequests",
        "relationships": {
            "provider": {"data": {"type": "providers", "id": team["publicProviderId"]}}
        },
    }
    path = "/olympus/v1/providerSwitchRequests"
    sim.play("team_switch_ignored", count=1)
    seen = []
    for _ in range(2):
        assert browser.client.post(path, json={"data": data}).status_code == 201
        seen.append(session(browser).json()["provider"]["name"])
    assert seen == ["Brightside Labs", "Mira Okafor"]


def test_somebody_elses_team_is_refused(sim: Player) -> None:
    browser = entered(sim)
    mine = session(browser).json()["availableProviders"][1]["providerId"]
    other = entered(sim, SUPPORT)
    for number in (mine, 1, "x"):
        body = {"provider": {"providerId": number}}
        assert other.client.post("/olympus/v1/session", json=body).status_code == 403
    assert session(other).json()["provider"]["name"] == "Brightside Labs"


def test_actors_tell_the_roles_of_every_team(sim: Player) -> None:
    browser = entered(sim, MANAGER)
    found = browser.client.get("/olympus/v1/actors?include=provider,person").json()
    roles = [one["attributes"]["roles"] for one in found["data"]]
    assert roles == [["APP_MANAGER"], ["DEVELOPER"]]


def test_apps_are_told_as_the_page_asks(sim: Player) -> None:
    browser = entered(sim)
    query = "include=displayableVersions,appStoreIcon&limit=4"
    found = browser.client.get(f"/iris/v1/apps?{query}").json()
    app = found["data"][3]
    versions = app["relationships"]["displayableVersions"]["data"]
    assert {one["id"] for one in versions} <= {one["id"] for one in found["included"]}
    assert app["links"]["self"].endswith(f"/iris/v1/apps/{app['id']}")
    following = found["links"]["next"]
    assert following.startswith(f"{sim.server.address}/iris/v1/apps?cursor=")
    assert len(browser.client.get(following).json()["data"]) == 2
    assert browser.client.get("/iris/v1/apps?include=appStoreVersions.build").status_code == 400


def test_an_app_of_another_team_is_not_found(sim: Player) -> None:
    browser = entered(sim)
    app = browser.client.get("/iris/v1/apps").json()["data"][0]["id"]
    assert browser.client.get(f"/iris/v1/apps/{app}").status_code == 200
    switched(browser, "Mira Okafor")
    assert problem(browser.client.get(f"/iris/v1/apps/{app}"))["code"] == "NOT_FOUND"


def test_people_have_addresses_and_only_admins_see_them(sim: Player) -> None:
    users = (
        entered(sim)
        .client.get("/iris/v1/users?include=visibleApps,provider&limit=50")
        .json()["data"]
    )
    assert users[0]["attributes"]["email"] == users[0]["attributes"]["username"] == OWNER
    assert entered(sim, MANAGER).client.get("/iris/v1/users").status_code == 403


def test_reviews_equal_those_of_the_official_api(sim: Player) -> None:
    app = sim.app_id()
    query = {"sort": "-createdDate", "limit": "20"}
    ours = entered(sim).client.get(f"/iris/v1/apps/{app}/customerReviews", params=query).json()
    theirs = sim.get(f"/v1/apps/{app}/customerReviews", **query).json()
    assert ours["data"]
    assert [one["attributes"] for one in ours["data"]] == [
        one["attributes"] for one in theirs["data"]
    ]


def test_a_person_sees_only_the_apps_that_are_shown_to_them(sim: Player) -> None:
    browser = entered(sim, SUPPORT)
    assert len(names(browser)) == 2
    hidden = sim.app_id(3)
    assert browser.client.get(f"/iris/v1/apps/{hidden}/customerReviews").status_code == 404


def test_another_propertys_sign_in_opens_no_app_store_connect(sim: Player) -> None:
    browser = Browser(sim)
    icloud = "d39ba9916b7251055b22c7f910e2ea796ee65e98b2ddecea8f5dde8d9d1a815d"
    browser.headers["X-Apple-Widget-Key"] = icloud
    browser.sign_in()
    assert session(browser).status_code == 401
