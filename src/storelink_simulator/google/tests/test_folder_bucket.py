"""A folder of real files is a bucket of its own, bytes unchanged."""

import base64
import gzip
import hashlib
import json
from datetime import date
from urllib.parse import quote

import httpx
import pytest

from storelink_simulator.google.tests.playing import GooglePlayer
from storelink_simulator.server import Server
from storelink_simulator.settings import Settings, moment_to_start

NAME = "stats/installs/installs_com.real_202609_overview.csv"


class Opened:
    """A simulator with a folder, and its bucket's calls."""

    def __init__(self, player):
        self.player = player
        self.root = f"/storage/v1/b/{player.given['folder_bucket_uri'][5:-1]}/o"

    def object(self, name, **asked):
        return self.player.get(f"{self.root}/{quote(name, safe='')}", **asked)

    def names(self):
        return [one["name"] for one in self.player.get(self.root).json()["items"]]


@pytest.fixture
def serve():
    servers = []

    def start(folder):
        settings = Settings(starts_at=moment_to_start(date(2026, 11, 24)), google_folder=folder)
        server = Server(settings)
        client = httpx.Client(base_url=server.__enter__().address, timeout=240)
        servers.append((server, client))
        return Opened(GooglePlayer(client))

    yield start
    for server, client in servers:
        client.close()
        server.close()


def test_files_are_objects_under_their_paths(serve, tmp_path):
    path = tmp_path / NAME
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\xff\xfeD\x00")
    (tmp_path / "stats" / "packed.csv").write_bytes(gzip.compress(b"Date\n"))
    bucket = serve(tmp_path)
    assert bucket.names() == [NAME, "stats/packed.csv"]
    assert bucket.object(NAME, alt="media").content == b"\xff\xfeD\x00"
    packed = bucket.object("stats/packed.csv").json()
    assert packed["contentEncoding"] == "gzip"
    plain = {"Accept-Encoding": "identity"}
    assert bucket.object("stats/packed.csv", alt="media", headers=plain).content == b"Date\n"


def test_a_manifest_says_when_and_what(serve, tmp_path):
    (tmp_path / "bucket" / "sales").mkdir(parents=True)
    (tmp_path / "bucket" / "sales" / "s.bin").write_bytes(b"PK")
    said = {"name": "sales/s.bin", "updated": "2020-02-13T17:56:18.956000Z", "contentType": "x/y"}
    (tmp_path / "bucket-manifest.json").write_text(json.dumps({"objects": [said]}))
    found = serve(tmp_path / "bucket").object("sales/s.bin").json()
    assert (found["updated"], found["contentType"]) == ("2020-02-13T17:56:18.956Z", "x/y")
    assert found["generation"] == "1581616578956000"


def test_without_a_folder_there_is_no_second_bucket(google):
    assert google.given["folder_bucket_uri"] is None


def test_the_samples_arrive_byte_for_byte(serve, samples):
    manifest = json.loads((samples / "bucket-manifest.json").read_text())["objects"]
    bucket = serve(samples / "bucket")
    assert bucket.names() == sorted(one["name"] for one in manifest)
    for said in manifest:
        found = bucket.object(said["name"]).json()
        assert found["md5Hash"] == said["md5Hash"]
        assert found.get("contentEncoding") == said["contentEncoding"]
    name = manifest[0]["name"]
    data = bucket.object(name, alt="media").content
    assert base64.b64encode(hashlib.md5(data).digest()).decode() == manifest[0]["md5Hash"]
