"""One cause is told once, with the reports that it stops."""

from datetime import UTC, datetime

from storelink.domain.errors import NeedsPermission, Unexpected
from storelink.integrations.issue import open_issue
from storelink.integrations.models import Issue
from storelink.integrations.told_issues import told_issues

PERMISSION = "View financial data"


def refused(connected, report, missing=PERMISSION, sentence="“View financial data” is missing."):
    error = NeedsPermission(sentence, missing=missing, where="Users and permissions")
    return open_issue(connected, f"report:{report}", error)


def told(connected):
    return told_issues(Issue.objects.filter(integration=connected, solved_at=None))


def test_one_permission_that_many_reports_lack_is_one_issue(connected):
    first = refused(connected, "cups")
    Issue.objects.filter(pk=first.pk).update(opened_at=datetime(2026, 1, 2, tzinfo=UTC))
    for number in range(15):
        refused(connected, f"report_{number}", sentence=f"Another door says it, {number}.")
    [one] = told(connected)
    assert (one.missing, one.sentence) == (PERMISSION, "“View financial data” is missing.")
    assert one.opened_at == datetime(2026, 1, 2, tzinfo=UTC)
    assert len(one.keys) == len(one.reports) == 16
    assert one.stops == (
        "It stops 16 reports: Cups of lemonade, report_0, report_1, report_2, report_3, report_4 "
        "and 10 more."
    )


def test_two_permissions_are_two(connected):
    refused(connected, "cups")
    refused(connected, "straws", missing="Reply to reviews")
    assert [one.missing for one in told(connected)] == [PERMISSION, "Reply to reviews"]


def test_what_is_not_known_to_be_missing_is_told_by_its_sentence(connected):
    for name in ("a", "b"):
        open_issue(connected, f"report:{name}", Unexpected(f"{name}.csv is not understood."))
    assert len(told(connected)) == 2


def test_what_stops_the_whole_account_names_no_report(connected):
    open_issue(connected, "account", NeedsPermission("An agreement waits.", missing="A signature"))
    [one] = told(connected)
    assert one.stops == ""


def test_each_report_is_solved_by_itself(connected):
    refused(connected, "cups").delete()
    refused(connected, "straws")
    [one] = told(connected)
    assert one.reports == ("straws",)
