import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from storelink.web.headers import CONTENT_SECURITY_POLICY

INLINE = re.compile(
    r"""<style|\sstyle=|\son[a-z]+=|<script(?![^>]*(src=|application/json))|javascript:"""
)
STYLES = sorted((Path(__file__).parents[1] / "static/storelink/styles").glob("*.css"))
PAGES = ["/", "/start/", "/settings/integrations/", "/nothing-here"]


def test_the_policy_allows_only_ourselves():
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "default-src 'none'" in CONTENT_SECURITY_POLICY
    assert "*" not in CONTENT_SECURITY_POLICY


@pytest.mark.parametrize("path", [*PAGES, "/health/live", "/accounts/login/"])
def test_every_answer_carries_the_headers(path, alice, as_):
    headers = as_(alice).get(path).headers
    assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "public" not in headers["Cache-Control"]


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_script_or_style_of_its_own(path, integration, alice, as_):
    text = as_(alice).get(path).content.decode()
    assert INLINE.findall(text) == []


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/"])
def test_no_page_before_sign_in_has_either(path, db):
    assert INLINE.findall(Client().get(path).content.decode()) == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_one_first_heading_and_a_way_to_skip_to_it(path, integration, alice, as_):
    text = as_(alice).get(path, follow=True).content.decode()
    assert text.count("<h1") == 1
    assert 'href="#main"' in text
    assert text.count('id="main"') == 1


def test_no_id_stands_twice(integration, app, alice, as_):
    text = as_(alice).get("/settings/integrations/").content.decode()
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert sorted(ids) == sorted(set(ids))


def test_a_first_visit_is_under_a_hundred_kilobytes(integration, alice, as_):
    text = as_(alice).get("/settings/integrations/").content
    own = [len(gzip.compress(text, 6))]
    names = [
        "vendor/inter/inter.css", "vendor/inter/files/inter-latin-wght-normal.woff2",
        "vendor/uplot/uPlot.iife.min.js", "vendor/uplot/uPlot.min.css",
        *(f"storelink/styles/{path.name}" for path in STYLES),
        "storelink/ui.js", "storelink/theme.js", "storelink/chart.js",
    ]  # fmt: skip
    for name in names:
        found = finders.find(name)
        if found is None:
            pytest.skip(f"{name} comes at set-up, and is not here")
        with open(found, "rb") as file:  # noqa: PTH123
            own.append(len(gzip.compress(file.read(), 6)))
    assert sum(own) < 100_000


@pytest.mark.parametrize(
    ("said", "status"),
    [({"x-forwarded-proto": "http"}, 301), ({"x-forwarded-proto": "https"}, 200), ({}, 200)],
)
def test_who_comes_without_tls_is_sent_to_it_and_nobody_in_circles(said, status, db, settings):
    settings.IS_SECURE, settings.PUBLIC_URL = True, "https://stores.example.org"
    answer = Client().get("/accounts/login/?next=/", headers=said)
    assert answer.status_code == status
    if status == 301:
        assert answer.headers["Location"] == "https://stores.example.org/accounts/login/?next=/"
