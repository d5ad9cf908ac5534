"""What is said beside figures of which a part is known by whole months and years alone."""

from datetime import date

import pytest

from storelink.domain.period import Days, Granularity
from storelink.products.shown_days import rollup_sentences
from storelink.products.tests.test_account_rows import another
from storelink.products.tests.test_read import STAND
from storelink.products.tests.test_rollups import (
    BOTH,
    DECEMBER,
    EVER,
    YEAR,
    YEARS,
    apps,
    in_part,
    load,
    load_days,
    store,
)
from storelink.providers import registry

__all__ = ["apps", "in_part", "store"]


def said(account, days, step):
    return rollup_sentences(registry.provider(STAND), ["cups_sold"], {account.pk: days}, step)


def test_a_chart_by_day_says_from_where_on_days_are_known(in_part):
    (sentence,) = said(in_part, EVER, Granularity.DAY)
    assert sentence.startswith("Before 26 Nov 2025, “Cups of lemonade” of Lou’s lemonade is known")
    assert "by whole months and years only: November 2025; 2025." in sentence
    assert "days without a figure are not zero" in sentence


def test_a_chart_by_month_says_which_years_it_does_not_show(in_part):
    load(in_part, YEARS, (Days(date(2024, 1, 1), date(2024, 12, 31)), {"1": 500}))
    (sentence,) = said(in_part, EVER, Granularity.MONTH)
    assert sentence.startswith("Before 1 Nov 2025, ")
    assert "by whole years only: 2024 to 2025." in sentence


def test_a_total_says_which_period_it_holds_a_part_of(in_part):
    (sentence,) = said(in_part, Days(date(2025, 11, 2), date(2025, 12, 31)), None)
    assert sentence.startswith("Not counted: November 2025, of which this range holds a part.")


@pytest.mark.parametrize(
    ("days", "step"),
    [
        (DECEMBER, Granularity.DAY),
        (BOTH, Granularity.MONTH),
        (EVER, Granularity.YEAR),
        (EVER, None),
    ],
)
def test_nothing_is_said_where_all_that_is_known_is_shown(in_part, days, step):
    assert said(in_part, days, step) == []


def test_accounts_that_are_known_alike_are_named_together(alice, workspace, in_part):
    other = another(workspace, alice, "Beach club")
    load(other, YEARS, (YEAR, {"81": 3}))
    third = another(workspace, alice, "Kiosk")
    load_days(third, BOTH, stand="81")
    days = dict.fromkeys((in_part.pk, other.pk, third.pk), BOTH)
    found = rollup_sentences(registry.provider(STAND), ["cups_sold"], days, None)
    assert found == [
        "Not counted: 2025, of which this range holds a part. There “Cups of lemonade” of Beach "
        "club is known by whole years only."
    ]
