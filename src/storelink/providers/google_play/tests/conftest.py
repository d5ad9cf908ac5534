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
