"""The whole way in by Apple ID in a real browser: a wrong code, a new text, a pasted message, and a
colleague who types the code by a link. Pictures of each step are taken at 1440 and 390."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests import axe
from tests.browser import playwright
from tests.product import Running
from tests.test_journey import (
    complaints,
    makes_the_first_account,
    page,
    product,
    pytestmark,
    set_up_link,
    store,
)

__all__ = ["complaints", "page", "product", "pytestmark", "store"]

ANA = "a.serra@brightside.example"
MIRA = "m.okafor@brightside.example"


def told(store: str, what: str) -> Any:
    with urllib.request.urlopen(f"{store}/_simulator/{what}") as answer:
        return json.load(answer)


def account(store: str, name: str) -> Mapping[str, Any]:
    known = told(store, "apple-ids")["apple_ids"]
    return next(one for one in known if one["apple_id"] == name)


def newest(store: str) -> str:
    return str(told(store, "phones")["messages"][-1]["code"])


def test_by_apple_id_from_the_set_up_link_to_the_first_sync(
    page: Any, product: Running, store: str, complaints: list[str], tmp_path: Path
) -> None:
    makes_the_first_account(page, re.sub(r"^http://[^/]+", product.address, set_up_link(product)))
    signs_in(page, account(store, ANA))
    types_a_wrong_code(page, tmp_path)
    pastes_the_newest_text(page, store)
    signs_in(page, account(store, MIRA))
    lets_a_colleague_type_it(page, store, tmp_path)
    assert complaints == []


def signs_in(page: Any, who: Mapping[str, Any]) -> None:
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/")[2] + "/start/")
    page.locator(".pick-card").first.click()
    other = page.get_by_role("button", name="Use Apple ID instead")
    playwright.expect(other).to_be_visible()
    other.click()
    page.get_by_label("Apple ID email").fill(who["apple_id"])
    page.get_by_label("Password", exact=True).fill(who["password"])
    page.get_by_role("button", name="Connect", exact=True).click()
    playwright.expect(page.get_by_role("heading", level=1)).to_contain_text("Enter the code")


def types_a_wrong_code(page: Any, folder: Path) -> None:
    pictures(page, folder, "code")
    page.locator("input[name=code]").fill("000000")
    page.keyboard.press("Enter")
    playwright.expect(page.get_by_role("alert").first).to_contain_text("That code isn’t right")
    pictures(page, folder, "code-wrong")
    is_accessible(page)


def pastes_the_newest_text(page: Any, store: str) -> None:
    before = newest(store)
    again = page.get_by_role("button", name="Send a new text", exact=True)
    again.click(timeout=90_000)  # it counts thirty seconds down first
    playwright.expect(page.get_by_role("alert")).to_have_count(0)
    code = newest(store)
    assert code != before
    message = f"Your Apple Account code is: {code[:3]} {code[3:]}. Don’t share it."
    page.locator("input[name=code]").evaluate(
        """(field, text) => {
            const data = new DataTransfer();
            data.setData('text', text);
            field.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data,
                                                             bubbles: true, cancelable: true}));
        }""",
        message,
    )
    page.wait_for_url("**/first-sync/")


def lets_a_colleague_type_it(page: Any, store: str, folder: Path) -> None:
    page.get_by_text("Somebody else has the phone?").click()
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_label("Link for the code").input_value()
    pictures(page, folder, "code-link-made")
    phone = page.context.browser.new_context(viewport={"width": 390, "height": 844})
    colleague = phone.new_page()
    colleague.goto(re.sub(r"^http://[^/]+", "http://" + page.url.split("/")[2], link))
    pictures(colleague, folder, "code-link")
    is_accessible(colleague)
    colleague.locator("input[name=code]").fill(newest(store))
    colleague.keyboard.press("Enter")
    playwright.expect(colleague.get_by_role("heading", level=1)).to_contain_text("Done")
    # Nobody touches the first page: it goes on by itself, to the choice of a team.
    playwright.expect(page.get_by_role("heading", level=1)).to_contain_text(
        "team", ignore_case=True
    )
    pictures(page, folder, "team")
    phone.close()


def is_accessible(page: Any) -> None:
    page.evaluate(axe.SOURCE)
    assert page.evaluate(axe.LOOK, axe.RULE_TAGS) == [], page.url


def pictures(page: Any, folder: Path, name: str) -> None:
    for width, height in ((1440, 900), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{name} scrolls sideways at {width}"
            page.screenshot(path=str(folder / f"{name}-{width}-{scheme}.png"))
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(color_scheme="light")
