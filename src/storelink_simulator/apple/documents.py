"""JSON:API documents: objects, their links, and the choice of fields."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from werkzeug.wrappers import Response

from storelink_simulator.apple.errors import JSON_TYPE
from storelink_simulator.apple.operations import Ask


@dataclass(frozen=True, slots=True)
class Thing:
    """A resource object before it is written.

    `related` names its relationships. `linked` holds the (type, id) pairs of relationships that
    were included; a relationship that was not included has links only, or nothing.
    """

    type: str
    id: str
    attributes: Mapping[str, Any]
    related: Sequence[str] = ()
    linked: Mapping[str, Any] = field(default_factory=dict)
    without_links: frozenset[str] = frozenset()

    def json(self, ask: Ask, *, is_asked: bool = False) -> dict[str, Any]:
        """The object as it stands in a document, with the fields that were asked for.

        `is_asked`: it is what the address names, and not included beside it.
        """
        wanted = ask.many(f"fields[{self.type}]")
        here = f"{root_of(ask)}/{self.type}/{self.id}"
        attributes = {
            name: value for name, value in self.attributes.items() if _is_in(name, wanted)
        }
        relations = {
            name: self._relation(ask, name, here) for name in self.related if _is_in(name, wanted)
        }
        if is_asked:
            relations |= self._empty_relations(ask)
        document: dict[str, Any] = {"type": self.type, "id": self.id, "attributes": attributes}
        kept = {name: relation for name, relation in relations.items() if relation}
        if kept:
            document["relationships"] = kept
        if _is_offered(ask, f"/v1/{self.type}/<id>"):
            document["links"] = {"self": here}
        return document

    def _empty_relations(self, ask: Ask) -> dict[str, Any]:
        """What was to be included and is not simulated: there is none of it."""
        names = [name for name in ask.many("include") or () if name not in self.related]
        found: dict[str, Any] = {}
        for name in names:
            if name in self.linked:
                found[name] = dict(self.linked[name])
            elif name in ask.to_many:
                size = int((ask.many(f"limit[{name}]") or ("10",))[0])
                found[name] = {"data": [], "meta": {"paging": {"total": 0, "limit": size}}}
            else:
                found[name] = {"data": None}
        return found

    def _relation(self, ask: Ask, name: str, here: str) -> dict[str, Any]:
        relation: dict[str, Any] = {}
        if name in self.linked:
            relation.update(self.linked[name])
        base, links = f"/v1/{self.type}/<id>", {}
        if name in self.without_links:
            return relation
        if _is_offered(ask, f"{base}/relationships/{name}"):
            links["self"] = f"{here}/relationships/{name}"
        if _is_offered(ask, f"{base}/{name}"):
            links["related"] = f"{here}/{name}"
        return {**relation, "links": links} if links else relation


@dataclass(frozen=True, slots=True)
class Linkage:
    """An object of which only type and id are told, in the list of a relationship."""

    thing: Thing

    def json(self, ask: Ask, *, is_asked: bool = False) -> dict[str, Any]:
        """Type and id."""
        del ask, is_asked
        return dict(reference(self.thing))


def reference(thing: Thing) -> dict[str, str]:
    """The (type, id) pair that points to an object."""
    return {"type": thing.type, "id": thing.id}


def host_of(ask: Ask) -> str:
    """The address under which the client reached the simulator."""
    return ask.request.host_url.rstrip("/")


def root_of(ask: Ask) -> str:
    """Where resources live: the official API's /v1, or the web application's /iris/v1."""
    start = "/iris/v1" if ask.request.path.startswith("/iris/") else "/v1"
    return host_of(ask) + start


def _is_offered(ask: Ask, path: str) -> bool:
    return ask.offered is None or path in ask.offered


def _is_in(name: str, wanted: tuple[str, ...] | None) -> bool:
    return wanted is None or name in wanted


def respond(document: Mapping[str, Any], status: int = 200) -> Response:
    """A JSON answer."""
    return Response(json.dumps(document, ensure_ascii=False), status, content_type=JSON_TYPE)


def single(ask: Ask, thing: Thing, included: Sequence[Thing] = (), status: int = 200) -> Response:
    """A document about one object."""
    data = thing.json(ask, is_asked=True)
    document: dict[str, Any] = {"data": data}
    if included:
        document["included"] = [one.json(ask) for one in included]
    document["links"] = {"self": data["links"]["self"] if status == 201 else ask.request.url}
    response = respond(document, status)
    if status == 201:
        response.headers["Location"] = data["links"]["self"]
    return response
