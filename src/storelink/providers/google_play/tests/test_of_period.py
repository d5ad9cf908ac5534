"""A file is of the month that its name tells, or it is refused. Two months, two files."""

from datetime import date

import pytest

from storelink.domain.errors import NotUnderstood
from storelink.domain.report import Partition, Scope, Version
from storelink.providers.contract import Fetched, Part
from storelink.providers.google_play.months import days_of
from storelink.providers.google_play.parse import parse
from storelink.providers.google_play.tests.files import (
    APP,
    COUNTRIES,
    EARNINGS,
    utf16,
    zipped,
)
from storelink.providers.google_play.tests.test_parse import earned
from storelink.providers.google_play.together import parse_together
from storelink.providers.registry import provider


def fetched_of(tmp_path, key, content, period, app=APP):
    part = Part(f"{period}.csv", tmp_path / f"{period}.csv")
    part.path.write_bytes(content)
    days = days_of(period)
    assert days is not None
    scope = Scope(app, days)
    return Fetched(Partition(key, app, period), Version(1, date(2026, 11, 1)), (part,), "", scope)


def rows(fetched):
    report = provider("google_play").report(fetched.partition.report)
    return [row for batch in parse(report, fetched, ()) for row in batch.to_pylist()]


def installs(*days):
    lines = [f"{day},{APP},PK,3,0,0,9,2,1,13,1,0,1" for day in days]
    return utf16(COUNTRIES, *lines)


@pytest.mark.parametrize("days", [("2026-10-01",), ("2026-09-30", "2026-10-01"), ("2026-08-31",)])
def test_statistics_of_another_month_are_refused(tmp_path, days):
    fetched = fetched_of(tmp_path, "installs_country", installs(*days), "2026-09")
    with pytest.raises(NotUnderstood, match="but 2026-09 was asked for"):
        rows(fetched)


def test_many_at_once_are_read_one_by_one_where_one_is_of_another_month(tmp_path):
    report = provider("google_play").report("installs_country")
    right = fetched_of(tmp_path, report.key, installs("2026-09-01", "2026-09-30"), "2026-09")
    other = fetched_of(tmp_path, report.key, installs("2026-10-05"), "2026-10")
    assert parse_together(report, [right, other]) is not None
    wrong = fetched_of(tmp_path, report.key, installs("2026-09-05"), "2026-10")
    assert parse_together(report, [right, wrong]) is None


def test_earnings_with_no_day_of_about_their_month_are_refused(tmp_path):
    content = zipped(a=[EARNINGS, earned(day="Jul 3, 2026"), earned(day="Jul 4, 2026")])
    with pytest.raises(NotUnderstood, match="but 2026-09 was asked for"):
        rows(fetched_of(tmp_path, "earnings", content, "2026-09", app=""))


def test_earnings_with_one_older_day_are_read(tmp_path):
    content = zipped(a=[EARNINGS, earned(day="Jul 3, 2026"), earned(day="Sep 4, 2026")])
    assert len(rows(fetched_of(tmp_path, "earnings", content, "2026-09", app=""))) == 2
