"""Templates and style sheets read like code: short lines, short files, nothing unused."""

import re

import pytest

from tests import tree

LONGEST_LINE, LONGEST_FILE = 120, 500
WEB = tree.PRODUCT / "web"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
STYLES = sorted((WEB / "static" / "storelink" / "styles").glob("*.css"))
FROM_THE_CHART = {"u-cursor-x", "u-hz", "u-over"}
"""Classes that the chart library gives."""
SHORT_WORDS = {
    "alt", "ask", "bad", "bar", "box", "dot", "end", "fix", "gap", "go", "js", "log", "me", "nav",
    "no", "now", "ok", "row", "top", "two", "up", "who", "why", "yes",
}  # fmt: skip
"""Names of three letters or fewer that are words."""


def classes_of(style):
    rules = re.sub(r"/\*.*?\*/", "", style.read_text(), flags=re.DOTALL)
    return set(re.findall(r"\.([a-zA-Z][\w-]*)", rules))


@pytest.mark.parametrize("path", [*TEMPLATES, *STYLES], ids=tree.shown)
def test_no_line_is_too_long(path):
    lines = path.read_text().splitlines()
    assert [line for line in lines if len(line) > LONGEST_LINE] == []


@pytest.mark.parametrize("path", [*TEMPLATES, *STYLES], ids=tree.shown)
def test_no_template_or_style_sheet_is_too_long(path):
    assert len(path.read_text().splitlines()) <= LONGEST_FILE


def test_every_style_sheet_is_on_the_pages():
    document = (WEB / "templates" / "_document.html").read_text()
    assert STYLES
    assert {path.stem for path in STYLES if f'"{path.stem}"' not in document} == set()


def test_no_class_has_a_rule_and_no_use():
    sources = [*TEMPLATES, *WEB.rglob("*.py"), *(WEB / "static" / "storelink").glob("*.js")]
    words = set(re.findall(r"[a-zA-Z][\w-]*", " ".join(path.read_text() for path in sources)))
    unused = {name for style in STYLES for name in classes_of(style) - words}
    assert unused == FROM_THE_CHART


def test_class_names_are_words():
    short = {name for style in STYLES for name in classes_of(style) if len(name) <= 3}
    assert short <= SHORT_WORDS


@pytest.mark.parametrize("style", STYLES, ids=tree.shown)
def test_what_scrolls_cuts_off_texts_for_screen_readers_too(style):
    """They are placed absolutely: outside a positioned element they widen the whole page."""
    scrolling = re.findall(r"([^{};]+){([^{}]*overflow(?:-x)?: auto[^{}]*)}", style.read_text())
    found = {name.strip() for name, rule in scrolling if "position:" not in rule}
    assert found <= {".ask"}, "a dialog is positioned by the browser"
