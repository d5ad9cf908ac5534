from decimal import Decimal

import pytest

from storelink.domain.metric import Metric, Unit
from storelink.web.numbers import change, exact, plural, short

COUNT = Metric("downloads", "Downloads", "", Unit.COUNT)
RATE = Metric("conversion", "Conversion", "", Unit.RATE)
MONEY = Metric("proceeds", "Proceeds", "", Unit.USD)
CRASHES = Metric("crashes", "Crashes", "", Unit.COUNT, better=-1)


@pytest.mark.parametrize(
    ("value", "metric", "words"),
    [
        (0, COUNT, "0"), (999, COUNT, "999"), (1000, COUNT, "1.0K"), (115_220, COUNT, "115.2K"),
        (999_999, COUNT, "1.00M"), (2_995_713, COUNT, "3.00M"), (0.0385, RATE, "3.85%"),
        (Decimal("99912.4"), MONEY, "$99.9K"), (Decimal("-3.5"), MONEY, "−$3.50"),
        (None, COUNT, "–"), (None, MONEY, "–"),
    ],
)  # fmt: skip
def test_a_key_number_is_short(value, metric, words):
    assert short(value, metric) == words


def test_a_table_is_exact():
    assert exact(115_220, COUNT) == "115,220"
    assert exact(Decimal("99912.40"), MONEY) == "$99,912.40"
    assert exact(Decimal(7), Metric("m", "M", "", Unit.MONEY), "EUR") == "€7.00"


def test_missing_is_never_zero():
    assert short(None, COUNT) != short(0, COUNT)
    assert change(0, None, COUNT).words == ""
    assert change(None, 10, COUNT).words == ""


def test_a_change_is_good_or_bad_by_the_metric_not_by_its_sign():
    assert change(110, 100, COUNT).is_good is True
    assert change(110, 100, CRASHES).is_good is False
    assert change(90, 100, CRASHES).is_good is True


def test_a_change_under_half_a_percent_is_the_same():
    assert change(1004, 1000, COUNT).words == "same"
    assert change(1006, 1000, COUNT).words == "0.6%"


def test_from_zero_or_less_the_difference_is_given_instead_of_a_percentage():
    assert (change(5, 0, COUNT).words, change(5, 0, COUNT).direction) == ("5", "up")
    better = change(Decimal(-20), Decimal(-50), MONEY)
    assert (better.words, better.direction, better.is_good) == ("$30.00", "up", True)
    worse = change(Decimal(-50), Decimal(-20), MONEY)
    assert (worse.words, worse.direction, worse.is_good) == ("$30.00", "down", False)
    assert change(0, 0, COUNT).words == "same"
    assert change(Decimal(-5), Decimal(10), MONEY).words == "150.0%"


def test_a_rate_changes_in_points_and_stars_in_stars():
    rate = Metric("r", "Rate", "", Unit.RATE, better=1)
    assert (change(0.3358, 0.3381, rate).words, change(0.3358, 0.3381, rate).is_good) == (
        "0.23 pts",
        False,
    )
    assert change(0.31, 0, rate).words == "31.00 pts"
    assert change(0.30001, 0.30002, rate).words == "same"
    assert change(4.31, 4.2, Metric("s", "Stars", "", Unit.STARS)).words == "0.11"


def test_a_count_stands_with_its_noun():
    assert (plural(1, "app"), plural(2, "app"), plural(0, "day")) == ("1 app", "2 apps", "0 days")
