"""Keeps the warehouse's files in a folder of this machine, or one that several machines share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

WORKSHOP = "building"
"""Files that are being built lie here, on the same file system, and are renamed into place."""

_GLOB = "*?[]"


class FolderStore:
    """Immutable files under one folder. A file is there whole or not at all, also after a crash:
    it is synced before it is renamed, and its folder after."""

    def __init__(self, root: Path) -> None:
        if any(sign in str(root) for sign in _GLOB):
            raise ValueError(
                f"The data folder may not have any of {_GLOB} in its name, but is {root}."
            )
        self.local_root = root.absolute()
        self.workshop = self.local_root / WORKSHOP
        self.workshop.mkdir(parents=True, exist_ok=True)

    def put(self, path: str, source: Path) -> None:
        """Move `source` to `path`, durably. OSError where that cannot be."""
        target = self._place(path)
        _make_folder(target.parent, self.local_root)
        if source.stat().st_dev != target.parent.stat().st_dev:
            source = _carry_over(source, self.workshop / target.name)
        sync_file(source)
        source.rename(target)
        sync_folder(target.parent)

    def get(self, path: str) -> Path:
        """Where the file lies. It is opened by whoever reads it, who learns then if it is gone."""
        return self._place(path)

    def get_again(self, path: str) -> Path:
        """There is but one."""
        return self._place(path)

    @property
    def holds_copies(self) -> bool:
        return False

    def list(self, prefix: str) -> Iterable[tuple[str, float]]:
        """Every file under the prefix with its time of change, unfinished ones too."""
        top = self.local_root / prefix if prefix else self.local_root
        for folder, _, names in os.walk(top):
            for name in names:
                file = Path(folder) / name
                try:
                    changed_at = file.stat().st_mtime
                except FileNotFoundError:
                    continue  # removed since the folder was read
                yield file.relative_to(self.local_root).as_posix(), changed_at

    def delete(self, path: str) -> None:
        """Remove; nothing happens if it is gone already."""
        self._place(path).unlink(missing_ok=True)

    def _place(self, path: str) -> Path:
        parts = PurePosixPath(path)
        if parts.is_absolute() or ".." in parts.parts:
            raise ValueError(f"{path} leaves the data folder.")
        return self.local_root / parts


def sync_file(path: Path) -> None:
    """Wait until the file's bytes are on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Wait until the folder's entries are on the disk. Windows cannot, and need not."""
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _make_folder(folder: Path, root: Path) -> None:
    """Create what is missing, each new entry synced into the folder above it."""
    if folder.is_dir() or folder == root:
        return
    _make_folder(folder.parent, root)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def _carry_over(source: Path, near: Path) -> Path:
    shutil.copyfile(source, near)
    source.unlink()
    return near
