"""What a server with TLS tells browsers and Django's own check, in a process of its own: the
settings are read once, at its start."""

import os
import subprocess
import sys

import pytest

_COOKIES = """
from storelink.cli.product import start, migrate
start(); migrate()
from django.test import Client
answer = Client().get("/accounts/login/", secure=True, headers={"host": "stores.example.org"})
print(answer.headers["Strict-Transport-Security"])
print(answer.cookies["__Host-csrf"].OutputString())
from storelink.workspaces.people import add_person
add_person("alice@example.org", "a long enough password")
signed_in = Client().post(
    "/accounts/login/", {"login": "alice@example.org", "password": "a long enough password"},
    secure=True, headers={"host": "stores.example.org"},
)
print(signed_in.cookies["__Host-session"].OutputString())
"""


@pytest.fixture
def run(tmp_path):
    """A Python process of a server whose address begins with https://."""

    def ran(*words):
        env = {name: value for name, value in os.environ.items() if "STORELINK" not in name}
        env |= {
            "STORELINK_HOME": str(tmp_path),
            "STORELINK_PUBLIC_URL": "https://stores.example.org",
        }
        done = subprocess.run(
            [sys.executable, *words], env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    return ran


def test_djangos_own_check_of_a_deployment_finds_nothing(run):
    said = run("-m", "storelink.cli", "manage", "check", "--deploy", "--fail-level", "WARNING")
    assert "no issues" in said


def test_cookies_are_for_this_host_over_tls_alone_and_no_script_reads_them(run):
    hsts, csrf, session = run("-c", _COOKIES).splitlines()[-3:]
    assert hsts.startswith("max-age=31536000")
    for cookie in (csrf, session):
        words = {word.strip().lower() for word in cookie.split(";")}
        assert {"secure", "httponly", "path=/", "samesite=lax"} <= words
        assert "domain" not in cookie.lower()
    assert "max-age=1209600" in session.lower()
