"""Reviews and users: the week, texts only, replies with their limits, quotas."""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote, unquote

import pytest

from storelink_simulator.google.tests.playing import PACKAGE, PUBLISHER

ROOT = f"/androidpublisher/v3/applications/{PACKAGE}/reviews"
NOW = datetime(2026, 11, 24, 18, tzinfo=UTC)


def everything(google, **asked):
    found = []
    while True:
        answer = google.get(ROOT, PUBLISHER, **asked).json()
        found += answer.get("reviews", [])
        if "tokenPagination" not in answer:
            return found
        asked["token"] = answer["tokenPagination"]["nextPageToken"]


def at(comment):
    return datetime.fromtimestamp(int(comment["lastModified"]["seconds"]), UTC)


def said(review):
    return review["comments"][0]["userComment"]


def reply(google, review_id, text):
    return google.post(f"{ROOT}/{quote(review_id, safe='')}:reply", {"replyText": text})


def test_a_week_of_texts_comes_newest_first(google):
    times = [at(said(one)) for one in everything(google, maxResults=5)]
    assert len(times) > 5
    assert times == sorted(times, reverse=True)
    assert times[0] <= NOW + timedelta(minutes=5)
    assert times[-1] > NOW - timedelta(days=7)
    assert all(said(one)["text"].strip() for one in everything(google))
    assert len(google.get(ROOT, PUBLISHER).json()["reviews"]) <= 10


def test_the_ids_are_those_of_the_files(google):
    google.admin("POST", "clock", {"days": 2})
    listed = {one["reviewId"] for one in everything(google, maxResults=100)}
    rows = google.rows(f"reviews/reviews_{PACKAGE}_202611.csv")
    links = [row["Review Link"] for row in rows if row["Review Text"]]
    known = {unquote(link.partition("reviewId=")[2].partition("&")[0]) for link in links}
    assert len(listed & known) >= len(listed) - 4, "the last two days are not in the file yet"
    assert any(one.startswith("gp:") for one in known)
    assert any("-" in one and not one.startswith("gp:") for one in known)
    assert all(not row["Review Link"] for row in rows if not row["Review Text"])


def test_an_empty_week_is_an_empty_object(google):
    google.reset(app_count=7, size=0.01)
    answer = google.get(
        "/androidpublisher/v3/applications/example.brightside.lumen/reviews", PUBLISHER
    )
    assert (answer.status_code, answer.json()) == (200, {})


def test_a_reply_is_stripped_replaced_and_written_into_the_file(google):
    review = next(one for one in everything(google) if len(one["comments"]) == 1)
    first = reply(google, review["reviewId"], "<b>Thanks</b> &amp; bye")
    assert first.json()["result"]["replyText"] == "Thanks & bye"
    reply(google, review["reviewId"], "On second thoughts")
    path = f"{ROOT}/{quote(review['reviewId'], safe='')}"
    comments = google.get(path, PUBLISHER).json()["comments"]
    assert [one.get("developerComment", {}).get("text") for one in comments][1:] == [
        "On second thoughts"
    ]
    google.admin("POST", "clock", {"days": 2})
    rows = google.rows(f"reviews/reviews_{PACKAGE}_202611.csv")
    assert "On second thoughts" in {row["Developer Reply Text"] for row in rows}


@pytest.mark.parametrize("text", ["", "   ", "x" * 351, None, 5])
def test_what_is_no_reply_is_refused(google, text):
    review = everything(google)[0]["reviewId"]
    answer = google.post(f"{ROOT}/{quote(review, safe='')}:reply", {"replyText": text})
    assert (answer.status_code, answer.json()["error"]["status"]) == (400, "INVALID_ARGUMENT")
    assert reply(google, review, "x" * 350).is_success


def test_replying_needs_its_permission_and_can_fail_for_single_reviews(google):
    review = everything(google)[0]["reviewId"]
    path = f"{ROOT}/{quote(review, safe='')}:reply"
    assert google.post(path, {"replyText": "Hi"}, kind="no_reply").status_code == 403
    google.play("google_reply_refused", count=1)
    assert reply(google, review, "Hi").status_code == 403
    assert reply(google, review, "Hi").status_code == 200


def test_what_is_not_there_is_not_found(google):
    for name in ("gp:nothing", "gp:AOqpTO" + "A" * 22, "0" * 32, "x" * 300):
        answer = google.get(f"{ROOT}/{quote(name, safe='')}", PUBLISHER)
        assert answer.status_code == 404
    other = google.get("/androidpublisher/v3/applications/com.other/reviews", PUBLISHER)
    assert other.json()["error"]["message"] == "Package not found: com.other."


def test_reads_have_an_hourly_quota_an_app(google):
    statuses = [google.get(ROOT, PUBLISHER, maxResults=1).status_code for _ in range(201)]
    assert statuses == [200] * 200 + [429]
    petal = "/androidpublisher/v3/applications/example.brightside.petal/reviews"
    assert google.get(petal, PUBLISHER).status_code == 200
    google.admin("POST", "clock", {"hours": 1})
    assert google.get(ROOT, PUBLISHER).status_code == 200


def test_a_translation_keeps_the_original(google):
    for one in everything(google, translationLanguage="fi"):
        assert said(one)["originalText"] != said(one)["text"]


def test_users_are_for_admins(google):
    path = f"/androidpublisher/v3/developers/{google.given['developer_id']}/users"
    assert google.get(path, PUBLISHER).status_code == 403
    users = google.get(path, PUBLISHER, "admin", pageSize=-1).json()["users"]
    by_email = {user["email"]: user for user in users}
    assert google.key_file("not_invited")["client_email"] not in by_email
    one_app = by_email[google.key_file("one_app")["client_email"]]
    assert one_app["grants"][0]["packageName"] == PACKAGE
    assert "CAN_VIEW_FINANCIAL_DATA" in one_app["grants"][0]["appLevelPermissions"]
    reports = by_email[google.key_file()["client_email"]]
    assert "CAN_VIEW_FINANCIAL_DATA_GLOBAL" in reports["developerAccountPermissions"]
