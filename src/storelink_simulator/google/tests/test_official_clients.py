"""Google's own libraries as clients: shapes are checked by code that is not ours."""

import base64
import hashlib

import pytest

from storelink_simulator.google.tests.playing import PACKAGE, SCOPE, opened

storage = pytest.importorskip("google.cloud.storage")
discovery = pytest.importorskip("googleapiclient.discovery")
gapi_errors = pytest.importorskip("googleapiclient.errors")
requests = pytest.importorskip("requests")
service_account = pytest.importorskip("google.oauth2.service_account")
requests_transport = pytest.importorskip("google.auth.transport.requests")
user_credentials = pytest.importorskip("google.oauth2.credentials")
api_errors = pytest.importorskip("google.api_core.exceptions")

INSTALLS = f"stats/installs/installs_{PACKAGE}_202609_overview.csv"


def credentials(google, *scopes, kind="reports"):
    """A token by google-auth's own grant; wrapped, so that no other host is looked up behind us."""
    info = {
        **google.key_file(kind),
        "token_uri": f"{str(google.client.base_url).rstrip('/')}/token",
    }
    signer = service_account.Credentials.from_service_account_info(
        info, scopes=[SCOPE + scope for scope in scopes]
    )
    with requests.Session() as session:
        signer.refresh(requests_transport.Request(session))
    return user_credentials.Credentials(token=signer.token)


@pytest.fixture
def bucket(google):
    client = storage.Client(
        project="none",
        credentials=credentials(google, "devstorage.read_only"),
        client_options={"api_endpoint": str(google.client.base_url).rstrip("/")},
    )
    yield client.bucket(google.bucket)
    client.close()


@pytest.fixture
def service(google):
    """Builds services, and closes them."""
    built = []

    def build(name, version, scope, kind="reports"):
        built.append(_built(google, name, version, credentials(google, scope, kind=kind)))
        return built[-1]

    yield build
    for one in built:
        one.close()


def _built(google, name, version, allowed):
    return discovery.build(
        name,
        version,
        credentials=allowed,
        static_discovery=True,
        cache_discovery=False,
        client_options={"api_endpoint": str(google.client.base_url).rstrip("/")},
    )


def test_google_auth_says_what_the_token_endpoint_says(google):
    google.play("google_key_deleted")
    errors = pytest.importorskip("google.auth.exceptions")
    with pytest.raises(
        errors.RefreshError, match=r"invalid_grant: Invalid JWT Signature\."
    ) as caught:
        credentials(google, "devstorage.read_only")
    assert not caught.value.retryable


def test_objects_are_listed_over_pages_and_by_folders(bucket):
    names = [blob.name for blob in bucket.list_blobs(prefix="sales/", page_size=10)]
    assert names == sorted(names)
    assert len(names) == 36
    listing = bucket.list_blobs(prefix="stats/", delimiter="/")
    assert list(listing) == []
    assert "stats/installs/" in listing.prefixes
    matched = bucket.list_blobs(match_glob="earnings/earnings_2025*.zip")
    assert len(list(matched)) == 13
    between = bucket.list_blobs(
        start_offset="sales/salesreport_2024", end_offset="sales/salesreport_202403"
    )
    assert len(list(between)) == 2


@pytest.mark.parametrize("is_raw", [True, False])
def test_objects_are_read_with_their_checksums_verified(bucket, is_raw):
    for blob in list(bucket.list_blobs(prefix=f"stats/crashes/crashes_{PACKAGE}_2026"))[:12]:
        for checksum in ("md5", "crc32c"):
            text = opened(blob.download_as_bytes(raw_download=is_raw, checksum=checksum))
            assert text.startswith("Date,Package Name,")


def test_a_description_is_that_of_the_stored_bytes(bucket):
    blob = bucket.get_blob(INSTALLS)
    data = blob.download_as_bytes(raw_download=True)
    assert blob.size == len(data)
    assert base64.b64decode(blob.md5_hash) == hashlib.md5(data).digest()
    assert blob.content_type == "text/csv"
    assert blob.updated.isoformat().startswith("2026-1")
    assert bucket.get_blob("stats/nothing.csv") is None


def test_ranges_and_generations_are_honoured(bucket):
    blob = bucket.get_blob("sales/salesreport_202609.zip")
    assert blob.download_as_bytes(start=0, end=1, raw_download=True, checksum=None) == b"PK"
    with pytest.raises(api_errors.PreconditionFailed):
        blob.download_as_bytes(if_generation_match=blob.generation - 1)
    with pytest.raises(api_errors.NotModified):
        blob.reload(if_generation_not_match=blob.generation)


def test_a_bucket_is_never_described(bucket):
    with pytest.raises(api_errors.Forbidden, match=r"storage\.buckets\.get"):
        bucket.reload()


def test_reviews_are_listed_and_answered(service):
    reviews = service("androidpublisher", "v3", "androidpublisher").reviews()
    answer = reviews.list(packageName=PACKAGE, maxResults=3).execute()
    first = answer["reviews"][0]
    assert answer["tokenPagination"]["nextPageToken"]
    body = {"replyText": "Thank you!"}
    sent = reviews.reply(packageName=PACKAGE, reviewId=first["reviewId"], body=body).execute()
    assert sent["result"]["replyText"] == "Thank you!"
    known = reviews.get(packageName=PACKAGE, reviewId=first["reviewId"]).execute()
    assert known["comments"][1]["developerComment"]["text"] == "Thank you!"


def test_users_are_read_page_by_page_by_an_admin(google, service):
    users = service("androidpublisher", "v3", "androidpublisher", kind="admin").users()
    parent = f"developers/{google.given['developer_id']}"
    request, found = users.list(parent=parent, pageSize=2), []
    while request is not None:
        answer = request.execute()
        found += answer["users"]
        request = users.list_next(request, answer)
    assert {"m.okafor@brightside.example"} <= {user["email"] for user in found}
    assert len(found) > 4


def test_an_api_that_is_off_is_an_error_with_its_link(google, service):
    google.play("google_api_off", options={"api": "androidpublisher.googleapis.com"})
    reviews = service("androidpublisher", "v3", "androidpublisher").reviews()
    with pytest.raises(gapi_errors.HttpError) as caught:
        reviews.list(packageName=PACKAGE).execute()
    assert caught.value.status_code == 403
    assert "has not been used in project" in caught.value.reason
    details = caught.value.error_details
    assert details[0]["reason"] == "SERVICE_DISABLED"
    assert "console.developers.google.com" in details[1]["links"][0]["url"]


def test_apps_vitals_and_freshness_are_read(service):
    reporting = service("playdeveloperreporting", "v1beta1", "playdeveloperreporting")
    apps = reporting.apps().search(pageSize=2).execute()
    assert len(apps["apps"]) == 2
    rates = reporting.vitals().crashrate()
    name = f"apps/{PACKAGE}/crashRateMetricSet"
    latest = rates.get(name=name).execute()["freshnessInfo"]["freshnesses"][0]["latestEndTime"]
    body = {
        "timelineSpec": {
            "aggregationPeriod": "DAILY",
            "startTime": {**latest, "month": latest["month"] - 1},
            "endTime": latest,
        },
        "metrics": ["crashRate", "crashRate28dUserWeighted", "distinctUsers"],
        "dimensions": ["versionCode"],
    }
    rows = rates.query(name=name, body=body).execute()["rows"]
    assert rows[0]["dimensions"][0]["int64Value"].isdecimal()
    assert 0 < float(rows[0]["metrics"][0]["decimalValue"]["value"]) < 0.2
