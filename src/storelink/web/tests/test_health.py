import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


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
