"""Docs are tested: what exists stands in the reference, and what stands there exists."""

import ast
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
import typer.main

from storelink.cli.command import program
from storelink.cli.commands import COMMANDS
from storelink.domain import errors
from storelink.domain.status import RULES
from storelink.labels.status import remedy_label, status_label
from storelink.providers.registry import providers
from storelink.vault import errors as vault_errors
from tests import tree
from tools import reference

DOCS = tree.ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
WRITTEN = [*PAGES, tree.ROOT / "README.md", tree.ROOT / "CHANGELOG.md"]
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def page(name):
    return (DOCS / "reference" / name).read_text()


def links(path):
    """Each relative link of a page: the file it names and the heading in it, if any."""
    for target in _LINK.findall(path.read_text()):
        if not re.match(r"[a-z]+:", target):
            file, _, heading = unquote(target).partition("#")
            yield target, (path.parent / file).resolve() if file else path, heading


def anchors(path):
    headings = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}


def error_names(module):
    tree_of_module = ast.parse(Path(module.__file__).read_text())
    return [node.name for node in tree_of_module.body if isinstance(node, ast.ClassDef)]


def settings_read(source):
    """Names of settings in the strings of a module, so that comments and docs do not count."""
    return {
        word
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for word in re.findall(r"\ASTORELINK_[A-Z_]+\Z", node.value)
    }


SETTINGS = {
    name.removesuffix("_FILE") if name != "STORELINK_VAULT_KEY_FILE" else name
    for path in tree.python_files(tree.PRODUCT)
    if "tests" not in path.parts
    for name in settings_read(path.read_text())
}


@pytest.mark.parametrize("path", PAGES, ids=tree.shown)
def test_every_page_is_linked_from_the_index(path):
    index = DOCS / "README.md"
    assert path == index or path in {file for _, file, _ in links(index)}


@pytest.mark.parametrize("path", WRITTEN, ids=tree.shown)
def test_every_link_leads_somewhere(path):
    dead = [target for target, file, _ in links(path) if not file.exists()]
    assert dead == []
    lost = [
        target
        for target, file, heading in links(path)
        if heading and file.suffix == ".md" and heading not in anchors(file)
    ]
    assert lost == []


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_every_setting_is_in_the_reference(name):
    assert f"`{name}`" in page("settings.md")


def test_every_setting_in_the_reference_exists():
    assert set(re.findall(r"`(STORELINK_[A-Z_]+)`", page("settings.md"))) == SETTINGS


@pytest.mark.parametrize("entry", [e for e in COMMANDS if not e.is_hidden], ids=lambda e: e.name)
def test_every_command_is_in_the_reference(entry):
    assert re.search(rf"`storelink {entry.name}\b", page("cli.md"))


@pytest.mark.parametrize("entry", [e for e in COMMANDS if not e.is_hidden], ids=lambda e: e.name)
def test_every_option_explains_itself(entry):
    group = typer.main.get_command(program(entry))
    command = getattr(group, "commands")[entry.name]  # noqa: B009
    unexplained = [
        f"{name} {parameter.name}"
        for name, found in {entry.name: command, **getattr(command, "commands", {})}.items()
        for parameter in found.params
        if not getattr(parameter, "hidden", False) and not getattr(parameter, "help", None)
    ]
    assert unexplained == []


def test_every_command_in_the_reference_exists():
    named = set(re.findall(r"\| `storelink ([a-z-]+)", page("cli.md")))
    assert named == {entry.name for entry in COMMANDS if not entry.is_hidden}


@pytest.mark.parametrize("name", error_names(errors))
def test_every_error_is_in_the_reference(name):
    assert f"`{name}`" in page("errors.md")


@pytest.mark.parametrize("name", error_names(vault_errors))
def test_every_reason_for_a_shut_vault_is_in_the_reference(name):
    assert f"| `{name}` |" in page("vault.md")


def test_every_status_is_in_the_reference_in_its_order_with_its_button():
    rows = re.findall(
        r"^\| \d+ \| \*\*(.+?)\*\* .* \| ([^|]+) \|$", page("statuses.md"), re.MULTILINE
    )
    assert [name for name, _ in rows] == [status_label(rule.code) for rule in RULES]
    for rule, (_, button) in zip(RULES, rows, strict=True):
        assert button.startswith(remedy_label(rule.remedy) or "none")


def test_reports_and_metrics_are_in_the_reference_as_the_providers_say():
    found = reference.pages(providers())
    stale = [name for name, text in found.items() if page(name) != text]
    assert stale == [], "run `make docs`"


@pytest.mark.parametrize("path", WRITTEN, ids=tree.shown)
def test_a_make_target_that_is_named_exists(path):
    targets = set(re.findall(r"^([a-z]+):", (tree.ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z]+)", path.read_text()))
    assert named <= targets
