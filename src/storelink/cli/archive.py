"""A backup: a plain tar file that ends with a manifest of every member's size and checksum.

Written as a stream, so that it needs no second look at the data; a file cut short has no manifest
and is refused.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from storelink.cli.exits import CommandFailed

FORMAT = 1
MANIFEST = "manifest.json"
_BLOCK_BYTES = 1024 * 1024
_LARGEST_MANIFEST_BYTES = 512 * 1024 * 1024
Progress = Callable[[int], None]
"""Told how many bytes went by."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in the backup."""

    name: str
    byte_count: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds."""

    facts: dict[str, Any]
    """Version, time, migrations: what the restore compares."""
    members: dict[str, Member]


class Writer:
    """Adds files to a backup that appears whole, under its name, when all is done."""

    def __init__(self, target: Path, on_progress: Progress) -> None:
        self._target = target
        self._partial = target.with_name(f".{target.name}.partial")
        descriptor = os.open(self._partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._file = os.fdopen(descriptor, "wb")
        self._tar = tarfile.TarFile(fileobj=self._file, mode="w", format=tarfile.PAX_FORMAT)
        self._members: list[Member] = []
        self._on_progress = on_progress

    def add(self, name: str, source: Path) -> None:
        """One file. FileNotFoundError where it is gone, before anything of it was written."""
        with source.open("rb") as content:
            self._write(name, content, os.fstat(content.fileno()).st_size)

    def finish(self, facts: dict[str, Any]) -> Manifest:
        """Write the manifest, wait for the disk, and give the backup its name."""
        manifest = Manifest(facts, {member.name: member for member in self._members})
        text = _written(manifest).encode()
        self._tar.addfile(_header(MANIFEST, len(text)), io.BytesIO(text))
        self._tar.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._partial.replace(self._target)
        return manifest

    def give_up(self) -> None:
        """Leave nothing behind. Safe after `finish`."""
        self._file.close()
        self._partial.unlink(missing_ok=True)

    def _write(self, name: str, content: IO[bytes], byte_count: int) -> None:
        reader = _Hashing(content, self._on_progress)
        self._tar.addfile(_header(name, byte_count), reader)
        self._members.append(Member(name, byte_count, reader.sha256()))


@dataclass
class _Hashing:
    """Hashes what is read through it."""

    content: IO[bytes]
    on_progress: Progress
    _hash: Any = field(default_factory=hashlib.sha256)

    def read(self, size: int = -1) -> bytes:
        block = self.content.read(size)
        self._hash.update(block)
        self.on_progress(len(block))
        return block

    def sha256(self) -> str:
        return str(self._hash.hexdigest())


def unpack(source: Path, folder: Path, on_progress: Progress) -> Manifest:
    """Write every member into `folder` and compare all of them with the manifest.

    CommandFailed where the file is no backup, was cut short, or differs from its manifest in
    anything; what was written until then is the caller's to remove.
    """
    try:
        with source.open("rb") as file, tarfile.open(fileobj=file, mode="r:") as tar:
            found = dict(_extracted(tar, folder, on_progress))
    except (tarfile.TarError, EOFError) as error:
        raise CommandFailed(f"{source.name} is no whole backup ({error}).") from error
    manifest = _read_manifest(folder / MANIFEST, source)
    _compare(manifest, found, source)
    return manifest


def _extracted(
    tar: tarfile.TarFile, folder: Path, on_progress: Progress
) -> Iterator[tuple[str, Member]]:
    for entry in tar:
        name = _checked_name(entry)
        content = tar.extractfile(entry)
        if content is None or (name == MANIFEST and entry.size > _LARGEST_MANIFEST_BYTES):
            raise tarfile.TarError(f"{name} cannot be read")
        reader = _Hashing(content, on_progress)
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        byte_count = 0
        with target.open("xb") as file:
            while block := reader.read(_BLOCK_BYTES):
                byte_count += file.write(block)
        if name != MANIFEST:
            yield name, Member(name, byte_count, reader.sha256())


def _checked_name(entry: tarfile.TarInfo) -> str:
    parts = PurePosixPath(entry.name).parts
    if not entry.isreg() or not parts or parts[0] == "/" or ".." in parts:
        raise tarfile.TarError(f"it holds “{entry.name}”, which no backup of ours does")
    return "/".join(parts)


def _read_manifest(path: Path, source: Path) -> Manifest:
    if not path.is_file():
        raise CommandFailed(
            f"{source.name} is no whole backup: it was cut short, or another program made it. "
            "Nothing was restored."
        )
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        members = {m["name"]: Member(m["name"], m["bytes"], m["sha256"]) for m in told["members"]}
        facts = dict(told["facts"])
    except (ValueError, KeyError, TypeError) as error:
        raise CommandFailed(f"The manifest of {source.name} can't be read.") from error
    if facts.get("format") != FORMAT:
        raise CommandFailed(
            f"{source.name} has a layout that this version does not know. It was made by another "
            "version of Storelink: restore it with that one, then upgrade."
        )
    return Manifest(facts, members)


def _compare(manifest: Manifest, found: dict[str, Member], source: Path) -> None:
    differing = sorted(
        name
        for name in manifest.members.keys() | found.keys()
        if manifest.members.get(name) != found.get(name)
    )
    if differing:
        raise CommandFailed(
            f"{source.name} is damaged: {len(differing)} of its files differ from its manifest, "
            f"the first being {differing[0]}. Nothing was restored. Use another backup."
        )


def _written(manifest: Manifest) -> str:
    members = [
        {"name": m.name, "bytes": m.byte_count, "sha256": m.sha256}
        for m in manifest.members.values()
    ]
    return json.dumps({"facts": manifest.facts, "members": members}, indent=1)


def _header(name: str, byte_count: int) -> tarfile.TarInfo:
    header = tarfile.TarInfo(name)
    header.size = byte_count
    header.mode = 0o600
    return header
