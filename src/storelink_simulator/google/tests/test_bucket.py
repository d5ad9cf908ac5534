"""The bucket's own behaviour: pages, fields, preconditions, transcoding, errors."""

import base64
import gzip
import hashlib

import pytest

from storelink_simulator.google.bucket.checksums import crc32c, slow_crc32c
from storelink_simulator.google.bucket.pages import glob_pattern
from storelink_simulator.google.tests.playing import PACKAGE

CRASHES = f"stats/crashes/crashes_{PACKAGE}_202609_overview.csv"
ZIP = "sales/salesreport_202609.zip"


def reason(response):
    return response.status_code, response.json()["error"]["errors"][0]["reason"]


def packed(google):
    """The name of an object that is stored compressed, and of one that is not."""
    known = google.objects("stats/crashes/", fields="nextPageToken,items(name,contentEncoding)")
    names = {one.get("contentEncoding"): one["name"] for one in known}
    return names["gzip"], names[None]


def test_the_checksum_is_castagnolis():
    for checksum in (crc32c, slow_crc32c):
        assert checksum(b"123456789") == 0xE3069283
        assert checksum(b"") == 0


def test_pages_join_to_the_whole_listing_in_byte_order(google):
    whole = google.names("stats/crashes/")
    assert whole == sorted(whole, key=str.encode)
    assert len(whole) == len(set(whole)) > 100
    paged = google.objects("stats/crashes/", maxResults=37, fields="nextPageToken,items/name")
    assert [one["name"] for one in paged] == whole


def test_common_beginnings_stand_in_place_of_what_lies_below(google):
    path = f"/storage/v1/b/{google.bucket}/o"
    first = google.get(path, delimiter="/", maxResults=2).json()
    assert first["prefixes"] == ["acquisition/", "earnings/"]
    assert "items" not in first
    second = google.get(path, delimiter="/", pageToken=first["nextPageToken"]).json()
    assert second["prefixes"][:2] == ["financial-stats/", "payouts/"]
    assert second["prefixes"][-3:] == ["sales/", "stats/", "subscriptions/"]
    assert "nextPageToken" not in second


def test_nothing_found_has_no_items(google):
    answer = google.get(f"/storage/v1/b/{google.bucket}/o", prefix="nothing/")
    assert answer.json() == {"kind": "storage#objects"}


def test_only_the_wanted_fields_come(google):
    (one,) = google.objects(CRASHES, fields="nextPageToken,items(name,generation,md5Hash)")
    assert set(one) == {"name", "generation", "md5Hash"}
    assert google.object(CRASHES, fields="size").json().keys() == {"size"}
    wrong = google.object(CRASHES, fields="items(name")
    assert reason(wrong) == (400, "invalidParameter")


@pytest.mark.parametrize("name", [CRASHES, ZIP])
def test_hashes_and_size_are_of_the_stored_bytes(google, name):
    said = google.object(name).json()
    with google.client.stream(
        "GET",
        f"/storage/v1/b/{google.bucket}/o/{name.replace('/', '%2F')}?alt=media",
        headers={"Authorization": f"Bearer {google.token()}", "Accept-Encoding": "gzip"},
    ) as answer:
        raw = b"".join(answer.iter_raw())
        headers = answer.headers
    assert len(raw) == int(said["size"]) == int(headers["x-goog-stored-content-length"])
    assert base64.b64encode(hashlib.md5(raw).digest()).decode() == said["md5Hash"]
    assert base64.b64encode(crc32c(raw).to_bytes(4, "big")).decode() == said["crc32c"]
    assert headers["x-goog-hash"] == f"crc32c={said['crc32c']},md5={said['md5Hash']}"
    assert headers["x-goog-generation"] == said["generation"]


def test_compressed_objects_are_unpacked_for_who_does_not_take_gzip(google):
    zipped, plain = packed(google)
    sent = google.object(zipped, alt="media", headers={"Accept-Encoding": "gzip"})
    assert sent.headers["content-encoding"] == "gzip"
    unpacked = google.object(
        zipped, alt="media", headers={"Accept-Encoding": "identity", "Range": "bytes=0-3"}
    )
    assert unpacked.status_code == 200, "ranges of an unpacked object are ignored"
    assert "content-encoding" not in unpacked.headers
    assert unpacked.headers["x-goog-stored-content-encoding"] == "gzip"
    assert unpacked.content == sent.content
    assert gzip.compress(sent.content, 6, mtime=0)[:2] == b"\x1f\x8b"
    other = google.object(plain, alt="media", headers={"Accept-Encoding": "identity"})
    assert other.headers["x-goog-stored-content-encoding"] == "identity"


def test_ranges_give_parts(google):
    whole = google.object(ZIP, alt="media").content
    for header, part in (("0-9", whole[:10]), ("5-", whole[5:]), ("-7", whole[-7:])):
        answer = google.object(ZIP, alt="media", headers={"Range": f"bytes={header}"})
        assert (answer.status_code, answer.content) == (206, part)
    assert answer.headers["content-range"].endswith(f"/{len(whole)}")
    past = google.object(ZIP, alt="media", headers={"Range": "bytes=99999999-"})
    assert past.status_code == 416


def test_preconditions_decide(google):
    generation = google.object(CRASHES).json()["generation"]
    assert google.object(CRASHES, alt="media", ifGenerationMatch=generation).is_success
    assert google.object(CRASHES, alt="media", ifGenerationMatch=1).status_code == 412
    assert google.object(CRASHES, alt="media", ifGenerationNotMatch=generation).status_code == 304
    assert google.object(CRASHES, generation=generation).is_success
    assert reason(google.object(CRASHES, generation=1)) == (404, "notFound")
    assert reason(google.object(CRASHES, ifMetagenerationMatch=2)) == (412, "conditionNotMet")


def test_errors_are_the_services_own(google):
    missing = google.object("stats/none.csv")
    assert reason(missing) == (404, "notFound")
    assert missing.json()["error"]["message"] == f"No such object: {google.bucket}/stats/none.csv"
    as_text = google.object("stats/none.csv", alt="media")
    assert as_text.text == f"No such object: {google.bucket}/stats/none.csv"
    unknown = google.get("/storage/v1/b/pubsite_prod_rev_1/o")
    assert unknown.json()["error"]["message"] == "The specified bucket does not exist."
    slashes = google.get(f"/storage/v1/b/{google.bucket}/o/{CRASHES}")
    assert reason(slashes) == (404, "notFound"), "an object's name is one part of the path"
    for parameters in ({"maxResults": "many"}, {"pageToken": "%"}, {"matchGlob": "["}):
        answer = google.get(f"/storage/v1/b/{google.bucket}/o", **parameters)
        assert reason(answer) == (400, "invalid")


def test_nobody_pays_for_googles_bucket(google):
    answer = google.get(f"/storage/v1/b/{google.bucket}/o", userProject="brightside-play")
    assert answer.status_code == 400
    header = {"x-goog-user-project": "brightside-play"}
    assert google.get(f"/storage/v1/b/{google.bucket}/o", headers=header).status_code == 400


def test_without_a_token_nobody_is_somebody(google):
    answer = google.client.get(f"/storage/v1/b/{google.bucket}/o")
    assert reason(answer) == (401, "required")
    assert answer.json()["error"]["message"].startswith("Anonymous caller does not have storage.")
    bad = google.client.get(
        f"/storage/v1/b/{google.bucket}/o", headers={"Authorization": "Bearer ya29.old"}
    )
    assert reason(bad) == (401, "authError")
    wrong_scope = google.get(f"/storage/v1/b/{google.bucket}/o", "androidpublisher")
    assert reason(wrong_scope) == (403, "insufficientPermissions")


@pytest.mark.parametrize(
    ("glob", "fits", "fails"),
    [
        ("a/*.csv", "a/b.csv", "a/b/c.csv"),
        ("a/**.csv", "a/b/c.csv", "a/b.zip"),
        ("a?c", "abc", "a/c"),
        ("{a,b[1-3]}.csv", "b2.csv", "b4.csv"),
        ("x[!0-9],y", "xa,y", "x1,y"),
    ],
)
def test_globs_are_googles(glob, fits, fails):
    pattern = glob_pattern(glob)
    assert pattern.fullmatch(fits)
    assert not pattern.fullmatch(fails)


def test_nothing_changes_while_time_stands(google):
    google.admin("POST", "clock", {"rate": 0})
    before = google.objects("stats/installs/installs_example.brightside.quill_2026")
    assert google.objects("stats/installs/installs_example.brightside.quill_2026") == before
    google.admin("POST", "clock", {"days": 1})
    after = google.objects("stats/installs/installs_example.brightside.quill_2026")
    changed = [new["name"] for old, new in zip(before, after, strict=True) if old != new]
    assert changed
    assert all("_202611_" in name for name in changed), "only the running month grows"
