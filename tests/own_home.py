"""A plugin of pytest: the product's home is a folder that goes away with the tests.

Settings are read, and the key that signs sessions is made, before any fixture could say where.
Processes that pytest starts to share the work inherit the folder.
"""

from __future__ import annotations

import os
import tempfile

import pytest

_NAME = "STORELINK_HOME"


class _OwnHome:
    """Holds the folder until the end."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="storelink-tests-")
        os.environ[_NAME] = self._folder.name

    def pytest_unconfigure(self) -> None:
        self._folder.cleanup()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Before the plugin for Django reads the settings."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        early_config.pluginmanager.register(_OwnHome(), "own_home")
