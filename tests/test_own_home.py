"""Tests leave nothing in the home of whoever runs them."""

import tempfile
from pathlib import Path

from django.conf import settings


def test_the_home_is_a_folder_of_the_tests_alone() -> None:
    assert settings.HOME.is_relative_to(Path(tempfile.gettempdir()).resolve())
    assert (settings.HOME / "secret.key").exists()
