from datetime import date, timedelta

import pytest

from storelink.domain.period import Days
from storelink.domain.report import Partition
from storelink.providers.app_store_connect.reports.web import WEB_BY_TERRITORY, WEB_TOTALS
from storelink.providers.app_store_connect.web.months import month_of, periods

KNOWN = Days(date(2015, 4, 1), date(2026, 11, 22))
TODAY = date(2026, 11, 24)


def month(period, known=KNOWN):
    return month_of(WEB_TOTALS, Partition("web_analytics", "1", period), known)


def test_a_month_ends_where_apple_knows_no_more():
    assert month("2026-11").days == Days(date(2026, 11, 1), date(2026, 11, 22))
    assert month("2026-10").days == Days(date(2026, 10, 1), date(2026, 10, 31))
    assert month("2026-12") is None
    assert month("2015-03") is None


def test_a_month_is_asked_for_again_while_it_can_change():
    later = Days(KNOWN.first, KNOWN.last + timedelta(days=1))
    assert month("2026-11").fingerprint != month("2026-11", later).fingerprint
    assert month("2026-10").fingerprint == month("2026-10", later).fingerprint


@pytest.mark.parametrize("days", range(10))
def test_what_is_known_later_has_the_higher_version(days):
    early = month("2026-11", Days(KNOWN.first, date(2026, 11, 25) + timedelta(days=days)))
    late = month("2026-11", Days(KNOWN.first, date(2026, 11, 26) + timedelta(days=days)))
    assert (late.version.order > early.version.order) == (late.fingerprint != early.fingerprint)


def test_totals_go_back_as_far_as_apple_does_and_splits_a_year():
    everything = list(periods(WEB_TOTALS, KNOWN, TODAY))
    assert (everything[0], everything[-1]) == ("2015-04", "2026-11")
    assert len(everything) == 11 * 12 + 8
    year = list(periods(WEB_BY_TERRITORY, KNOWN, TODAY))
    assert (year[0], year[-1], len(year)) == ("2025-11", "2026-11", 13)
