"""What a supervisor, a person on the page and a person at the command line learn of this server."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from storelink.integrations import own_server
from storelink.integrations.models import Worker
from storelink.warehouse.errors import StorageAway
from storelink.warehouse.folder import FolderStore

pytestmark = pytest.mark.django_db
NO_WORKER = "No worker is running"
PAGE = "/settings/integrations/"


@pytest.fixture(autouse=True)
def _asked_anew(monkeypatch):
    monkeypatch.setattr("storelink.web.pages.health.storage_probe", own_server.StorageProbe())


def worker(**ago):
    Worker.objects.create(executor="w", host="h", pid=1, beat_at=timezone.now() - timedelta(**ago))


def test_a_live_process_says_so():
    assert Client().get("/health/live").json() == {"status": "live"}


def test_a_process_that_can_serve_is_ready():
    assert Client().get("/health/ready").json() == {"status": "ready"}


def test_a_missing_home_is_not_ready(settings, tmp_path):
    settings.HOME = tmp_path / "gone"
    answer = Client().get("/health/ready")
    assert answer.status_code == 503
    assert "home folder" in answer.json()["because"]


def test_nobody_needs_to_sign_in_to_ask():
    answer = Client().get("/health/live")
    assert "Set-Cookie" not in answer.headers


def test_a_bucket_that_is_away_is_not_ready_and_named(monkeypatch):
    def away(store, prefix):
        raise StorageAway("The bucket did not list its files")

    monkeypatch.setattr(FolderStore, "list", away)
    answer = Client().get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["reason"] == "storage_away"
    assert "data folder or bucket" in answer.json()["because"]


def test_a_full_disk_is_not_ready(monkeypatch):
    monkeypatch.setattr(own_server, "LEAST_FREE_BYTES", 1 << 62)
    assert Client().get("/health/ready").json()["reason"] == "disk_full"


def test_a_vault_key_that_this_machine_lacks_is_not_ready(integration, monkeypatch):
    monkeypatch.setattr(own_server, "kid_of", lambda blob: "0" * 16)
    answer = Client().get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["reason"] == "vault_key_missing"


def test_without_a_worker_pages_are_served_and_say_so(integration, alice, as_, markup):
    integration.credentials.all().delete()
    worker(minutes=5)
    answer = Client().get("/health/ready")
    assert (answer.status_code, answer.json()["reason"]) == (200, "no_worker")
    assert NO_WORKER in markup(as_(alice).get(PAGE))


def test_with_a_worker_nothing_is_said(integration, alice, as_, markup):
    integration.credentials.all().delete()
    worker(seconds=1)
    assert Client().get("/health/ready").json() == {"status": "ready"}
    assert NO_WORKER not in markup(as_(alice).get(PAGE))


def test_where_nothing_is_connected_no_worker_is_missed(alice, as_, markup):
    assert Client().get("/health/ready").json() == {"status": "ready"}
    assert NO_WORKER not in markup(as_(alice).get(PAGE))
