"""The lock files say what the project file asks for, by hash, and agree with each other."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests import tree

PROJECT = tomllib.loads((tree.ROOT / "pyproject.toml").read_text())
LOCKS = (
    "requirements.lock", "requirements-run.lock", "tools/node.lock", "deploy/requirements.lock",
    "deploy/build.lock",
)  # fmt: skip


def pins(name):
    """Package → (version, number of hashes); several versions where markers choose."""
    found: dict[str, list[tuple[str, int]]] = {}
    for block in re.split(r"\n(?=\S)", (tree.ROOT / name).read_text().strip()):
        package, version = block.split()[0].split("==")
        found.setdefault(canonicalize_name(package), []).append((version, block.count("--hash=")))
    return found


def wanted(section):
    asked = {
        "requirements.lock": [*PROJECT["project"]["dependencies"], *_extra("dev")],
        "requirements-run.lock": [
            *PROJECT["project"]["dependencies"],
            *PROJECT["dependency-groups"]["build"],
        ],
        "tools/node.lock": PROJECT["dependency-groups"]["node"],
        "deploy/requirements.lock": [*PROJECT["project"]["dependencies"], *_extra("s3")],
        "deploy/build.lock": PROJECT["dependency-groups"]["build"],
    }
    return [Requirement(text) for text in asked[section]]


def _extra(name):
    return PROJECT["project"]["optional-dependencies"][name]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_dependency_is_pinned_within_its_range(lock):
    pinned = pins(lock)
    for requirement in wanted(lock):
        name = canonicalize_name(requirement.name)
        assert name in pinned, "run `make lock`"
        for version, _ in pinned[name]:
            assert requirement.specifier.contains(version, prereleases=True), (name, version)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_its_hashes(lock):
    bare = [name for name, found in pins(lock).items() if any(not count for _, count in found)]
    assert bare == []


@pytest.mark.parametrize(
    "lock", ["requirements-run.lock", "deploy/requirements.lock", "deploy/build.lock"]
)
def test_what_is_deployed_is_what_is_tested(lock):
    tested = pins("requirements.lock")
    for name, found in pins(lock).items():
        assert set(found) <= set(tested[name]), name
