"""Somebody who reads pages while a sync goes on, and notes what they told."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal

import httpx

from tests.product import until
from tests.syncing import EMAIL, PASSWORD, House

_APP = re.compile(r'href="/analytics/(\d+)/')
_SERIES = re.compile(r'<script id="series" type="application/json">(.*?)</script>', re.DOTALL)
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_REST_SECONDS = 0.3


@dataclass
class Reader:
    """Alice at her browser. `told` has every figure that a page has shown, `troubles` all that was
    no good answer, unless the server was being killed."""

    house: House
    metric: str
    told: dict[tuple[str, str], set[Decimal]] = field(default_factory=dict)
    """(the app's number in the product, day) → figures."""
    troubles: list[str] = field(default_factory=list)
    page_count: int = 0
    _answered_since_kill: int = -1
    _browser: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self._browser = httpx.Client(base_url=self.house.address, follow_redirects=True, timeout=60)

    def sign_in(self) -> None:
        """Once the server answers."""
        page = until(self._first_page)
        found = _TOKEN.search(page.text)
        assert found, page.text[:500]
        form = {"login": EMAIL, "password": PASSWORD, "csrfmiddlewaretoken": found[1]}
        page = self._browser.post(page.url, data=form, headers={"Referer": str(page.url)})
        assert page.status_code == 200
        assert _TOKEN.search(page.text) is None or "accounts/login" not in str(page.url)

    def _first_page(self) -> httpx.Response | None:
        try:
            return self._browser.get("/")
        except httpx.TransportError:
            return None

    @contextmanager
    def reading(self) -> Iterator[None]:
        """All the while, in a thread; and once more at the end, when the server is back."""
        ended = threading.Event()

        def read() -> None:
            while not ended.wait(_REST_SECONDS):
                self.read_all()

        reader = threading.Thread(target=read)
        reader.start()
        try:
            yield
        finally:
            ended.set()
            reader.join()
        until(lambda: True if self.read_all() else None)

    def read_all(self) -> bool:
        """The overview, and the chart of every app on it. False where the server was away."""
        overview = self._page("/")
        if overview is None:
            return False
        for app in sorted(set(_APP.findall(overview))):
            page = self._page(f"/analytics/{app}/?metric={self.metric}")
            if page is None:
                return False
            self._note(app, page)
        return True

    def _page(self, path: str) -> str | None:
        kills = self.house.web_kills
        try:
            answer = self._browser.get(path)
        except httpx.TransportError as error:
            if self.house.web_kills == kills == self._answered_since_kill:
                self.troubles.append(f"{path}: {error!r}")
            return None
        self._answered_since_kill = kills
        self.page_count += 1
        if answer.status_code != 200 or str(answer.url.path) != path.partition("?")[0]:
            self.troubles.append(f"{path}: {answer.status_code} at {answer.url}")
        return answer.text

    def _note(self, app: str, page: str) -> None:
        found = _SERIES.search(page)
        if found is None:
            return
        series = json.loads(found[1])
        for day, value in zip(series["days"], series["now"], strict=True):
            if value is not None:
                self.told.setdefault((app, day), set()).add(Decimal(str(value)))

    def wrong(self, truth: Mapping[tuple[str, str], Decimal]) -> list[str]:
        """Figures that are not the truth. `truth`: (number of the app, day) → figure."""
        return [
            f"{self.metric} of app {app} on {day}: pages said {values}, the truth is {wanted}"
            for (app, day), values in sorted(self.told.items())
            if values != {wanted := truth.get((app, day), Decimal())}
        ]

    def close(self) -> None:
        self._browser.close()
