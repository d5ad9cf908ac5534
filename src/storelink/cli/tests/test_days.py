"""The days that a question is about."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from storelink.cli.days import days_of, last_complete_day
from storelink.domain.errors import BadInput
from storelink.domain.metric import Measure, Ratio
from storelink.domain.period import Days
from storelink.integrations.models import Integration, ReportState
from storelink.products.models import App
from storelink.workspaces.models import Workspace

COMPLETE_TO = date(2026, 11, 20)
CONSOLE: Any = SimpleNamespace(
    measures=(
        Measure("views", "engagement", "counts"),
        Measure("downloads", "downloads", "counts"),
        Measure("downloads", "sales", "units"),
    ),
    ratios=(Ratio("conversion", ("downloads",), "views"),),
)


def test_without_a_range_the_last_thirty_complete_days_are_meant() -> None:
    assert days_of("", "", 0, COMPLETE_TO) == Days(date(2026, 10, 22), COMPLETE_TO)


def test_a_count_ends_at_the_last_complete_day_or_where_told() -> None:
    assert days_of("", "", 7, COMPLETE_TO) == Days(date(2026, 11, 14), COMPLETE_TO)
    assert days_of("", "2026-01-07", 7, COMPLETE_TO).first == date(2026, 1, 1)


def test_a_first_day_alone_goes_on_to_the_last_complete_one() -> None:
    assert days_of("2026-11-01", "", 0, COMPLETE_TO) == Days(date(2026, 11, 1), COMPLETE_TO)
    assert days_of("2026-11-23", "", 0, COMPLETE_TO) == Days(date(2026, 11, 23), date(2026, 11, 23))


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [("yesterday", "", 0), ("", "2026-13-01", 0), ("2026-11-02", "2026-11-01", 0),
     ("2026-11-01", "", 5)],
)  # fmt: skip
def test_what_is_no_range_is_refused(first, last, count) -> None:
    with pytest.raises(BadInput):
        days_of(first, last, count, COMPLETE_TO)


@pytest.fixture
def app(db):
    workspace = Workspace.objects.create(name="Team")
    integration = Integration.objects.create(
        workspace=workspace, provider="any", account_id="1", name="Account"
    )
    return App.objects.create(integration=integration, store_id="7", name="Seven")


def _state(app: App, report: str, day: date) -> None:
    ReportState.objects.create(integration=app.integration, report=report, complete_to=day)


def test_the_figure_that_is_behind_ends_the_range(app) -> None:
    _state(app, "engagement", date(2026, 11, 18))
    _state(app, "downloads", date(2026, 11, 20))
    assert last_complete_day(CONSOLE, ["views", "downloads"], [app.integration_id]) == date(
        2026, 11, 18
    )


def test_the_first_report_that_has_data_yields_the_figure(app) -> None:
    _state(app, "sales", date(2026, 11, 22))
    assert last_complete_day(CONSOLE, ["downloads"], [app.integration_id]) == date(2026, 11, 22)
    _state(app, "downloads", date(2026, 11, 18))
    assert last_complete_day(CONSOLE, ["downloads"], [app.integration_id]) == date(2026, 11, 18)


def test_a_stuck_figure_holds_nobody_back(app) -> None:
    _state(app, "engagement", date(2026, 10, 1))
    _state(app, "downloads", date(2026, 11, 20))
    assert last_complete_day(CONSOLE, ["views", "downloads"], [app.integration_id]) == date(
        2026, 11, 20
    )


def test_a_ratio_ends_with_its_parts(app) -> None:
    _state(app, "engagement", date(2026, 11, 18))
    assert last_complete_day(CONSOLE, ["conversion"], [app.integration_id]) == date(2026, 11, 18)
    _state(app, "downloads", date(2026, 11, 17))
    assert last_complete_day(CONSOLE, ["conversion"], [app.integration_id]) == date(2026, 11, 17)


def test_with_nothing_there_it_is_yesterday(app) -> None:
    yesterday = timezone.now().date() - timedelta(days=1)
    assert last_complete_day(CONSOLE, ["views"], [app.integration_id]) == yesterday
