"""Questions to the private analytics API, for tests."""

from __future__ import annotations

from typing import Any

import httpx

from storelink_simulator.tests.signing_in import Browser

BASE = "/analytics/api/v1"
SETTLED = ("2026-10-20", "2026-11-12")


def moment(day: str) -> str:
    return f"{day}T00:00:00Z"


def question(app: str, *measures: str, **more: Any) -> dict[str, Any]:
    asked = {
        "adamId": [app],
        "measures": list(measures),
        "frequency": "day",
        "startTime": moment(SETTLED[0]),
        "endTime": moment(SETTLED[1]),
        "group": None,
        "dimensionFilters": [],
    }
    return asked | more


def ask(browser: Browser, call: str, body: dict[str, Any]) -> httpx.Response:
    headers = {"X-Requested-By": "appstoreconnect.apple.com"}
    return browser.client.post(f"{BASE}/data/{call}", json=body, headers=headers)


def results(browser: Browser, call: str, body: dict[str, Any]) -> list[dict[str, Any]]:
    answer = ask(browser, call, body)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["size"] == len(found["results"])
    items: list[dict[str, Any]] = found["results"]
    return items


def by_day(item: dict[str, Any], key: str) -> dict[str, float]:
    return {one["date"][:10]: one[key] for one in item["data"] if one[key] != -1}


def grouped(measure: str, dimension: str, **more: Any) -> dict[str, Any]:
    return {"metric": measure, "dimension": dimension, "rank": "DESCENDING", "limit": 200} | more
