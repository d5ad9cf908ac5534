"""Apple's JSON, taken apart with care: it comes from outside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from storelink.domain.errors import Unexpected
from storelink.providers.json_text import answer_json, plain_json
from storelink.providers.paging import Page
from storelink.providers.redaction import redact


@dataclass(frozen=True, slots=True)
class Resource:
    """One object of a JSON:API document."""

    id: str
    attributes: Mapping[str, Any] = field(default_factory=dict)
    related: Mapping[str, str] = field(default_factory=dict)
    """Relation → the id of the one object that it leads to."""

    def text(self, name: str) -> str:
        """An attribute that is text; empty where it is missing or something else."""
        value = self.attributes.get(name)
        return value if isinstance(value, str) else ""

    def flag(self, name: str) -> bool:
        """An attribute that is true."""
        return self.attributes.get(name) is True


@dataclass(frozen=True, slots=True)
class Document:
    """What an answer holds."""

    resources: tuple[Resource, ...]
    next_url: str = ""
    included: tuple[Resource, ...] = ()
    """Objects that these lead to, as far as they were asked for."""
    odd: int = 0
    """Objects that are not understood, and left out."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """What an answer that is no success says."""

    codes: tuple[str, ...]
    details: tuple[str, ...]
    parameters: tuple[str, ...]
    """Parameters of the request that were wrong."""


def document_of(content: bytes, where: str) -> Document:
    """The objects of an answer, one or many. Busy where a page or nothing came in its place,
    Unexpected where it is no such document; an object of a list that is none is left out and
    counted."""
    said = answer_json(content, where, "Apple")
    if not isinstance(said, dict) or "data" not in said:
        raise _strange(where, content)
    data = said["data"]
    found = [_resource(entry) for entry in (data if isinstance(data, list) else [data])]
    links = said.get("links")
    next_url = links.get("next") if isinstance(links, dict) else None
    resources = tuple(resource for resource in found if resource is not None)
    if len(resources) != len(found) and not isinstance(data, list):
        raise _strange(where, content)
    more = said.get("included")
    included = (_resource(entry) for entry in (more if isinstance(more, list) else ()))
    return Document(
        resources,
        next_url if isinstance(next_url, str) else "",
        tuple(resource for resource in included if resource is not None),
        len(found) - len(resources),
    )


def page_of(document: Document) -> Page[Document]:
    """The document as a page of a list."""
    ids = tuple(resource.id for resource in document.resources)
    return Page(document, document.next_url, ids, len(ids), document.odd)


def complaint_of(content: bytes) -> Complaint:
    """The errors of an answer; its raw beginning where it is no JSON (a proxy's HTML)."""
    said = _json(content)
    errors = said.get("errors") if isinstance(said, dict) else None
    if not isinstance(errors, list):
        return Complaint((), (redact(content[:300].decode("utf-8", "replace")),), ())
    entries = [entry for entry in errors if isinstance(entry, dict)]
    return Complaint(
        tuple(str(entry.get("code", ""))[:200] for entry in entries),
        tuple(
            str(entry[name])[:500] for entry in entries for name in ("title", "detail")
            if entry.get(name)
        ),
        tuple(
            str(source["parameter"])[:200] for entry in entries
            if isinstance(source := entry.get("source"), dict) and source.get("parameter")
        ),
    )  # fmt: skip


def _json(content: bytes) -> Any:
    return plain_json(content)


def _resource(entry: object) -> Resource | None:
    if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
        return None
    attributes = entry.get("attributes") or {}
    if not isinstance(attributes, dict):
        return None
    return Resource(entry["id"], attributes, dict(_related(entry.get("relationships"))))


def _related(said: object) -> Iterator[tuple[str, str]]:
    for name, relation in said.items() if isinstance(said, dict) else ():
        data = relation.get("data") if isinstance(relation, dict) else None
        if isinstance(data, dict) and isinstance(data.get("id"), str):
            yield str(name), data["id"]


def _strange(where: str, content: bytes) -> Unexpected:
    return Unexpected(
        "Apple sent an answer that Storelink doesn’t know.",
        detail=f"{where}: {redact(content[:300].decode('utf-8', 'replace'))}",
        reason="answer_unknown",
    )
