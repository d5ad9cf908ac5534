"""Refuse addresses of package registries, and of anything at all in a lock file.

A mirror is chosen by whoever installs, in the settings of pip and npm: an address in the tree
would overrule it. Exit code 1 and a line for each find.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Written in parts, so that this file does not name them either.
REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("jsdelivr", "net"),
        ("unpkg", "com"),
        ("docker", "io"),
        ("ghcr", "io"),
    )
)
_REGISTRY = re.compile("|".join(map(re.escape, REGISTRIES)), re.IGNORECASE)
_ADDRESS = re.compile(r"(https?|git|ssh|file)[:+]//|\bgit@", re.IGNORECASE)
_LOCK_FILE = re.compile(r"(\.lock|-lock\.(json|yaml)|lock\.json)$")


def finds(path: str, text: str) -> Iterator[str]:
    """`path:line: reason` for each address that must not be there."""
    is_lock_file = _LOCK_FILE.search(path) is not None
    for number, line in enumerate(text.splitlines(), start=1):
        if _REGISTRY.search(line):
            yield f"{path}:{number}: names a package registry"
        elif is_lock_file and _ADDRESS.search(line):
            yield f"{path}:{number}: an address in a lock file"


def tracked_files(root: Path) -> list[str]:
    """Every file of the tree that is, or is about to be, committed."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, capture_output=True, check=True)  # noqa: S603
    return [name.decode() for name in listed.stdout.split(b"\0") if name]


def main() -> int:
    found = [
        find
        for path in tracked_files(ROOT)
        if (ROOT / path).is_file()
        for find in finds(path, (ROOT / path).read_text(errors="replace"))
    ]
    print("\n".join(found) if found else "No address of a registry in the tree.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
