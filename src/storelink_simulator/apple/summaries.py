"""What Apple's own words make of many reviews: one text a platform and territory."""

from __future__ import annotations

from collections import Counter

from werkzeug.wrappers import Response

from storelink_simulator.apple.apps import find_app
from storelink_simulator.apple.desk import Desk
from storelink_simulator.apple.documents import Thing
from storelink_simulator.apple.operations import Ask, Operation, limit
from storelink_simulator.apple.paging import page
from storelink_simulator.apple.roles import Access
from storelink_simulator.apple.sealed_ids import seal
from storelink_simulator.apple.territories import CURRENCIES, territory_thing
from storelink_simulator.cast import App
from storelink_simulator.reviews import Reviews

_FEWEST = 20
"""Below so many reviews nothing is summed up; Apple's own number is not known."""


class Summaries:
    """The operation on summaries."""

    def __init__(self, desk: Desk, reviews: Reviews) -> None:
        self._desk = desk
        self._reviews = reviews

    def operations(self) -> tuple[Operation, ...]:
        """What is offered."""
        path = "/v1/apps/<id>/customerReviewSummarizations"
        return (Operation("GET", path, Access.REVIEWS, self.listed, (limit(),)),)

    def listed(self, ask: Ask) -> Response:
        """The summaries of an app, by territory."""
        app = find_app(self._desk, ask, ask.ids["id"])
        wanted = ask.many("filter[territory]")
        codes = [one for one in self._codes(app, ask) if wanted is None or one in wanted]
        is_included = "territory" in (ask.many("include") or ())
        return page(
            ask,
            codes,
            lambda code: self._thing(ask, app, code, is_included=is_included),
            (lambda shown: [territory_thing(one) for one in shown]) if is_included else None,
        )

    def _codes(self, app: App, ask: Ask) -> list[str]:
        if "IOS" not in (ask.many("filter[platform]") or ()):
            return []
        is_own = app in self._desk.world.own_apps
        reviews = self._reviews.of(app, ask.now) if is_own else []
        counts = Counter(one.place.code3 for one in reviews)
        return sorted(code for code, count in counts.items() if count >= _FEWEST)

    def _thing(self, ask: Ask, app: App, code: str, *, is_included: bool) -> Thing:
        number = int(app.apple_id) << 9 | list(CURRENCIES).index(code)
        day = ask.now.date().replace(day=1)
        linked = {"territory": {"data": {"type": "territories", "id": code}}}
        return Thing(
            "customerReviewSummarizations",
            seal(self._desk.world.seed, "summary", number),
            {
                "createdDate": f"{day.isoformat()}T00:00:00Z",
                "locale": "en-US",
                "platform": "IOS",
                "text": f"Reviewers of {app.name} praise how simple it is; some wish for more.",
            },
            ("territory",),
            linked if is_included else {},
            frozenset({"territory"}),
        )
