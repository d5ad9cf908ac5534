from datetime import date, timedelta
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storelink.domain.period import Days, Granularity
from storelink.web.view import Choice, parse, presets

LAST = date(2026, 11, 20)
CHOICE = Choice(("downloads", "sales"), ("territory", "device"), date(2024, 1, 1), LAST)


def view(**query):
    return parse({key.rstrip("_"): value for key, value in query.items()}, CHOICE)


def test_the_usual_view_is_the_last_28_complete_days_against_the_28_before():
    assert view().days == Days(date(2026, 10, 24), LAST)
    assert view().earlier == Days(date(2026, 9, 26), date(2026, 10, 23))
    assert view().link() == "?"


def test_weekdays_match_by_moving_whole_weeks():
    found = view(range="90")
    assert found.earlier.first.weekday() == found.days.first.weekday()
    assert found.earlier.last < found.days.first
    assert len(found.earlier) == 90


def test_weekdays_need_not_match():
    assert view(range="90", match="off").earlier.last == view(range="90").days.first - timedelta(1)


def test_a_year_before_keeps_the_weekday():
    found = view(compare="year")
    assert (found.days.first - found.earlier.first).days == 364


def test_nothing_can_be_compared_with():
    assert view(compare="none").earlier is None


def test_own_dates_end_at_the_last_complete_day():
    assert view(from_="2026-11-01", to="2027-01-01").days == Days(date(2026, 11, 1), LAST)


@pytest.mark.parametrize(
    "query",
    [{"from_": "gestern"}, {"from_": "2026-11-19", "to": "2026-11-01"}, {"from_": "1900-01-01"}],
)
def test_dates_that_cannot_be_used_are_told_and_the_usual_is_shown(query):
    assert view(**query).problem
    assert view(**query).days == view().days


def test_what_is_unknown_falls_back():
    found = view(metric="nonsense", step="hour", by="../../etc", range="999")
    assert (found.metric, found.step, found.by) == ("downloads", Granularity.DAY, "territory")


def test_a_link_changes_one_part_and_keeps_the_rest():
    found = view(range="90", metric="sales", territory="US")
    link = dict(parse_qsl(found.link(step="week")[1:]))
    assert link == {"range": "90", "metric": "sales", "territory": "US", "step": "week"}


def test_every_preset_is_a_range_that_does_not_pass_the_last_day():
    for name, (_, days) in presets(CHOICE).items():
        assert days.last <= LAST, name


@given(st.dates(date(2000, 2, 29), date(2040, 12, 31)))
def test_presets_hold_on_every_day_of_the_calendar(last):
    choice = Choice(("downloads",), (), last - timedelta(days=6), last)
    assert all(days.last <= last for _, days in presets(choice).values())


@given(
    st.dictionaries(
        st.sampled_from(["range", "from", "to", "compare", "step", "metric", "by", "territory"]),
        st.text(st.sampled_from("aZ09-,&=%?é\x00"), max_size=30)
        | st.sampled_from(["90", "all", "2026-01-01", "week", "sales", "US"]),
    )
)
def test_any_address_gives_a_view_that_its_own_link_gives_again(query):
    found = parse(query, CHOICE)
    again = parse(dict(parse_qsl(found.link()[1:])), CHOICE)
    assert (again.days, again.metric, again.step, again.where) == (
        found.days, found.metric, found.step, found.where,
    )  # fmt: skip
    assert found.days.last <= LAST
