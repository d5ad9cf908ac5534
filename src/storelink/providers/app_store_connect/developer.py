"""The name of the developer, which Apple tells a key only in the files of sales."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path
from typing import Final

_COLUMN: Final = "Developer"
_ENOUGH_BYTES: Final = 65_536
_MAX_NAME: Final = 100


def developer_in(folder: Path) -> str:
    """Of the first row of the file there; empty where there is none, or it does not say."""
    for path in folder.iterdir():
        lines = _head(path).splitlines()
        if len(lines) < 2:
            continue
        names, cells = lines[0].split("\t"), lines[1].split("\t")
        if _COLUMN in names and len(cells) == len(names):
            return " ".join(cells[names.index(_COLUMN)].split())[:_MAX_NAME]
    return ""


def _head(path: Path) -> str:
    try:
        with gzip.open(path, "rb") as file:
            return file.read(_ENOUGH_BYTES).decode("utf-8", "replace")
    except (OSError, EOFError, zlib.error):
        return ""
