"""A line for each report that an account can have."""

from datetime import timedelta

import pytest
from django.utils import timezone

from storelink.integrations.models import ReportState
from storelink.web.report_lines import lines_of


def test_before_the_first_look_every_report_is_queued(provider):
    lines = lines_of(provider, [])
    assert len(lines) == len(provider.reports)
    assert {line.words for line in lines} == {"Queued"}


def test_after_it_what_no_credential_can_fetch_is_no_line(provider):
    """Else a report stood there as queued for ever."""
    one = provider.reports[0]
    lines = lines_of(provider, [ReportState(report=one.key, outcome="complete")])
    assert [line.key for line in lines] == [one.key]


@pytest.mark.parametrize("outcome", ["complete", "not_ready", "queued", ""])
def test_what_was_complete_four_weeks_ago_is_not_up_to_date(provider, outcome):
    """A sign-in that ended keeps its last outcome: nobody has looked since."""
    one, now = provider.reports[0], timezone.now()
    words = {}
    for days in (0, 1, 28):
        at = now - timedelta(days=days)
        state = ReportState(
            report=one.key, outcome=outcome, loaded_at=at, checked_at=at, first_completed_at=at
        )
        (line,) = lines_of(provider, [state])
        words[days] = line.words
    assert words[0] == words[1] == "Up to date"
    assert words[28].startswith("Not looked for since ")
