"""One idea a file, short functions: measured."""

import ast
from statistics import median, quantiles

import pytest

from tests import tree

ASK_AT, SPLIT_AT = 300, 500
MOST_POSITIONAL = 4
LONG_BECAUSE: dict[str, str] = {
    "src/storelink/domain/errors.py": "the whole tree of errors, with what each of them says",
    "src/storelink/domain/status.py": "one ordered table, with the sentence of each rule",
    "src/storelink/providers/app_store_connect/analytics.py": "one chain, from request to file",
    "src/storelink/providers/http.py": "one exchange with a store, from its start to its last byte",
    "src/storelink/sync/doors.py": "one session over several credentials",
    "src/storelink/providers/contract.py": "the whole contract of a provider, to be read at once",
    "src/storelink/providers/testing.py": "what is true of every provider, to be read at once",
    "src/storelink/sync/tests/test_run.py": "a run, from its start to its end",
    "src/storelink/warehouse/tests/test_query.py": "every kind of question, on one set of rows",
}
"""Files over 300 lines → why they hold one idea all the same."""


def length(path):
    return len(path.read_text().splitlines())


def functions(path):
    return [
        node
        for node in ast.walk(tree.syntax(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def lines(function):
    return function.end_lineno - function.lineno + 1


def positional(function):
    names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    return [name for name in names if name not in {"self", "cls"}]


PRODUCT_FILES = [path for path in tree.python_files(tree.SOURCE) if "migrations" not in path.parts]


def test_no_file_is_so_long_that_it_must_be_split():
    long = {
        tree.shown(path): length(path) for path in tree.python_files() if length(path) > SPLIT_AT
    }
    assert long == {}


def test_every_file_over_three_hundred_lines_has_said_why():
    asking = {
        tree.shown(path): length(path) for path in tree.python_files() if length(path) > ASK_AT
    }
    assert {name: count for name, count in asking.items() if name not in LONG_BECAUSE} == {}
    assert set(LONG_BECAUSE) <= set(asking), "these are short again"


def test_the_source_folder_holds_nothing_but_source():
    known = {".py", ".html", ".css", ".js", ".svg", ".md", ".typed"}
    strays = [
        tree.shown(path)
        for path in tree.SOURCE.rglob("*")
        if path.is_file() and path.suffix not in known | {".pyc"} and "vendor" not in path.parts
    ]
    assert strays == []


def test_functions_are_short():
    found = [
        lines(f) for path in PRODUCT_FILES if "tests" not in path.parts for f in functions(path)
    ]
    assert median(found) <= 10
    assert quantiles(found, n=10)[-1] <= 35


@pytest.mark.parametrize("path", PRODUCT_FILES, ids=tree.shown)
def test_no_function_takes_more_than_four_things_by_position(path):
    if "tests" in path.parts:
        return
    many = [f.name for f in functions(path) if len(positional(f)) > MOST_POSITIONAL]
    assert many == []
