"""The simulator and a provider to try on it, as the provider's other tests have them."""

import pytest

from storelink.providers.app_store_connect.apple_id.tests.person import Person
from storelink.providers.app_store_connect.tests.conftest import play, simulator

__all__ = ["person", "play", "simulator"]


@pytest.fixture
def person(play):
    """Somebody with two devices, two phones and three teams."""
    return Person(play, "m.okafor@brightside.example")
