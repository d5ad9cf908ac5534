"""What the reference says is shown by a test is shown by a test that exists."""

import re

import pytest

from tests import tree

REFERENCE = tree.ROOT / "docs" / "reference"
_NAMED = re.compile(r"`((?:[\w/]+)\.py)::(test_\w+)`")
PAGES = ("security.md", "parity.md")


def rows(page):
    """The cells of each line of the page's tables."""
    lines = (REFERENCE / page).read_text().splitlines()
    found = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in lines if line[:2] == "| "
    ]
    return [row for row in found if not row[0].startswith("---") and row[0] not in HEADS]


HEADS = {"no", "what is described"}


def is_there(file, test):
    paths = [root / file for root in (tree.PRODUCT, tree.ROOT)]
    return any(p.exists() and f"def {test}(" in p.read_text() for p in paths)


@pytest.mark.parametrize("page", PAGES)
def test_every_test_that_is_named_exists(page):
    named = _NAMED.findall((REFERENCE / page).read_text())
    assert len(named) > 30
    assert [f"{file}::{test}" for file, test in named if not is_there(file, test)] == []


def test_every_statement_of_security_has_a_test_or_says_what_is_open():
    found = rows("security.md")
    assert [row[0] for row in found] == [str(number) for number in range(1, 25)]
    assert [row[0] for row in found if not _NAMED.search(row[2]) and not row[3]] == []


def test_every_line_of_parity_has_a_test():
    assert [row[0] for row in rows("parity.md") if not _NAMED.search(row[2])] == []
