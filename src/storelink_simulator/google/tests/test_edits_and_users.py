"""Edits, releases, users and grants: read by Google's own client, by role, of two apps."""

import pytest

from storelink_simulator.google.tests.playing import PACKAGE, PUBLISHER
from storelink_simulator.google.tests.test_official_clients import service  # noqa: F401

gapi_errors = pytest.importorskip("googleapiclient.errors")

OTHER = "example.brightside.petal"
EDITS = f"/androidpublisher/v3/applications/{PACKAGE}/edits"


@pytest.fixture
def publisher(service):  # noqa: F811
    def build(kind="reports"):
        return service("androidpublisher", "v3", "androidpublisher", kind=kind)

    return build


def refusal(request):
    with pytest.raises(gapi_errors.HttpError) as caught:
        request.execute()
    return caught.value.status_code, caught.value.reason


@pytest.mark.parametrize("package", [PACKAGE, OTHER])
def test_an_edit_tells_listings_details_and_tracks(publisher, package):
    edits = publisher().edits()
    edit = edits.insert(packageName=package, body={}).execute()
    ids = {"packageName": package, "editId": edit["id"]}
    assert edits.get(**ids).execute() == edit
    listings = edits.listings().list(**ids).execute()["listings"]
    assert {one["language"] for one in listings} == {"en-US", "de-DE"}
    assert edits.listings().get(**ids, language="de-DE").execute() in listings
    details = edits.details().get(**ids).execute()
    assert details["defaultLanguage"] == "en-US"
    assert package.rpartition(".")[2] in details["contactWebsite"]
    tracks = edits.tracks().list(**ids).execute()["tracks"]
    assert [one["track"] for one in tracks] == ["production", "beta", "alpha", "internal"]
    assert edits.tracks().get(**ids, track="production").execute() == tracks[0]
    assert "releases" not in tracks[2]
    assert edits.validate(**ids).execute() == edit


@pytest.mark.parametrize("package", [PACKAGE, OTHER])
def test_releases_of_a_track_are_those_that_an_edit_tells(publisher, package):
    api = publisher()
    edit = api.edits().insert(packageName=package, body={}).execute()["id"]
    told = api.edits().tracks().list(packageName=package, editId=edit).execute()["tracks"]
    listed = api.applications().tracks().releases()
    for track in told:
        parent = f"applications/{package}/tracks/{track['track']}"
        releases = listed.list(parent=parent).execute().get("releases", [])
        codes = [str(one["activeArtifacts"][0]["versionCode"]) for one in releases]
        assert codes == [one["versionCodes"][0] for one in track.get("releases", [])]
    unknown = listed.list(parent=f"applications/{package}/tracks/stable")
    assert refusal(unknown) == (404, "Track not found: stable.")


def test_a_new_version_is_rolled_out_in_stages(google, publisher):
    seen = set()
    edits = publisher().edits()
    for _ in range(25):
        edit = edits.insert(packageName=PACKAGE, body={}).execute()["id"]
        track = edits.tracks().get(packageName=PACKAGE, editId=edit, track="production").execute()
        newest = track["releases"][0]
        assert ("userFraction" in newest) == (newest["status"] == "inProgress")
        assert len(track["releases"]) == (2 if newest["status"] == "inProgress" else 1)
        seen.add(newest["status"])
        google.admin("POST", "clock", {"days": 1})
    assert seen == {"inProgress", "completed"}


def test_nothing_is_changed_by_an_edit(publisher):
    edits = publisher("admin").edits()
    edit = edits.insert(packageName=PACKAGE, body={}).execute()["id"]
    ids = {"packageName": PACKAGE, "editId": edit}
    before = edits.tracks().list(**ids).execute()
    body = {"track": "production", "releases": []}
    for request in (
        edits.tracks().update(**ids, track="production", body=body),
        edits.tracks().patch(**ids, track="production", body=body),
        edits.listings().delete(**ids, language="en-US"),
        edits.details().patch(**ids, body={}),
        edits.commit(**ids),
    ):
        assert refusal(request)[0] == 403
    assert edits.tracks().list(**ids).execute() == before


def test_an_edit_ends_deleted_replaced_or_expired(google, publisher):
    edits = publisher().edits()
    first = edits.insert(packageName=PACKAGE, body={}).execute()["id"]
    other = edits.insert(packageName=OTHER, body={}).execute()["id"]
    second = edits.insert(packageName=PACKAGE, body={}).execute()["id"]
    gone = (400, "This Edit has been deleted.")
    assert refusal(edits.get(packageName=PACKAGE, editId=first)) == gone
    assert edits.delete(packageName=PACKAGE, editId=second).execute() in ("", b"")
    assert refusal(edits.get(packageName=PACKAGE, editId=second)) == gone
    assert refusal(edits.get(packageName=PACKAGE, editId=other))[0] == 404
    assert edits.get(packageName=OTHER, editId=other).execute()["id"] == other
    google.admin("POST", "clock", {"hours": 2})
    assert "has expired" in refusal(edits.get(packageName=OTHER, editId=other))[1]


def test_an_edit_belongs_to_the_account_that_opened_it(publisher):
    edit = publisher().edits().insert(packageName=PACKAGE, body={}).execute()["id"]
    assert refusal(publisher("admin").edits().get(packageName=PACKAGE, editId=edit))[0] == 404


def test_whoever_may_not_view_an_app_opens_no_edit(publisher):
    one_app, stranger = publisher("one_app"), publisher("not_invited")
    assert one_app.edits().insert(packageName=PACKAGE, body={}).execute()["id"]
    for api, package in ((one_app, OTHER), (stranger, PACKAGE)):
        assert refusal(api.edits().insert(packageName=package, body={}))[0] == 403
        parent = f"applications/{package}/tracks/production"
        assert refusal(api.applications().tracks().releases().list(parent=parent))[0] == 403
    unknown = one_app.edits().insert(packageName="com.unknown", body={})
    assert refusal(unknown) == (404, "Package not found: com.unknown.")


def test_users_carry_their_rights_and_grants(google, publisher):
    parent = f"developers/{google.given['developer_id']}"
    users = publisher("admin").users()
    found = {one["email"]: one for one in users.list(parent=parent, pageSize=-1).execute()["users"]}
    reader = found["p.dubois@brightside.example"]["developerAccountPermissions"]
    assert reader == ["CAN_VIEW_APP_QUALITY_GLOBAL", "CAN_VIEW_NON_FINANCIAL_DATA_GLOBAL"]
    one_app = next(one for email, one in found.items() if email.startswith("one-app@"))
    assert one_app["developerAccountPermissions"] == []
    assert [grant["packageName"] for grant in one_app["grants"]] == [PACKAGE]
    assert "CAN_VIEW_FINANCIAL_DATA" in one_app["grants"][0]["appLevelPermissions"]
    grants = publisher("admin").grants()
    assert refusal(grants.delete(name=one_app["grants"][0]["name"]))[0] == 403
    assert refusal(grants.create(parent=one_app["name"], body={}))[0] == 403
    assert refusal(users.list(parent=parent, pageToken="OTk5"))[0] == 400
    assert refusal(publisher().users().list(parent=parent))[0] == 403
    assert refusal(users.list(parent="developers/1"))[0] == 403


def test_the_door_is_the_same_for_the_new_calls(google):
    assert google.post(EDITS, {}, scope="playdeveloperreporting").status_code == 403
    assert google.client.post(EDITS, json={}).status_code == 401
    assert google.post(EDITS, ["no object"]).status_code == 400
    for path in (f"{EDITS}/1", f"{EDITS}/1/tracks", f"{EDITS}/", EDITS):
        assert google.get(path, PUBLISHER).status_code == 404
