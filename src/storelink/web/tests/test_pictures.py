from hypothesis import given
from hypothesis import strategies as st

from storelink.web.pictures import app_picture, share_bar, spark


def test_a_missing_day_is_a_gap():
    assert spark([1, 2, None, 2, 1]).count("M") == 2


def test_without_figures_there_is_no_line():
    assert spark([None, None]) == ""


def test_the_same_app_looks_the_same():
    assert app_picture("1440001", 28) == app_picture("1440001", 28)
    assert app_picture("1440001", 28) != app_picture("1440002", 28)


@given(st.lists(st.none() | st.integers(0, 10**12), max_size=40))
def test_a_line_stays_inside_its_picture(values):
    drawn = str(spark(values))
    assert "nan" not in drawn
    assert "inf" not in drawn


@given(st.floats(allow_nan=False))
def test_a_bar_is_never_wider_than_its_place(share):
    width = float(str(share_bar(share)).split('rect width="', 1)[1].split('"', 1)[0])
    assert 0 <= width <= 100
