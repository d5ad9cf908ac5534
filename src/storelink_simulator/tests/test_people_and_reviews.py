"""Users, reviews and versions, for reading."""

from __future__ import annotations

from datetime import datetime

from storelink_simulator.tests.playing import Player


def test_the_team_can_be_filtered_and_sorted(sim: Player) -> None:
    support = sim.data("/v1/users", filter_roles="CUSTOMER_SUPPORT")
    assert [user["attributes"]["username"] for user in support] == ["a.serra@brightside.example"]
    names = [user["attributes"]["lastName"] for user in sim.data("/v1/users", sort="-lastName")]
    assert names == sorted(names, reverse=True)


def test_visible_apps_are_told_where_they_are_limited(sim: Player) -> None:
    for user in sim.data("/v1/users"):
        apps = sim.data(f"/v1/users/{user['id']}/visibleApps")
        assert bool(apps) != user["attributes"]["allAppsVisible"]


def test_reviews_come_newest_first_with_a_zone(sim: Player) -> None:
    path = f"/v1/apps/{sim.app_id()}/customerReviews"
    dates = [review["attributes"]["createdDate"] for review in sim.data(path, limit=200)]
    moments = [datetime.fromisoformat(text) for text in dates]
    assert moments == sorted(moments, reverse=True)
    assert dates[0].endswith("-08:00")
    assert sim.get(path).json()["meta"]["paging"]["total"] > 500


def test_reviews_can_be_filtered(sim: Player) -> None:
    path = f"/v1/apps/{sim.app_id()}/customerReviews"
    low = sim.data(path, filter_rating="1,2", filter_territory="DEU", limit=200)
    assert low
    for review in low:
        assert review["attributes"]["rating"] in (1, 2)
        assert review["attributes"]["territory"] == "DEU"
    ratings = [one["attributes"]["rating"] for one in sim.data(path, sort="rating", limit=200)]
    assert ratings == sorted(ratings)


def test_answers_are_included_where_there_are_any(sim: Player) -> None:
    path = f"/v1/apps/{sim.app_id()}/customerReviews"
    page = sim.get(path, include="response", exists_publishedResponse="true").json()
    ids = {one["id"] for one in page["included"]}
    for review in page["data"]:
        assert review["relationships"]["response"]["data"]["id"] in ids
    assert {one["attributes"]["state"] for one in page["included"]} == {"PUBLISHED"}
    without = sim.get(path, include="response", exists_publishedResponse="false").json()
    states = {one["attributes"]["state"] for one in without.get("included", [])}
    assert states <= {"PENDING_PUBLISH"}


def test_a_pending_answer_is_published_after_a_while(sim: Player) -> None:
    sim.admin("POST", "clock", {"set": "2026-11-20T12:00:00Z"})
    path = f"/v1/apps/{sim.app_id()}/customerReviews"
    for _ in range(60):
        sim.admin("POST", "clock", {"hours": 3})
        page = sim.get(path, include="response", exists_publishedResponse="false").json()
        waiting = page.get("included", [])
        if waiting:
            break
    answer = f"/v1/customerReviewResponses/{waiting[0]['id']}"
    assert sim.data(answer)["attributes"]["state"] == "PENDING_PUBLISH"
    sim.admin("POST", "clock", {"hours": 6})
    assert sim.data(answer)["attributes"]["state"] == "PUBLISHED"


def test_a_review_without_an_answer_has_none(sim: Player) -> None:
    path = f"/v1/apps/{sim.app_id()}/customerReviews"
    found = sim.data(path, exists_publishedResponse="false", include="response")
    review = next(one for one in found if "data" not in one["relationships"]["response"])
    assert sim.data(f"/v1/customerReviews/{review['id']}")["id"] == review["id"]
    assert sim.get(f"/v1/customerReviews/{review['id']}/response").status_code == 404


def test_new_reviews_come_as_time_passes(sim: Player) -> None:
    path = f"/v1/apps/{sim.app_id()}/customerReviews"
    before = sim.get(path).json()
    sim.admin("POST", "clock", {"days": 5})
    after = sim.get(path).json()
    assert after["meta"]["paging"]["total"] > before["meta"]["paging"]["total"]
    assert before["data"][0] in sim.data(path, limit=200)


def test_versions_tell_the_releases(sim: Player) -> None:
    app = sim.data("/v1/apps", filter_sku="QUILL01")[0]["id"]
    found = sim.data(f"/v1/apps/{app}/appStoreVersions", limit=200)
    assert {one["attributes"]["platform"] for one in found} == {"IOS", "MAC_OS"}
    newest = [one for one in found if one["attributes"]["appStoreState"] == "READY_FOR_SALE"]
    assert len(newest) == 2
    assert len({one["id"] for one in found}) == len(found)
