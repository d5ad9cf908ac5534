"""Imports go down, openly, at the top of the file."""

import ast
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

from tests import tree

DYNAMIC = {
    "src/storelink/providers/registry.py": "finds providers by listing folders",
    "src/storelink/cli/loading.py": "imports the one command that is asked for",
}
"""The files that may import by name, and why."""


AFTER_SETUP = {
    "bench/accounts.py",
    "bench/listing.py",
    "bench/load_store.py",
    "bench/pages.py",
    "bench/play_store.py",
    "bench/reading.py",
    "bench/restate.py",
    "bench/workspace.py",
    "tests/torture/loading.py",
    "tests/warehouse_writer.py",
}
"""Processes of tests and bench that set Django up themselves, and can import its rows only then."""


def hidden_imports(source: str) -> list[int]:
    """Lines that import inside a function."""
    return sorted(
        inner.lineno
        for outer in ast.walk(ast.parse(source))
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(outer)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    )


def imports_by_name(source: str) -> list[int]:
    """Lines that import a module whose name is a value."""
    return sorted(
        call.lineno
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call)
        and ast.unparse(call.func) in {"import_module", "importlib.import_module", "__import__"}
    )


def test_the_import_contracts_hold():
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=tree.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_nobody_looks_inside_a_provider_but_itself():
    graph = grimp.build_graph("storelink", cache_dir=None)
    assert tree.provider_folders()
    for folder in tree.provider_folders():
        inside = f"storelink.providers.{folder.name}"
        own = {inside, *graph.find_descendants(inside)}
        strangers = [
            f"{importer} imports {module}"
            for module in sorted(own)
            for importer in sorted(graph.find_modules_that_directly_import(module) - own)
        ]
        assert strangers == [], "go through providers.registry"


@pytest.mark.parametrize("path", list(tree.python_files()), ids=tree.shown)
def test_every_import_stands_at_the_top(path):
    source = path.read_text()
    if tree.shown(path) not in AFTER_SETUP:
        assert hidden_imports(source) == []
    if tree.shown(path) not in DYNAMIC:
        assert imports_by_name(source) == []


@pytest.mark.parametrize(
    "source",
    [
        "def f():\n    import os",
        "class A:\n    def f(self):\n        from os import path",
        "async def f():\n    def g():\n        import os",
        "import os\nif os:\n    def f():\n        import sys",
    ],
)
def test_a_hidden_import_is_found(source):
    assert hidden_imports(source) != []


@pytest.mark.parametrize(
    "call", ["import_module('a')", "importlib.import_module(n)", "__import__('a')"]
)
def test_an_import_by_name_is_found(call):
    assert imports_by_name(f"x = 1\n{call}") == [2]


def test_only_a_provider_has_anything_in_its_init():
    allowed = {folder / "__init__.py" for folder in tree.provider_folders()}
    full = [
        tree.shown(path)
        for path in tree.python_files()
        if path.name == "__init__.py" and path not in allowed and path.read_text().strip()
    ]
    assert full == []


def test_no_folder_has_a_name_that_says_nothing():
    vague = {"utils", "helpers", "services", "common", "manager", "managers", "misc", "lib"}
    found = [
        tree.shown(path) for path in tree.python_files() if vague & {path.stem, path.parent.name}
    ]
    assert found == []
