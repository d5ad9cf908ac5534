"""What a provider is called is known in its folder alone."""

import re
from urllib.parse import urlsplit

import pytest

from storelink.providers.registry import provider, providers
from tests import tree

EACH = pytest.mark.parametrize("key", [folder.name for folder in tree.provider_folders()])


def names(provider):
    """A pattern for every way to write the provider's key, name and hosts."""
    spaced = [re.split(r"[\s_-]+", word) for word in (provider.key, provider.name)]
    written = [r"[\s_-]*".join(map(re.escape, parts)) for parts in spaced]
    hosts = {urlsplit(address).hostname for address in provider.endpoints.values()}
    hosts |= {ending.lstrip(".") for ending in provider.download_hosts}
    return re.compile("|".join([*written, *(re.escape(host) for host in hosts)]), re.IGNORECASE)


def mentions(pattern, text):
    return [number for number, line in enumerate(text.splitlines(), 1) if pattern.search(line)]


@EACH
def test_no_product_file_outside_its_folder_names_a_provider(key):
    pattern, folder = names(provider(key)), tree.PROVIDERS / key
    found = [
        f"{tree.shown(path)}:{number}"
        for path in tree.product_files()
        if not path.is_relative_to(folder)
        for number in mentions(pattern, path.read_text(errors="replace"))
    ]
    assert found == []


@EACH
def test_no_file_outside_its_folder_is_named_after_a_provider(key):
    pattern, folder = names(provider(key)), tree.PROVIDERS / key
    found = [
        tree.shown(path)
        for path in tree.product_files()
        if not path.is_relative_to(folder) and pattern.search(path.name)
    ]
    assert found == []


@EACH
def test_each_way_to_write_it_would_be_found(key):
    pattern, name = names(provider(key)), provider(key).name
    for written in (
        key,
        name,
        name.upper(),
        name.replace(" ", ""),
        name.replace(" ", "-"),
    ):
        assert mentions(pattern, f"nothing\nif kind == '{written}':") == [2]


def test_the_folder_is_named_by_the_key():
    assert [folder.name for folder in tree.provider_folders()] == [p.key for p in providers()]
