"""Google's JSON, taken apart with care: it comes from outside."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from storelink.domain.errors import Unexpected
from storelink.providers.answers import Answer
from storelink.providers.json_text import answer_json, plain_json
from storelink.providers.paging import Page
from storelink.providers.redaction import redact
from storelink.providers.waiting import retry_after

Fields = Mapping[str, Any]


def object_of(content: bytes, where: str) -> Fields:
    """The object of an answer. Unexpected where it is none."""
    said = answer_json(content, where, "Google")
    if not isinstance(said, dict):
        raise Unexpected(
            "Google sent an answer that Storelink doesn’t know.",
            detail=f"{where}: {redact(content[:300].decode('utf-8', 'replace'))}",
            reason="answer_unknown",
        )
    return said


def expect(said: Fields, where: str, *names: str) -> None:
    """That an answer without its list means an empty one: it says nothing else. Unexpected where
    it says something that such an answer never says."""
    if said and not any(name in said for name in names):
        raise Unexpected(
            "Google sent an answer that Storelink doesn’t know.",
            detail=f"{where}: {', '.join(map(str, said))[:200]}",
            reason="answer_unknown",
        )


def objects_in(said: Fields, name: str) -> Iterator[Fields]:
    """The objects of a list in an object; none where it is missing."""
    found = said.get(name)
    if isinstance(found, list):
        yield from (one for one in found if isinstance(one, dict))


def page_of(said: Fields, records: str, token: str | None = None) -> Page[Fields]:
    """An answer as a page of a list, whose records are the objects (or names) in that field."""
    found = said.get(records)
    listed = found if isinstance(found, list) else []
    good = [one for one in listed if isinstance(one, dict | str)]
    odd = len(listed) - len(good) + (found is not None and not isinstance(found, list))
    following = text(said, "nextPageToken") if token is None else token
    return Page(said, following, json.dumps(good, sort_keys=True, default=str), len(good), odd)


def inner(said: Fields, name: str) -> Fields:
    """An object inside another; an empty one where it is missing."""
    found = said.get(name)
    return found if isinstance(found, dict) else {}


def text(said: Fields, name: str) -> str:
    """A text, or a number that Google writes as one; empty where it is missing."""
    found = said.get(name)
    if isinstance(found, str):
        return found
    return str(found) if isinstance(found, int) and not isinstance(found, bool) else ""


def whole(said: Fields, name: str) -> int | None:
    """A whole number, as Google writes long ones: in quotation marks. None where it is none."""
    found = text(said, name)
    return int(found) if found.isascii() and found.isdecimal() and len(found) < 20 else None


def answer_of(where: str, status: int, content: bytes, headers: Mapping[str, str]) -> Answer:
    """An answer that was no success, as the tables of refusals know it."""
    said = _json(content)
    error = said.get("error") if isinstance(said, dict) else None
    wait = retry_after(headers)
    if isinstance(error, str):  # the token endpoint
        return Answer(status, (error[:100],), (text(said, "error_description")[:500],), wait, where)
    if not isinstance(error, dict):
        shown = redact(content[:300].decode("utf-8", "replace"))
        return Answer(status, (), (), wait, where, shown)
    entries = [*objects_in(error, "errors"), *objects_in(error, "details")]
    codes = [text(error, "status"), *(text(entry, "reason") for entry in entries)]
    details = [text(error, "message"), *(text(entry, "message") for entry in entries)]
    return Answer(
        status,
        tuple(dict.fromkeys(code[:100] for code in codes if code)),
        tuple(dict.fromkeys(detail[:1000] for detail in details if detail)),
        wait,
        where,
    )


def _json(content: bytes) -> Any:
    return plain_json(content)
