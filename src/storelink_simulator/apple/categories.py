"""The categories of the App Store, and those below games and stickers."""

from __future__ import annotations

from collections.abc import Sequence

from werkzeug.wrappers import Response

from storelink_simulator.apple import errors
from storelink_simulator.apple.documents import Linkage, Thing, reference, respond, single
from storelink_simulator.apple.operations import Ask, Operation, limit, parameter
from storelink_simulator.apple.paging import page, page_size
from storelink_simulator.apple.roles import Access

_TOP = """
BOOKS BUSINESS DEVELOPER_TOOLS EDUCATION ENTERTAINMENT FINANCE FOOD_AND_DRINK GAMES
GRAPHICS_AND_DESIGN HEALTH_AND_FITNESS LIFESTYLE MAGAZINES_AND_NEWSPAPERS MEDICAL MUSIC NAVIGATION
NEWS PHOTO_AND_VIDEO PRODUCTIVITY REFERENCE SHOPPING SOCIAL_NETWORKING SPORTS STICKERS TRAVEL
UTILITIES WEATHER
"""
_GAMES = """
ACTION ADVENTURE BOARD CARD CASINO CASUAL FAMILY MUSIC PUZZLE RACING ROLE_PLAYING SIMULATION
SPORTS STRATEGY TRIVIA WORD
"""
_BELOW = {
    "GAMES": tuple(f"GAMES_{word}" for word in _GAMES.split()),
    "STICKERS": ("STICKERS_ANIMALS", "STICKERS_ART", "STICKERS_EMOJI_AND_EXPRESSIONS"),
}
_PARENT = {below: above for above, those in _BELOW.items() for below in those}
_PLATFORMS = ("IOS", "MAC_OS", "TV_OS", "VISION_OS")
ALL = tuple(sorted((*_TOP.split(), *_PARENT)))


def category_id(name: str) -> str:
    """The id of a category by the name that reports have; what nobody knows is a utility."""
    words = name.upper().replace(" & ", "_AND_").replace(" ", "_")
    return words if words in ALL else "UTILITIES"


def category_thing(identifier: str, ask: Ask | None = None) -> Thing:
    """The resource object of a category."""
    names = (ask.many("include") if ask else None) or ()
    linked: dict[str, object] = {}
    if ask is not None and "subcategories" in names:
        size = page_size(ask, "limit[subcategories]", 50)
        below = _BELOW.get(identifier, ())
        linked["subcategories"] = {
            "data": [reference(category_thing(one)) for one in below[:size]],
            "meta": {"paging": {"total": len(below), "limit": size}},
        }
    if "parent" in names:
        above = _PARENT.get(identifier)
        linked["parent"] = {"data": reference(category_thing(above)) if above else None}
    platforms = list(_PLATFORMS if not identifier.startswith("STICKERS") else _PLATFORMS[:1])
    attributes = {"platforms": platforms}
    return Thing("appCategories", identifier, attributes, ("subcategories", "parent"), linked)


class Categories:
    """The operations on categories."""

    def operations(self) -> tuple[Operation, ...]:
        """What is offered."""
        one, read = "/v1/appCategories/<id>", Access.APPS
        listing = (parameter("exists[parent]", "true", "false", is_single=True), limit())
        return (
            Operation("GET", "/v1/appCategories", read, self.list, listing),
            Operation("GET", one, read, self.get),
            Operation("GET", f"{one}/subcategories", read, self.below, (limit(),)),
            Operation("GET", f"{one}/relationships/subcategories", read, self.links, (limit(),)),
            Operation("GET", f"{one}/parent", read, self.parent),
            Operation("GET", f"{one}/relationships/parent", read, self.parent_link),
        )

    def list(self, ask: Ask) -> Response:
        """All categories, or those above or below others."""
        has_parent, platforms = ask.one("exists[parent]"), ask.many("filter[platforms]")
        found = [
            one
            for one in ALL
            if (has_parent is None or (one in _PARENT) == (has_parent == "true"))
            and (platforms is None or set(platforms) & set(_told_platforms(one)))
        ]
        return page(ask, found, lambda one: category_thing(one, ask), lambda s: included(s, ask))

    def get(self, ask: Ask) -> Response:
        """One category."""
        found = _find(ask)
        return single(ask, category_thing(found, ask), included([found], ask))

    def below(self, ask: Ask) -> Response:
        """The categories below one."""
        return page(ask, _BELOW.get(_find(ask), ()), category_thing)

    def links(self, ask: Ask) -> Response:
        """The ids of the categories below one."""
        return page(ask, _BELOW.get(_find(ask), ()), lambda one: Linkage(category_thing(one)))

    def parent(self, ask: Ask) -> Response:
        """The category above one. Where it stands on top: 404."""
        return single(ask, category_thing(self._above(ask)))

    def parent_link(self, ask: Ask) -> Response:
        """The id of the category above one."""
        data = reference(category_thing(self._above(ask)))
        return respond({"data": data, "links": {"self": ask.request.url}})

    def _above(self, ask: Ask) -> str:
        above = _PARENT.get(_find(ask))
        if above is None:
            raise errors.not_found("appCategories", "parent")
        return above


def included(shown: Sequence[str], ask: Ask) -> Sequence[Thing]:
    """The categories above and below those shown, where they are to be included."""
    names = ask.many("include") or ()
    found: set[str] = set()
    for one in shown:
        if "subcategories" in names:
            found |= set(_BELOW.get(one, ())[: page_size(ask, "limit[subcategories]", 50)])
        if "parent" in names and one in _PARENT:
            found.add(_PARENT[one])
    return [category_thing(one) for one in sorted(found)]


def _told_platforms(identifier: str) -> Sequence[str]:
    found = category_thing(identifier).attributes["platforms"]
    return tuple(found)


def _find(ask: Ask) -> str:
    if ask.ids["id"] not in ALL:
        raise errors.not_found("appCategories", ask.ids["id"])
    return ask.ids["id"]
