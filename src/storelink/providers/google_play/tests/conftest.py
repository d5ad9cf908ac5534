from collections.abc import Iterator

import pytest

from storelink.providers.google_play.tests.desk import Desk
from storelink.providers.google_play.tests.files import (
    APP,
    CRASHES,
    INSTALLS,
    REVIEWS,
    SALES,
    utf16,
    zipped,
)
from storelink.providers.google_play.tests.stage import STAGE
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


@pytest.fixture
def desk():
    """A publisher with one app, all doors open."""
    desk = Desk()
    desk.apps = {APP: "Lemon Stand"}
    desk.put(f"stats/installs/installs_{APP}_202608_overview.csv", utf16(INSTALLS))
    desk.put(
        f"stats/installs/installs_{APP}_202609_overview.csv",
        utf16(INSTALLS, f"2026-09-18,{APP},20,0,3,0,19,2,121,21,5,2"),
    )
    desk.put(f"stats/crashes/crashes_{APP}_202609_overview.csv", utf16(CRASHES))
    desk.put(f"reviews/reviews_{APP}_202609.csv", utf16(REVIEWS))
    desk.put("sales/salesreport_202609.zip", zipped(salesreport_202609=[SALES]))
    return desk
