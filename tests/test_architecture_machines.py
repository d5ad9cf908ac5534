"""No test depends on how fast a machine is, or on when it was collected."""

import ast

import pytest
from hypothesis import HealthCheck, settings

from tests import clock_readers, tree

OF_THE_PROFILE = {
    "deadline",
    "derandomize",
    "database",
    "phases",
    "print_blob",
    "report_multiple_bugs",
}
"""What is set for all tests at once, in `conftest.py` at the root of the tree."""


def modules():
    files = [
        path
        for path in tree.python_files()
        if "tests" in path.relative_to(tree.ROOT).parts or path.name == "conftest.py"
    ]
    assert len(files) > 250
    found = {}
    for path in files:
        root = tree.SOURCE if path.is_relative_to(tree.SOURCE) else tree.ROOT
        found[clock_readers.dotted(path, root)] = tree.syntax(path)
    return found


def own_settings(syntax):
    """The lines on which a test sets for itself what the profile sets for all."""
    for node in ast.walk(syntax):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        given = {word.arg or "" for word in node.keywords}
        if name.split(".")[-1] in {"register_profile", "load_profile"}:
            yield node.lineno, name
        if name in {"settings", "hypothesis.settings"} and given & OF_THE_PROFILE:
            yield node.lineno, ", ".join(sorted(given & OF_THE_PROFILE))


def test_no_test_sets_a_deadline_or_a_profile_of_its_own():
    found = [
        f"{name}:{line} {what}"
        for name, syntax in modules().items()
        for line, what in own_settings(syntax)
    ]
    assert found == [], "these stand in the profile of conftest.py, for all tests"


def test_no_test_file_reads_the_clock_while_it_is_collected():
    found = list(clock_readers.read_at_collection(modules()))
    assert found == [], "read it in the test, or travel to a fixed moment with time_machine"


def test_the_profile_holds():
    assert settings.default.deadline is None
    assert HealthCheck.too_slow in settings.default.suppress_health_check


READS = {
    "a constant": "NOW = datetime.now(UTC)",
    "what a case is made of": "@pytest.mark.parametrize('at', [time.time()])\ndef test(at): ...",
    "a default": "def made(at=date.today()): ...",
    "a function of its own": "def today():\n    return timezone.now()\nDAY = today()",
    "a function of another": "from helpers import later\nSOON = later()",
    "what Django offers": "from django.utils.timezone import now\nNOW = now()",
    "a class": "class Case:\n    at = datetime.datetime.now()",
}
NONE = {
    "a test": "def test():\n    assert date.today()",
    "a lambda": "LATER = lambda: time.time()",
    "a script": "if __name__ == '__main__':\n    started = time.monotonic()",
    "another function of that name": "def later(x):\n    return x\nDAY = later(1)",
    "a fixed moment": "NOW = datetime(2026, 11, 24)",
}
HELPERS = "def later():\n    return soon()\ndef soon():\n    return time.monotonic() + 5"


@pytest.mark.parametrize(("text", "is_found"), [
    *((text, True) for text in READS.values()), *((text, False) for text in NONE.values()),
], ids=[*READS, *NONE])  # fmt: skip
def test_reads_of_the_clock_are_found_where_they_are(text, is_found):
    trees = {"helpers": ast.parse(HELPERS), "module": ast.parse(text)}
    assert bool(list(clock_readers.read_at_collection(trees))) is is_found


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("@settings(max_examples=5, deadline=200)\ndef test(): ...", True),
        ("settings.load_profile('mine')", True),
        ("@settings(max_examples=5)\ndef test(): ...", False),
    ],
)
def test_settings_of_a_test_are_found(text, is_found):
    assert bool(list(own_settings(ast.parse(text)))) is is_found
