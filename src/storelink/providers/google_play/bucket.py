"""The buckets of an account: what lies in them, and one object of them.

Google rewrites a month's file when its figures change, so every run lists whole folders, a
thousand names a call, and compares checksums. Source: cloud.google.com/storage/docs/json_api/v1
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from storelink.domain.errors import NeedsPermission, StoreError, Unexpected
from storelink.providers.downloads import Downloaded
from storelink.providers.google_play.checksum import crc32c_of, md5_as_hex
from storelink.providers.google_play.client import GoogleClient, Refused, segment
from storelink.providers.google_play.documents import objects_in, text, whole
from storelink.providers.google_play.names import named
from storelink.providers.google_play.refusals import Door, meant
from storelink.providers.google_play.reports.catalogue import PLACE_OF
from storelink.providers.google_play.reports.statistics import INSTALLS

PAGE_SIZE: Final = 1000
_INSTALLS: Final = PLACE_OF[INSTALLS[0].key]
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
    def content(self) -> str:
        """Changes when the content does. The same content under a new generation is no news."""
        return self.md5 or self.crc32c or str(self.generation)

    @property
    def updated_on(self) -> date:
        """The day on which Google wrote it."""
        return date.fromisoformat(self.updated[:10])


@dataclass(frozen=True)
class Buckets:
    """All buckets of a credential, seen as one."""

    client: GoogleClient

    def objects(self, folder: str) -> Iterator[StoredObject]:
        """Every object of a folder, from all buckets; of two with one name, the newer one.

        NeedsPermission where every bucket refuses the folder.
        """
        names = self.client.access.buckets
        if len(names) == 1:
            yield from self._listed(names[0], folder)
            return
        found: dict[str, StoredObject] = {}
        refusals: list[NeedsPermission] = []
        for bucket in names:
            try:
                for each in self._listed(bucket, folder):
                    known = found.get(each.name)
                    if known is None or known.updated < each.updated:
                        found[each.name] = each
            except NeedsPermission as refusal:
                refusals.append(refusal)
        if len(refusals) == len(names):
            raise refusals[0]
        yield from found.values()

    def first(self, folder: str) -> StoredObject | None:
        """Any one object of a folder; None where it is empty. Raises as `objects` does."""
        refusal: StoreError | None = None
        for bucket in self.client.access.buckets:
            params = {"prefix": folder, "maxResults": "5", "fields": _FIELDS}
            try:
                page = self.client.get(_door(folder), _list_path(bucket), params)
            except NeedsPermission as refused:
                refusal = refused
                continue
            refusal = None
            for item in objects_in(page, "items"):
                if not text(item, "name").endswith("/"):
                    return _stored(bucket, item)
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
            stored = self.first(_INSTALLS.folder)
        except StoreError:
            return ""
        found = named(stored.name, _INSTALLS) if stored else None
        return found.app if found else ""

    def folders(self) -> tuple[str, ...]:
        """The uppermost folders of all buckets."""
        found: dict[str, None] = {}
        for bucket in self.client.access.buckets:
            params = {"delimiter": "/", "maxResults": str(PAGE_SIZE), "fields": _TOP_FIELDS}
            for page in self.client.pages(Door.STATISTICS, _list_path(bucket), params):
                prefixes = page.get("prefixes")
                for name in prefixes if isinstance(prefixes, list) else []:
                    found[str(name)[:200]] = None
        return tuple(found)

    def download(self, stored: StoredObject, into: Path) -> None:
        """The object's bytes as they are stored, checksum verified. Rewritten where it changed
        since it was listed; Unexpected where it arrives damaged."""
        path = f"{_list_path(stored.bucket)}/{segment(stored.name)}"
        params = {"alt": "media", "ifGenerationMatch": str(stored.generation)}
        door = _door(stored.name)
        for _ in range(2):
            try:
                got = self.client.file(door, path, params, into)
            except Refused as refused:
                if refused.answer.status in {304, 404, 412}:
                    raise Rewritten(stored.name) from None
                raise meant(refused.answer, door, self.client.access) from None
            if _is_whole(stored, got, into):
                return
            into.unlink(missing_ok=True)
        raise Unexpected(
            "A file from Google arrived damaged, twice. It was not kept.",
            detail=f"GET {path}: wrong checksum",
            reason="wrong_checksum",
        )

    def _listed(self, bucket: str, folder: str) -> Iterator[StoredObject]:
        params = {"prefix": folder, "maxResults": str(PAGE_SIZE), "fields": _FIELDS}
        for page in self.client.pages(_door(folder), _list_path(bucket), params):
            for item in page.get("items", ()):
                yield _stored(bucket, item)


def _door(name: str) -> Door:
    return Door.MONEY if name.startswith(_MONEY) else Door.STATISTICS


def _list_path(bucket: str) -> str:
    return f"/storage/v1/b/{segment(bucket)}/o"


def _stored(bucket: str, item: Any) -> StoredObject:
    try:
        generation, updated = whole(item, "generation"), text(item, "updated")
        date.fromisoformat(updated[:10])
        return StoredObject(
            bucket, item["name"], generation or 0, updated, text(item, "md5Hash"),
            text(item, "crc32c"),
        )  # fmt: skip
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Unexpected(
            "Google sent a list of files that Storelink doesn’t know.",
            detail=f"{bucket}: {str(item)[:200]}",
            reason="answer_unknown",
        ) from None


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
