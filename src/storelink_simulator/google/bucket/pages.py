"""objects.list: names in order, common beginnings, pages."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from werkzeug.datastructures import MultiDict

from storelink_simulator.google.bucket.bucket import Bucket
from storelink_simulator.google.bucket.stored import Stored
from storelink_simulator.google.errors import Refused

_MOST = 1000
_AFTER_ALL = "\U0010ffff"
_GLOB_PART = re.compile(r"\*\*|\[!?[^\]!]+\]")


@dataclass(frozen=True, slots=True)
class ListQuestion:
    """What a listing asks for."""

    prefix: str
    delimiter: str
    start: str
    """Names from here on."""
    is_after: bool
    """Whether `start` itself was on the page before."""
    end: str | None
    glob: re.Pattern[str] | None
    most: int


@dataclass
class Page:
    """One page: objects and common beginnings together count."""

    items: list[Stored] = field(default_factory=list)
    prefixes: list[str] = field(default_factory=list)
    next_token: str | None = None

    def __len__(self) -> int:
        return len(self.items) + len(self.prefixes)


def question_of(args: MultiDict[str, str]) -> ListQuestion:
    """Read the parameters. Raises Refused."""
    token, start = args.get("pageToken"), args.get("startOffset", "")
    after = _name_in(token) if token else ""
    glob = args.get("matchGlob")
    return ListQuestion(
        args.get("prefix", ""),
        args.get("delimiter", ""),
        max(start, after),
        after >= start and bool(after),
        args.get("endOffset") or None,
        glob_pattern(glob) if glob else None,
        min(_whole(args, "maxResults", _MOST), _MOST),
    )


def page_of(bucket: Bucket, now: datetime, asked: ListQuestion) -> Page:
    """The page that answers a question."""
    page = Page()
    last = ""
    for entry in _entries(bucket, now, asked):
        if len(page) == asked.most:
            page.next_token = _token(last)
            break
        if isinstance(entry, str):
            page.prefixes.append(entry)
            last = entry + _AFTER_ALL
        else:
            page.items.append(entry)
            last = entry.name
    return page


def _entries(bucket: Bucket, now: datetime, asked: ListQuestion) -> Iterator[Stored | str]:
    """Objects, and in place of those below a common beginning that beginning, once."""
    start: str | None = asked.start
    while start is not None:
        objects, start = bucket.listed(now, asked.prefix, start), None
        for stored in objects:
            if asked.end is not None and stored.name >= asked.end:
                return
            if asked.is_after and stored.name == asked.start:
                continue
            common = _common(stored.name, asked)
            if common is not None:
                yield common
                start = common + _AFTER_ALL
                break
            if asked.glob is None or asked.glob.fullmatch(stored.name):
                yield stored


def _common(name: str, asked: ListQuestion) -> str | None:
    if not asked.delimiter:
        return None
    rest = name[len(asked.prefix) :]
    place = rest.find(asked.delimiter)
    return None if place < 0 else asked.prefix + rest[: place + len(asked.delimiter)]


def _token(name: str) -> str:
    return base64.urlsafe_b64encode(name.encode("utf-8", "surrogatepass")).decode()


def _name_in(token: str) -> str:
    try:
        return base64.b64decode(token, altchars=b"-_", validate=True).decode()
    except (ValueError, binascii.Error) as error:
        raise _bad("pageToken", "Invalid argument.") from error


def _whole(args: MultiDict[str, str], name: str, default: int) -> int:
    text = args.get(name)
    if text is None:
        return default
    if not re.fullmatch(r"\d{1,9}", text) or int(text) < 1:
        raise _bad(name, f"Invalid unsigned integer value: '{text[:40]}'.")
    return int(text)


def _bad(name: str, message: str) -> Refused:
    return Refused(400, "invalid", message, location=("parameter", name))


def glob_pattern(glob: str) -> re.Pattern[str]:
    """`*` and `?` within a folder, `**` over folders, `[…]` and `{a,b}`: a regular expression."""
    found, place, depth = "", 0, 0
    while place < len(glob):
        part = _GLOB_PART.match(glob, place)
        text = part[0] if part else glob[place]
        place += len(text)
        depth += {"{": 1, "}": -1}.get(text, 0)
        found += "|" if text == "," and depth else _translated(text)
    try:
        return re.compile(found, re.DOTALL)
    except re.error as error:
        raise _bad("matchGlob", "Invalid glob pattern.") from error


def _translated(text: str) -> str:
    known = {"**": ".*", "*": "[^/]*", "?": "[^/]", "{": "(?:", "}": ")", "[": "("}
    if len(text) > 2 and text[0] == "[":
        inner = re.escape(text[1:-1].removeprefix("!")).replace(r"\-", "-")
        return f"[{'^' if text[1] == '!' else ''}{inner}]"
    return known.get(text) or re.escape(text)
