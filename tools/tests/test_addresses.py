"""Addresses of registries are found where they must not be."""

import pytest

from tools.addresses import REGISTRIES, finds


@pytest.mark.parametrize("registry", REGISTRIES)
@pytest.mark.parametrize("path", ["docs/README.md", "requirements.lock", "a/b.py"])
def test_a_registry_is_found_anywhere(registry, path):
    assert list(finds(path, f"first\nsee files.{registry.upper()}/simple")) == [
        f"{path}:2: names a package registry"
    ]


@pytest.mark.parametrize("path", ["requirements.lock", "package-lock.json", "tools/node.lock"])
@pytest.mark.parametrize("address", ["https://127.0.0.1/x", "git+ssh://h/x", "file:///x"])
def test_any_address_is_found_in_a_lock_file(path, address):
    assert list(finds(path, address)) == [f"{path}:1: an address in a lock file"]


def test_other_addresses_may_stand_in_other_files():
    assert list(finds("docs/README.md", "see https://developer.apple.com/help")) == []


def test_a_lock_file_of_names_and_hashes_is_fine():
    assert list(finds("requirements.lock", "django==5.2 \\\n    --hash=sha256:00ff")) == []
