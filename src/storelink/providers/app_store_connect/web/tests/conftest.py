"""Somebody who is signed in, and their session."""

import pytest

from storelink.providers.app_store_connect.apple_id.tests.conftest import person, play, simulator

__all__ = ["person", "play", "secret", "session", "simulator"]


@pytest.fixture
def secret(person):
    return person.come_in(keep_password="on").secret


@pytest.fixture
def session(play, secret):
    return play.provider.open(secret, play.client())
