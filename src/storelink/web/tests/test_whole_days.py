"""A change is told only where both ranges are known: whole months and years are, with all their
days."""

from datetime import date

from storelink.domain.period import Days
from storelink.products.reading import Reading
from storelink.products.tests.test_rollups import (
    MONTHS,
    NOVEMBER,
    YEAR,
    apps,
    in_part,
    load,
    month,
    store,
)
from storelink.providers import registry
from storelink.web.coverage import covers
from storelink.web.figures import Scope, known_days
from tests import lemonade_stand
from tests.lemonade_cast import alice, connected, home, workspace

__all__ = ["alice", "apps", "connected", "home", "in_part", "store", "workspace"]

OCTOBER = month(date(2025, 10, 1))


def known(alice, workspace, apps, days):
    scope = Scope(Reading(alice, workspace), registry.provider(lemonade_stand.KEY), apps, {})
    return known_days(scope, ["cups_sold"], days)["cups_sold"]


def test_a_month_that_counts_as_a_whole_is_known_with_all_its_days(alice, workspace, in_part, apps):
    assert known(alice, workspace, apps, NOVEMBER) == 30
    assert known(alice, workspace, apps, Days(date(2025, 11, 2), NOVEMBER.last)) == 5
    assert known(alice, workspace, apps, YEAR) == 365


def test_two_months_are_compared_where_both_are_known(alice, workspace, in_part, apps):
    now, before = (known(alice, workspace, apps, days) for days in (NOVEMBER, OCTOBER))
    assert not covers(now, before)
    load(in_part, MONTHS, (OCTOBER, {"1": 60}))
    assert covers(now, known(alice, workspace, apps, OCTOBER))
