"""The troubles that people have reported of Google, played."""

from storelink_simulator.google.tests.playing import PACKAGE, PUBLISHER, REPORTING

ERRORS = f"/v1beta1/apps/{PACKAGE}/errorCountMetricSet:query"
REVIEWS = f"/androidpublisher/v3/applications/{PACKAGE}/reviews"
OTHER = "example.brightside.petal"


def question(month, day, end):
    return {
        "timelineSpec": {
            "aggregationPeriod": "DAILY",
            "startTime": {"year": 2026, "month": month, "day": day},
            "endTime": {"year": 2026, "month": end, "day": day},
        },
        "metrics": ["errorReportCount"],
        "dimensions": ["reportType"],
    }


def listed(google, bucket, prefix):
    answer = google.get(f"/storage/v1/b/{bucket}/o", prefix=prefix, maxResults=5)
    assert answer.status_code == 200, answer.text
    return [one["name"] for one in answer.json().get("items", [])]


def test_two_buckets_of_one_number_share_what_the_one_held(google):
    older = google.bucket
    newer = older.replace("_rev_", "_")
    assert google.get(f"/storage/v1/b/{newer}/o").status_code == 404
    google.play("twin_buckets")
    for prefix in ("stats/", "reviews/", "acquisition/"):
        assert listed(google, newer, prefix)
        assert listed(google, older, prefix) == []
    for prefix in ("sales/", "earnings/", "financial-stats/", "payouts/"):
        assert listed(google, older, prefix)
        assert listed(google, newer, prefix) == []
    name = listed(google, newer, "stats/installs/")[0].replace("/", "%2F")
    media = google.get(f"/storage/v1/b/{newer}/o/{name}", alt="media")
    assert media.status_code == 200
    assert media.content


def test_error_counts_that_are_no_longer_kept_are_a_bare_400(google):
    google.play("error_counts_two_months")
    old = google.post(ERRORS, question(9, 1, 10), REPORTING)
    assert old.status_code == 400
    assert old.json()["error"]["message"] == "Request contains an invalid argument."
    assert google.post(ERRORS, question(10, 1, 11), REPORTING).status_code == 200
    crashes = {**question(9, 1, 10), "metrics": ["crashRate"], "dimensions": []}
    set_of_crashes = ERRORS.replace("errorCount", "crashRate")
    assert google.post(set_of_crashes, crashes, REPORTING).status_code == 200


def test_a_page_token_that_leads_to_its_own_page(google):
    google.play("reviews_next_repeats")
    first = google.get(REVIEWS, PUBLISHER, maxResults=1).json()["tokenPagination"]["nextPageToken"]
    second = google.get(REVIEWS, PUBLISHER, maxResults=1, token=first).json()
    assert second["tokenPagination"]["nextPageToken"] == first


def test_a_review_without_its_stars(google):
    google.play("review_null_rating", app=PACKAGE)
    shown = google.get(REVIEWS, PUBLISHER).json()["reviews"]
    stars = [one["comments"][0]["userComment"]["starRating"] for one in shown]
    assert stars[0] is None
    assert None not in stars[1:]


def test_a_transferred_app_is_in_the_files_alone(google):
    google.play("app_transferred", app=OTHER)
    told = google.get("/v1beta1/apps:search", REPORTING).json()["apps"]
    packages = {one["packageName"] for one in told}
    assert PACKAGE in packages
    assert OTHER not in packages
    assert google.names(f"stats/installs/installs_{OTHER}")
