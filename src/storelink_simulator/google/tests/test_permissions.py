"""Who may what: the accounts that the admin address gives, and the scenarios of rights."""

import pytest

from storelink_simulator.google.tests.playing import PACKAGE, PUBLISHER, REPORTING

REVIEWS = f"/androidpublisher/v3/applications/{PACKAGE}/reviews"
PETAL = "/androidpublisher/v3/applications/example.brightside.petal/reviews"


def listing(google, prefix="stats/", kind="reports"):
    path = f"/storage/v1/b/{google.bucket}/o"
    return google.get(path, kind=kind, prefix=prefix, maxResults=1)


def doors(google, kind="reports"):
    """The statuses of the three doors, and of the money."""
    return (
        listing(google, kind=kind).status_code,
        listing(google, "sales/", kind).status_code,
        google.get(REVIEWS, PUBLISHER, kind).status_code,
        google.get("/v1beta1/apps:search", REPORTING, kind).status_code,
    )


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("reports", (200, 200, 200, 200)),
        ("admin", (200, 200, 200, 200)),
        ("no_finance", (200, 403, 200, 200)),
        ("no_reply", (200, 200, 200, 200)),
        ("one_app", (403, 403, 200, 200)),
        ("not_invited", (403, 403, 401, 403)),
    ],
)
def test_each_account_opens_its_own_doors(google, kind, expected):
    assert doors(google, kind) == expected


def test_a_refusal_names_the_address_to_invite(google):
    error = listing(google, kind="not_invited").json()["error"]
    email = google.key_file("not_invited")["client_email"]
    assert error["message"] == (
        f"{email} does not have storage.objects.list access to the Google Cloud Storage bucket. "
        "Permission 'storage.objects.list' denied on resource (or it may not exist)."
    )
    assert error["errors"][0]["reason"] == "forbidden"


def test_an_uninvited_account_has_insufficient_permissions_at_the_publisher(google):
    answer = google.get(REVIEWS, PUBLISHER, "not_invited")
    error = answer.json()["error"]
    assert (answer.status_code, error["errors"][0]["reason"]) == (401, "permissionDenied")
    assert error["errors"][0]["domain"] == "androidpublisher"


def test_an_app_level_grant_opens_one_app(google):
    assert google.get(PETAL, PUBLISHER, "one_app").status_code == 401
    apps = google.get("/v1beta1/apps:search", REPORTING, "one_app").json()["apps"]
    assert [app["packageName"] for app in apps] == [PACKAGE]


def test_without_finance_a_wide_listing_is_refused_too(google):
    assert listing(google, "", "no_finance").status_code == 403
    assert listing(google, "reviews/", "no_finance").status_code == 200


@pytest.mark.parametrize(
    ("style", "expected"), [("prefix", (200, 403)), ("objects", (200, 200)), ("bucket", (403, 403))]
)
def test_a_missing_financial_permission_can_show_in_three_ways(google, style, expected):
    google.play("google_financial_permission_missing", options={"style": style})
    shown = (listing(google).status_code, listing(google, "sales/").status_code)
    assert shown == expected
    opened = google.object("sales/salesreport_202609.zip", alt="media")
    assert opened.status_code == 403


def test_an_invitation_works_after_a_while(google):
    google.play("google_invited_an_hour_ago", options={"hours": 30})
    assert doors(google) == (403, 403, 401, 403)
    google.admin("POST", "clock", {"hours": 28})
    assert doors(google) == (403, 403, 401, 403)
    google.admin("POST", "clock", {"hours": 2})
    assert doors(google) == (200, 200, 200, 200)


def test_not_invited_can_be_played_for_one_key(google):
    google.play("google_not_invited", key=google.key_file()["client_email"])
    assert doors(google) == (403, 403, 401, 403)
    assert doors(google, "admin") == (200, 200, 200, 200)


def test_app_level_only_can_be_played(google):
    google.play("google_app_level_only")
    assert doors(google) == (403, 403, 200, 200)
    assert google.get(PETAL, PUBLISHER).status_code == 401


def test_a_strange_bucket_is_forbidden_and_ours_can_become_one(google):
    strange = google.given["strange_bucket_uri"].removeprefix("gs://").strip("/")
    assert google.get(f"/storage/v1/b/{strange}/o", kind="admin").status_code == 403
    google.play("google_bucket_of_another_account")
    assert listing(google).status_code == 403
    assert google.get(REVIEWS, PUBLISHER).status_code == 200


def test_an_api_that_is_off_is_told_with_its_link(google):
    google.play("google_api_off", options={"api": "playdeveloperreporting.googleapis.com"})
    error = google.get("/v1beta1/apps:search", REPORTING).json()["error"]
    assert error["status"] == "PERMISSION_DENIED"
    assert error["details"][0]["reason"] == "SERVICE_DISABLED"
    assert "Google Play Developer Reporting API has not been used in project" in error["message"]
    assert doors(google) == (200, 200, 200, 403)


def test_a_used_up_quota_is_429(google):
    google.play("google_quota_used_up", path="/androidpublisher")
    answer = google.get(REVIEWS, PUBLISHER)
    assert (answer.status_code, answer.json()["error"]["status"]) == (429, "RESOURCE_EXHAUSTED")
    assert listing(google).status_code == 200


@pytest.mark.parametrize("path", ["/storage", "/androidpublisher", "/v1beta1", "/token"])
def test_the_weather_reaches_every_door(google, path):
    google.token(PUBLISHER), google.token(REPORTING), google.token()
    calls = {
        "/storage": lambda: listing(google),
        "/androidpublisher": lambda: google.get(REVIEWS, PUBLISHER),
        "/v1beta1": lambda: google.get("/v1beta1/apps:search", REPORTING),
        "/token": lambda: google.grant("x.y.z"),
    }
    google.play("bad_gateway_once", path=path)
    assert calls[path]().status_code == 502
    google.play("server_error_json", path=path, options={"status": 503})
    assert calls[path]().status_code == 503
    google.admin("DELETE", "scenarios")
    google.play("rate_limited", path=path, options={"retry_after": 3})
    answer = calls[path]()
    if path != "/token":
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "3")


def test_a_month_can_change_between_listing_and_reading(google):
    name = f"stats/crashes/crashes_{PACKAGE}_202609_overview.csv"
    listed = google.object(name).json()["generation"]
    google.play("google_rewritten_while_read", path="crashes", options={"factor": 1.5})
    assert google.object(name, alt="media", ifGenerationMatch=listed).status_code == 412
    again = google.object(name).json()["generation"]
    assert int(again) > int(listed)
    assert google.object(name, alt="media", ifGenerationMatch=again).status_code == 200
    beside = name.replace("overview", "device")
    assert int(google.object(beside).json()["generation"]) == int(again), "the month as a whole"


def test_a_refused_token_is_renewed(google):
    google.play("google_token_expired")
    refused = listing(google)
    assert refused.json()["error"]["errors"][0]["reason"] == "authError"
    assert listing(google).status_code == 200


def test_a_file_that_ends_half_way_does_not_fit_its_hash(google):
    whole = google.object("sales/salesreport_202609.zip", alt="media")
    google.play("truncated_gzip")
    cut = google.object("sales/salesreport_202609.zip", alt="media")
    assert len(cut.content) == len(whole.content) // 2
    assert cut.headers["x-goog-hash"] == whole.headers["x-goog-hash"]


def test_pages_can_be_short(google):
    google.play("google_short_pages", options={"size": 3})
    page = google.get(f"/storage/v1/b/{google.bucket}/o", prefix="reviews/").json()
    assert len(page["items"]) == 3
    assert len(google.names("sales/")) == 36


@pytest.mark.parametrize(
    ("method", "permission"),
    [("POST", "create"), ("PUT", "create"), ("DELETE", "delete"), ("PATCH", "update")],
)
def test_whoever_writes_is_refused_as_json(google, method, permission):
    path = f"/upload/storage/v1/b/{google.bucket}/o?uploadType=media&name=a.csv"
    headers = {"Authorization": f"Bearer {google.token()}"}
    answer = google.client.request(method, path, content=b"a", headers=headers)
    assert answer.status_code == 403
    assert f"storage.objects.{permission} access" in answer.json()["error"]["message"]
    nobody = google.client.request(method, path, content=b"a")
    assert nobody.status_code == 401


def test_a_token_that_may_read_all_of_the_cloud_may_read_a_bucket(google):
    path = f"/storage/v1/b/{google.bucket}/o"
    for scope, status in (("cloud-platform.read-only", 200), ("androidpublisher", 403)):
        assert google.get(path, scope, prefix="reviews/", maxResults=1).status_code == status
