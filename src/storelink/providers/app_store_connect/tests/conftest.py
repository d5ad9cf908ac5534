from collections.abc import Iterator

import pytest

from storelink.providers.app_store_connect.tests.stage import STAGE
from storelink.providers.tests.play import Play
from storelink.providers.tests.simulator import Simulator, simulator_process


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    """One process for the tests of a module."""
    with simulator_process() as simulator:
        yield simulator


@pytest.fixture
def play(simulator: Simulator) -> Iterator[Play]:
    """The simulator as it begins, and a provider to try on it."""
    simulator.begin_anew()
    play = Play(STAGE, simulator)
    yield play
    play.end()
