"""What names of objects say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storelink.providers.google_play.months import UNDATED, days_of, month_named, months_between
from storelink.providers.google_play.names import Names, package_of
from storelink.providers.google_play.reports.catalogue import IN_BUCKET, PLACE_OF, PLACES
from storelink.providers.google_play.tests.test_files import TODAY

WORD = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
PACKAGES = st.lists(WORD, min_size=2, max_size=4).map(".".join)
OF_APPS = [place for place in PLACES if "" not in place.reports and place.kind != "subscriptions"]


@given(st.sampled_from(OF_APPS), PACKAGES, st.integers(2010, 2030), st.integers(1, 12), st.data())
def test_whatever_a_package_is_called_its_month_and_dimension_are_told(
    place, package, year, month, data
):
    ending = data.draw(st.sampled_from(sorted(place.reports)))
    name = f"{place.folder}{place.kind}_{package}_{year}{month:02}_{ending}.csv"
    found = Names(place.folder).told(name)
    assert found == (place.reports[ending].key, package, f"{year}-{month:02}")


@given(st.sampled_from(PLACES), st.text(max_size=60))
def test_any_name_is_known_or_left_alone(place, rest):
    found = Names(place.folder).told(place.folder + rest)
    assert found is None or found.report in {report.key for report in IN_BUCKET}


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("sales/salesreport_202609.zip", ("sales", "", "2026-09")),
        ("earnings/earnings_202609_971902757587-81.zip", ("earnings", "", "2026-09")),
        ("earnings/earnings_202609.zip", ("earnings", "", "2026-09")),
        ("play_balance_krw/play_balance_krw_202609.zip", ("play_balance", "", "2026-09")),
        ("play_pass_earnings/play_pass_earnings_202609-0.zip",
         ("play_pass_earnings", "", "2026-09")),
        ("subscriptions/cancellations/freeform_1.csv",
         ("subscription_cancellations", "", UNDATED)),
        ("reviews/reviews_com.a.b_202609.csv", ("reviews", "com.a.b", "2026-09")),
        ("sales/deep/salesreport_202609.zip", None),
        ("sales/other_202609.zip", None),
    ],
)  # fmt: skip
def test_files_of_the_account(name, wanted):
    folder = next(place.folder for place in PLACES if name.startswith(place.folder))
    assert Names(folder).told(name) == wanted


def test_every_report_of_the_bucket_has_its_place():
    assert set(PLACE_OF) == {report.key for report in IN_BUCKET}


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("a.b_monthly", "a.b"), ("a.b_pro_monthly", "a.b_pro"), ("x.y_z_monthly", "x.y")],
)
def test_packages_are_told_from_products_by_those_that_are_known(name, wanted):
    assert package_of(name, frozenset({"a.b", "a.b_pro"})) == wanted


def test_months_have_names_and_days():
    assert month_named("202613") == month_named("000000") == ""
    assert days_of("2024-02").last.day == 29
    assert days_of(UNDATED) is None
    assert months_between(TODAY.replace(month=10), TODAY) == ["2026-10", "2026-11"]
    assert months_between(TODAY, TODAY.replace(month=10)) == []
