"""The buckets of an account: what lies in them, and one object of them.

Google rewrites a month's file when its figures change, so every run lists whole folders, a
thousand names a call, and compares checksums. Source: cloud.google.com/storage/docs/json_api/v1
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from storelink.domain.errors import (
    Busy,
    Incomplete,
    IncompleteReason,
    Missing,
    NeedsPermission,
    NotReady,
    Unexpected,
)
from storelink.providers.downloads import Downloaded
from storelink.providers.google_play.bucket_names import number_of, twin_of
from storelink.providers.google_play.checksum import crc32c_of, md5_as_hex
from storelink.providers.google_play.client import GoogleClient, Refused, of_part, segment
from storelink.providers.google_play.documents import Fields, expect, objects_in, text, whole
from storelink.providers.google_play.names import Names
from storelink.providers.google_play.refusals import Door, meant
from storelink.providers.google_play.reports.catalogue import PLACE_OF
from storelink.providers.google_play.reports.statistics import INSTALLS
from storelink.providers.paging import gathered
from storelink.providers.whole import check_table

PAGE_SIZE: Final = 1000
_INSTALLS: Final = PLACE_OF[INSTALLS[0].key].folder
_FIELDS: Final = "nextPageToken,items(name,generation,size,md5Hash,crc32c,updated,contentEncoding)"
_TOP_FIELDS: Final = "nextPageToken,prefixes"
_MONEY: Final = (
    "sales/",
    "earnings/",
    "financial-stats/",
    "play_balance_krw/",
    "play_pass_earnings/",
    "subscriptions/",
)
"""Folders that take the financial permission."""
_PROBED: Final = ("stats/", "sales/", "earnings/")
"""Where one of them may be listed, a bucket is the account's."""


Listed = tuple[str, Mapping[str, Any]]
"""Bucket, and what its list says of an object. Understood only where it is needed: there can be
hundreds of thousands."""


class Rewritten(Exception):
    """An object is another one than was listed, or gone: list again."""


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object as listed."""

    bucket: str
    name: str
    generation: int
    updated: str
    """RFC 3339."""
    md5: str = ""
    """Base64, of the stored bytes."""
    crc32c: str = ""

    @property
    def updated_on(self) -> date:
        """The day on which Google wrote it."""
        return date.fromisoformat(self.updated[:10])


@dataclass(frozen=True)
class Buckets:
    """All buckets of a credential, seen as one."""

    client: GoogleClient
    is_as_named: bool = False
    """Without the twins of the buckets that the credential names."""

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The buckets that the credential names, and their twins as far as they open."""
        named = self.client.access.buckets
        if self.is_as_named:
            return named
        twins = dict.fromkeys(twin_of(name) for name in named)
        return (*named, *(t for t in twins if t and t not in named and self._opens(t)))

    def opens(self) -> bool:
        """Whether any folder of theirs may be listed. Busy comes out."""
        return any(map(self._opens, self.names))

    def objects(self, folder: str) -> Iterator[Listed]:
        """Every object of a folder, from all buckets. Of two with one name in buckets of one
        number, the newer one; another number is another developer, whose file is kept beside it.

        NeedsPermission where nothing is found and a bucket refuses the folder; Incomplete, once all
        that came was handed on, where a list could not be read wholly.
        """
        if len(self.names) == 1:
            yield from self._listed(self.names[0], folder)
            return
        found: dict[tuple[str, str], Listed] = {}
        refusals: list[NeedsPermission] = []
        cut_short: Incomplete | None = None
        for bucket in self.names:
            try:
                for one in self._listed(bucket, folder):
                    key = number_of(bucket), one[1]["name"]
                    known = found.get(key)
                    if known is None or text(known[1], "updated") < text(one[1], "updated"):
                        found[key] = one
            except NeedsPermission as refusal:
                refusals.append(refusal)
            except Incomplete as cut:
                cut_short = cut
        if refusals and not found:
            raise refusals[0]
        yield from found.values()
        if cut_short is not None:
            raise cut_short

    def first(self, folder: str) -> StoredObject | None:
        """Any one object of a folder; None where there is none. Raises as `objects` does."""
        refusal: NeedsPermission | None = None
        for bucket in self.names:
            try:
                page = self._first_page(bucket, folder)
            except NeedsPermission as refused:
                refusal = refusal or refused
                continue
            for item in objects_in(page, "items"):
                if not text(item, "name").endswith("/"):
                    return stored_object((bucket, item))
        if refusal is not None:
            raise refusal
        return None

    def peek(self, stored: StoredObject) -> None:
        """Ask for an object's first byte, to see whether it may be had."""
        path = f"{_list_path(stored.bucket)}/{segment(stored.name)}"
        headers = {"Range": "bytes=0-0"}
        self.client.raw(_door(stored.name), "GET", path, params={"alt": "media"}, extra=headers)

    def some_package(self) -> str:
        """The app of any file of installs; empty where there is none or it is refused."""
        try:
            stored = self.first(_INSTALLS)
        except (NeedsPermission, NotReady):
            return ""
        found = Names(_INSTALLS).told(stored.name) if stored else None
        return found.app if found else ""

    def folders(self) -> tuple[str, ...]:
        """The uppermost folders of all buckets, as far as they could be listed."""
        found: dict[str, None] = {}
        for bucket in self.names:
            params = {"delimiter": "/", "maxResults": str(PAGE_SIZE), "fields": _TOP_FIELDS}
            path = _list_path(bucket)
            pages, _ = gathered(self.client.pages(Door.STATISTICS, path, params, "prefixes"))
            for page in pages:
                prefixes = page.get("prefixes")
                for name in prefixes if isinstance(prefixes, list) else []:
                    found[str(name)[:200]] = None
        return tuple(found)

    def download(self, stored: StoredObject, into: Path) -> None:
        """The object's bytes as they are stored, checksum verified. Rewritten where it changed
        since it was listed; Unexpected where it arrives damaged."""
        path = f"{_list_path(stored.bucket)}/{segment(stored.name)}"
        params = {"alt": "media", "ifGenerationMatch": str(stored.generation)}
        door, is_page = _door(stored.name), False
        for _ in range(2):
            try:
                got = self.client.file(door, path, params, into)
            except Refused as refused:
                if refused.answer.status in {304, 404, 412}:
                    raise Rewritten(stored.name) from None
                raise of_part(meant(refused.answer, door, self.client.access), door) from None
            if _is_whole(stored, got, into):
                check_table(into, f"GET {path}", is_verified=True)
                return
            is_page = got.head.lstrip()[:1] in {b"", b"<"}
            into.unlink(missing_ok=True)
        if is_page:
            raise Missing(
                "Google sent a page, or nothing, where a file was expected. Nothing is concluded "
                "from it; it is asked for again.",
                detail=f"GET {path}",
                reason="not_a_file",
            )
        raise Unexpected(
            "A file from Google arrived damaged, twice. It was not kept.",
            detail=f"GET {path}: wrong checksum",
            reason="wrong_checksum",
        )

    def _first_page(self, bucket: str, folder: str) -> Fields:
        params = {"prefix": folder, "maxResults": "5", "fields": _FIELDS}
        return self.client.get(_door(folder), _list_path(bucket), params)

    def _opens(self, bucket: str) -> bool:
        for folder in _PROBED:
            try:
                self._first_page(bucket, folder)
            except NeedsPermission as refusal:
                if refusal.reason == "bucket_unknown":
                    return False
            except NotReady:
                return False
            except Busy as busy:  # not known now; a twin is found later too
                if not busy.is_of_one_call:
                    raise
            except Unexpected as strange:
                if strange.reason != "answer_unknown":
                    raise
                return False
            else:
                return True
        return False

    def _listed(self, bucket: str, folder: str) -> Iterator[Listed]:
        params = {"prefix": folder, "maxResults": str(PAGE_SIZE), "fields": _FIELDS}
        path, odd = _list_path(bucket), 0
        for page in self.client.pages(_door(folder), path, params, "items"):
            expect(page, f"GET {path}", "items", "kind", "nextPageToken")
            for item in objects_in(page, "items"):
                if _has_name(item):
                    yield bucket, item
                else:
                    odd += 1
        if odd:
            raise Incomplete(IncompleteReason.ODD_RECORDS, odd=odd, detail=f"GET {path}: no name")


def _has_name(item: object) -> bool:
    return isinstance(item, dict) and isinstance(item.get("name"), str)


def content_of(listed: Listed) -> str:
    """Changes when the object's content does. The same content under a new generation is no
    news."""
    item = listed[1]
    return item.get("md5Hash") or item.get("crc32c") or str(item.get("generation"))


def _door(name: str) -> Door:
    return Door.MONEY if name.startswith(_MONEY) else Door.STATISTICS


def _list_path(bucket: str) -> str:
    return f"/storage/v1/b/{segment(bucket)}/o"


def stored_object(listed: Listed) -> StoredObject:
    """What a list says of an object, understood. Unexpected where it cannot be."""
    bucket, item = listed
    try:
        updated = text(item, "updated")
        date.fromisoformat(updated[:10])
        return StoredObject(
            bucket, item["name"], whole(item, "generation") or 0, updated, text(item, "md5Hash"),
            text(item, "crc32c"),
        )  # fmt: skip
    except (ValueError, TypeError, KeyError):
        raise strange_list(bucket) from None


def strange_list(bucket: str) -> Unexpected:
    """A list of objects that is none."""
    return Unexpected(
        "Google sent a list of files that Storelink doesn’t know.",
        detail=f"GET {_list_path(bucket)}",
        reason="answer_unknown",
    )


def _is_whole(stored: StoredObject, got: Downloaded, path: Path) -> bool:
    headers = {name.lower(): value for name, value in (got.headers or {}).items()}
    was_unpacked = (
        headers.get("x-goog-stored-content-encoding") == "gzip"
        and headers.get("content-encoding", "") != "gzip"
    )
    if was_unpacked:  # the checksums are of the packed bytes
        return True
    if stored.md5:
        return md5_as_hex(stored.md5) == got.md5
    return not stored.crc32c or crc32c_of(path) == stored.crc32c
