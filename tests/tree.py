"""The files of the tree, for the tests that look at all of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src"
PRODUCT = SOURCE / "storelink"
PROVIDERS = PRODUCT / "providers"
_NOT_OURS = {"__pycache__", "vendor"}


def python_files(*folders: Path) -> Iterator[Path]:
    """Every Python file below the folders, or of the whole tree."""
    for folder in folders or (SOURCE, ROOT / "tests", ROOT / "tools", ROOT / "bench"):
        yield from (path for path in sorted(folder.rglob("*.py")) if _is_ours(path))


def product_files() -> Iterator[Path]:
    """Every text file of the product: Python, templates, styles, scripts; no tests."""
    for path in sorted(PRODUCT.rglob("*")):
        if path.is_file() and _is_ours(path) and "tests" not in path.relative_to(PRODUCT).parts:
            yield path


def provider_folders() -> list[Path]:
    """A provider's `__init__.py` holds its value; every other one is empty."""
    return sorted(
        path.parent for path in PROVIDERS.glob("*/__init__.py") if path.read_text().strip()
    )


def syntax(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def shown(path: Path) -> str:
    """A path as a person names it: from the root of the tree."""
    return str(path.relative_to(ROOT))


def _is_ours(path: Path) -> bool:
    return not _NOT_OURS & set(path.parts)
