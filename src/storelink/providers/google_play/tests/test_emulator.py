"""A second opinion: listing and fetching from a storage that others wrote."""

import socket
from datetime import date

import httpx
import pytest

from storelink.domain.report import Partition
from storelink.providers.google_play.access import Access
from storelink.providers.google_play.service_key import TOKEN_URI, clean_service_key
from storelink.providers.google_play.session import session_of
from storelink.providers.google_play.tests.desk import BUCKET
from storelink.providers.google_play.tests.files import APP, INSTALLS, key_file, utf16
from storelink.providers.http import PoliteClient
from storelink.providers.registry import provider

emulator = pytest.importorskip(
    "gcp_storage_emulator.server", reason="the package gcp-storage-emulator is not installed"
)

TODAY = date(2026, 11, 24)
NAME = f"stats/installs/installs_{APP}_202609_overview.csv"


@pytest.fixture
def storage():
    """Its address, with one bucket."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = emulator.create_server("127.0.0.1", port, in_memory=True, default_bucket=BUCKET)
    server.start()
    yield f"http://127.0.0.1:{port}"
    server.stop()


def put(storage, name, content):
    url = f"{storage}/upload/storage/v1/b/{BUCKET}/o"
    params = {"uploadType": "media", "name": name}
    httpx.post(url, params=params, content=content, trust_env=False).raise_for_status()


@pytest.fixture
def session(storage):
    known = provider("google_play")
    key = clean_service_key(key_file(), TOKEN_URI)
    with PoliteClient(known.key, {**known.endpoints, "storage": storage}) as http:
        session = session_of(Access(key, (BUCKET,)), http)
        session.client.tokens.current = lambda scope: "the emulator asks for none"
        yield session


def test_what_is_put_there_is_listed_and_fetched(storage, session, tmp_path):
    report = provider("google_play").report("installs_overview")
    content = utf16(INSTALLS, f"2026-09-18,{APP},20,0,3,0,19,2,121,21,5,2")
    put(storage, NAME, content)
    put(storage, "stats/crashes/unknown.txt", b"x")
    [offer] = session.available(report, APP, TODAY)
    assert offer.partition == Partition("installs_overview", APP, "2026-09")
    fetched = session.fetch(report, offer.partition, tmp_path)
    assert [part.path.read_bytes() for part in fetched.parts] == [content]
    assert fetched.fingerprint == offer.fingerprint


def test_what_is_put_there_anew_is_another_version(storage, session):
    report = provider("google_play").report("installs_overview")
    put(storage, NAME, utf16(INSTALLS))
    [before] = session.available(report, APP, TODAY)
    put(storage, NAME, utf16(INSTALLS, "changed"))
    again = session_of(session.client.access, session.client.http)
    again.client.tokens.current = lambda scope: "none"
    [after] = again.available(report, APP, TODAY)
    assert before.fingerprint != after.fingerprint
