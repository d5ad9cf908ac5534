"""The bill of materials holds everything that is pinned, with its hashes."""

import json
import re

import pytest

from tools.bill import ROOT, bill

PYTHON = (ROOT / "deploy" / "requirements.lock").read_text()
SCRIPTS = (ROOT / "package-lock.json").read_text()


@pytest.fixture(scope="module")
def components():
    return {one["purl"]: one for one in bill(PYTHON, SCRIPTS, "1")["components"]}


def test_every_pinned_package_is_in_it_once(components):
    pinned = re.findall(r"^([\w.-]+)==([^\s;\\]+)", PYTHON, re.MULTILINE)
    scripts = json.loads(SCRIPTS)["packages"]
    assert len(pinned) > 30
    assert len(components) == len(pinned) + len(scripts) - 1
    assert {one["version"] for one in components.values()} >= {version for _, version in pinned}


def test_each_carries_its_hashes(components):
    lengths = {"SHA-256": 64, "SHA-512": 128}
    for one in components.values():
        assert one["hashes"], one["purl"]
        assert all(len(h["content"]) == lengths[h["alg"]] for h in one["hashes"])


def test_a_package_that_is_not_pinned_is_refused():
    with pytest.raises(SystemExit, match="pins nothing"):
        bill("django>=5\n", SCRIPTS, "1")
