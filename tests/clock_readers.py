"""Where a test file reads the clock while it is being collected.

What is computed then may be wrong when the test runs, minutes later: the tests of a slow machine
failed so. Calls inside functions and lambdas run with the test and are no concern of this.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

CLOCKS = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "time": {"time", "time_ns", "monotonic", "perf_counter", "localtime", "gmtime"},
    "timezone": {"now", "localdate", "localtime"},
}
_PLAIN = {"now", "localdate", "localtime"}
"""Imported by themselves from `django.utils.timezone`."""
Name = tuple[str, str]
"""A module and a function of it."""


def read_at_collection(trees: Mapping[str, ast.Module]) -> Iterator[str]:
    """`module:line` of each read, direct or by a function of one of the modules.

    `trees`: the syntax of each test module by its dotted name.
    """
    functions = {name: _functions(tree) for name, tree in trees.items()}
    known = {name: _imported(name, tree) for name, tree in trees.items()}
    readers = _readers(functions, known)
    for name, tree in trees.items():
        for call in _at_once(tree):
            if _is_clock(call) or _called(name, call, known) in readers:
                yield f"{name}:{call.lineno}"


def dotted(path: Path, root: Path) -> str:
    """The name under which a file is imported."""
    return ".".join(path.relative_to(root).with_suffix("").parts)


def _functions(tree: ast.Module) -> dict[str, ast.AST]:
    return {one.name: one for one in tree.body if isinstance(one, ast.FunctionDef)}


def _imported(module: str, tree: ast.Module) -> dict[str, Name]:
    """The local names of functions, and where each comes from."""
    found = {name: (module, name) for name in _functions(tree)}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module:
            for one in node.names:
                found[one.asname or one.name] = (node.module, one.name)
    return found


def _readers(
    functions: Mapping[str, Mapping[str, ast.AST]], known: Mapping[str, Mapping[str, Name]]
) -> set[Name]:
    """The functions that read the clock, or call one that does."""
    found = {("django.utils.timezone", name) for name in _PLAIN}
    while True:
        more = {
            (module, name)
            for module, mine in functions.items()
            for name, body in mine.items()
            if (module, name) not in found and _reads(module, body, known, found)
        }
        if not more:
            return found
        found |= more


def _reads(
    module: str, body: ast.AST, known: Mapping[str, Mapping[str, Name]], readers: set[Name]
) -> bool:
    calls = (one for one in ast.walk(body) if isinstance(one, ast.Call))
    return any(_is_clock(one) or _called(module, one, known) in readers for one in calls)


def _called(module: str, call: ast.Call, known: Mapping[str, Mapping[str, Name]]) -> Name | None:
    return known[module].get(call.func.id) if isinstance(call.func, ast.Name) else None


def _is_clock(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute):
        return False
    owner = call.func.value
    name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
    return call.func.attr in CLOCKS.get(name, set())


def _at_once(tree: ast.Module) -> Iterator[ast.Call]:
    """The calls that run when the module is imported: decorators and defaults are among them."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call):
            yield node
        for child in ast.iter_child_nodes(node):
            waiting += _now(child)


def _now(node: ast.AST) -> Iterable[ast.AST]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        defaults = [*node.args.defaults, *(one for one in node.args.kw_defaults if one)]
        return [*node.decorator_list, *defaults]
    if isinstance(node, ast.Lambda) or _is_main(node):
        return []
    return [node]


def _is_main(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "__main__" in ast.unparse(node.test)
