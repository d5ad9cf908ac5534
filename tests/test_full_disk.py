"""A disk that is full for real: nothing is lost, it is said, and it goes on when there is room."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import tree

_DISK_BYTES = 8 * 2**20
_FILE_BYTES = 64 * 1024
_ROWS = 60_000


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few megabytes, in memory."""
    folder = tmp_path / "disk"
    folder.mkdir()
    options = f"size={_DISK_BYTES}"
    mounted = os.geteuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)],
        capture_output=True, check=False,
    ).returncode == 0  # fmt: skip
    if not mounted:
        pytest.skip("no file system can be mounted here: that needs root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def filled(folder: Path, *more: str) -> dict[str, Any]:
    """What a process tells that fills it."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.filling_disk", str(folder), *more],
        env=os.environ | {"PYTHONPATH": f"{tree.ROOT / 'src'}{os.pathsep}{tree.ROOT}"},
        cwd=tree.ROOT, capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def _is_whole(told: dict[str, Any]) -> None:
    assert (told["before"], told["meanwhile"], told["after"]) == (7, 7, 7)
    assert told["left_over"] == []
    assert told["big_rows"] == _ROWS


def test_on_a_full_disk_nothing_is_lost_and_it_goes_on_when_there_is_room(
    small_disk: Path,
) -> None:
    told = filled(small_disk)
    reason, sentence = told["told"]
    assert reason == "storage_full"
    assert "full" in sentence
    assert "make room" in sentence
    _is_whole(told)


def test_where_files_may_not_grow_it_is_the_same(tmp_path: Path) -> None:
    told = filled(tmp_path, str(_FILE_BYTES))
    reason, sentence = told["told"]
    assert reason == "storage_failed"
    assert "Nothing was published and nothing is lost" in sentence
    _is_whole(told)
