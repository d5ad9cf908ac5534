"""A newcomer's way in a real browser: set-up link, first key, first sync, chart.

Everything is real: the product's own processes, the simulator over HTTP, Chromium. Set
STORELINK_TAKE_PICTURES=1 to renew the README's picture; without it, pictures stay in the test's
own folder.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests import axe, tree
from tests.browser import CHROMIUM, NEEDS_CHROMIUM, playwright
from tests.product import Running, running, until

SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PASSWORD = "a long enough password"
_INVENTED = {"STORELINK_DEMO": "true"}
"""The bar says so: the README's picture shows no real publisher."""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(600),
    NEEDS_CHROMIUM,
]
VIOLATIONS = """
addEventListener('securitypolicyviolation', event =>
  console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI));
"""


@contextmanager
def simulator() -> Iterator[str]:
    """Its address."""
    command = [str(Path(sys.executable).with_name("storelink-simulator")), "--port", "0"]
    with subprocess.Popen(
        [*command, "--apps", "3", "--calls-per-hour", "1000000"], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())["address"]
        finally:
            process.terminate()


def team_key(address: str) -> dict[str, str]:
    """An Admin's key of the invented publisher."""
    with urllib.request.urlopen(f"{address}/_simulator/keys") as answer:
        known = json.load(answer)
    found = next(k for k in known["keys"] if k["kind"] == "team" and k["role"] == "ADMIN")
    return {"vendor_number": known["vendor_number"], **found}


@pytest.fixture
def key(store: str) -> dict[str, str]:
    return team_key(store)


@pytest.fixture
def store() -> Iterator[str]:
    with simulator() as address:
        yield address


@pytest.fixture
def product(store: str, tmp_path: Path) -> Iterator[Running]:
    with running(
        home=tmp_path / "home", env=_INVENTED | {"STORELINK_SIMULATOR_URL": store}
    ) as started:
        yield started


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained about: nothing may be in it at the end."""
    return []


@pytest.fixture
def page(complaints: list[str]) -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        context = browser.new_context(
            viewport={"width": 1440, "height": 900}, color_scheme="light", locale="en-GB"
        )
        context.add_init_script(VIOLATIONS)
        tab = context.new_page()
        tab.on("console", lambda said: _note(complaints, said))
        tab.on("pageerror", lambda error: complaints.append(f"script: {error}"))
        yield tab
        browser.close()


def _note(complaints: list[str], said: Any) -> None:
    """A form that is refused answers 422, and the browser logs that: it is no defect."""
    if said.type == "error" and "status of 422" not in said.text:
        complaints.append(said.text)


def set_up_link(product: Running) -> str:
    return until(lambda: _first(re.search(r"http\S+/setup/\S+", product.output())))


def _first(found: re.Match[str] | None) -> str | None:
    return found[0] if found else None


def test_a_newcomer_comes_from_the_set_up_link_to_a_chart(
    page: Any, product: Running, key: dict[str, str], complaints: list[str], tmp_path: Path
) -> None:
    link = re.sub(r"^http://[^/]+", product.address, set_up_link(product))
    makes_the_first_account(page, link)
    connects_with_a_wrong_key_and_then_the_right_one(page, key)
    sees_the_first_sync(page)
    finds_the_apps(page, product)
    reads_the_chart(page)
    everything_is_accessible(page, product)
    takes_pictures(page, product, tmp_path)
    assert complaints == []


def makes_the_first_account(page: Any, link: str) -> None:
    page.goto(link)
    page.get_by_label("E-mail").fill("nora@example.org")
    page.get_by_label("Your name").fill("Nora Newcomer")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Make account").click()
    playwright.expect(page.get_by_role("heading", level=1)).to_contain_text("Welcome, Nora")


def connects_with_a_wrong_key_and_then_the_right_one(page: Any, key: dict[str, str]) -> None:
    page.locator(".pick-card").first.click()
    fill_key(page, {**key, "key_id": "WRONGKEY99"})
    page.get_by_role("button", name="Connect", exact=True).click()
    playwright.expect(page.get_by_role("alert").first).to_contain_text("Key ID")
    fill_key(page, key)
    page.get_by_role("button", name="Try again").click()
    page.wait_for_url("**/first-sync/")


def fill_key(page: Any, key: dict[str, str]) -> None:
    for name in ("issuer_id", "key_id", "vendor_number"):
        page.locator(f"input[name={name}]").fill(key[name])
    pem = {"name": "AuthKey.p8", "mimeType": "text/plain", "buffer": key["private_key"].encode()}
    page.locator("input[type=file]").set_input_files([pem])


def sees_the_first_sync(page: Any) -> None:
    playwright.expect(page.get_by_role("heading", level=1)).to_contain_text("Connected")
    progress = page.locator(".progress").first
    playwright.expect(progress.get_by_role("progressbar").first).to_be_visible()
    playwright.expect(progress).to_contain_text("Complete to")


def finds_the_apps(page: Any, product: Running) -> None:
    def has_figures() -> bool | None:
        page.goto(f"{product.address}/")
        return (
            True
            if page.locator(".over .value").count() and page.locator(".spark").count()
            else None
        )

    until(has_figures)
    page.locator(".over a.app-cell").first.click()
    page.wait_for_url("**/analytics/**")


def reads_the_chart(page: Any) -> None:
    chart = page.locator("#chart")
    playwright.expect(chart.locator("canvas")).to_be_visible()
    chart.focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    playwright.expect(page.locator("#live")).to_contain_text(":")
    page.locator("#astable").click()
    playwright.expect(page.locator("#table")).to_be_visible()
    page.locator("#astable").click()
    page.locator(".date").click()
    page.get_by_role("link", name="Last 90 days").click()
    playwright.expect(page.locator(".date")).to_contain_text("Last 90 days")


def everything_is_accessible(page: Any, product: Running) -> None:
    """By axe-core."""
    here = page.url
    for path in (
        "/",
        "/start/",
        "/settings/integrations/?open=1",
        here.removeprefix(product.address),
    ):
        page.goto(f"{product.address}{path}")
        page.evaluate(axe.SOURCE)
        assert page.evaluate(axe.LOOK, axe.RULE_TAGS) == [], path
    page.goto(here)


def takes_pictures(page: Any, product: Running, folder: Path) -> None:
    wanted = os.environ.get("STORELINK_TAKE_PICTURES")
    target = tree.ROOT / "docs" / "images" if wanted else folder
    target.mkdir(exist_ok=True)
    app = page.url.partition("?")[0]
    pages = {
        "analytics": f"{app}?metric=total_downloads&range=90",
        "overview": f"{product.address}/",
        "integrations": f"{product.address}/settings/integrations/?open=1",
    }
    for width, height in ((1440, 900), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for name, address in pages.items():
                page.goto(address)
                page.wait_for_timeout(300)
                wide = page.evaluate("document.documentElement.scrollWidth")
                assert wide <= width, f"{name} scrolls sideways at {width}"
                cut = page.evaluate(
                    "[...document.querySelectorAll('.breakdown')]"
                    ".some(t => t.scrollWidth > t.parentElement.clientWidth)"
                )
                assert not cut, f"{name} has a table wider than its card at {width}"
                is_readme = (name, width, scheme) == ("analytics", 1440, "light")
                file = "analytics.png" if is_readme else f"{name}-{width}-{scheme}.png"
                place = target if is_readme else folder
                page.screenshot(path=str(place / file), full_page=is_readme)
