"""A real browser for tests: Chromium, wherever it is."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
NEEDS_CHROMIUM = pytest.mark.skipif(
    not Path(CHROMIUM).exists(), reason=f"there is no Chromium at {CHROMIUM}"
)
_PATIENCE_MS = 120_000
"""How long a page may take on a machine that has much else to do."""
playwright.expect.set_options(timeout=_PATIENCE_MS)


@pytest.fixture(scope="module")
def chromium():
    # Playwright's loop lives in this thread, and Django sees a loop; nothing here is asynchronous.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        _make_patient(browser)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def _make_patient(browser) -> None:
    new_context = browser.new_context

    def patient(**options):
        context = new_context(**options)
        context.set_default_timeout(_PATIENCE_MS)
        return context

    browser.new_context = patient
