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


def test_nothing_grows_from_nothing():
    assert change(5, 0, COUNT).words == ""


def test_a_count_stands_with_its_noun():
    assert (plural(1, "app"), plural(2, "app"), plural(0, "day")) == ("1 app", "2 apps", "0 days")
