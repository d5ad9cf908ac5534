"""A line for each report that an account can have."""

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
