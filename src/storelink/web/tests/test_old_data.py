"""What the page says of an account whose newest data is old, beside one whose is not."""

from datetime import UTC, datetime, timedelta

from storelink.integrations.models import Integration, ReportState

PAGE = "/settings/integrations/"


def test_up_to_date_is_not_said_of_data_four_weeks_old(integration, provider, alice, as_, markup):
    other = Integration.objects.create(
        workspace=integration.workspace, provider=provider.key, account_id="2", name="Tidepool",
        connected_by=alice, first_synced_at=integration.first_synced_at,
    )  # fmt: skip
    credential = integration.credentials.get()
    credential.pk, credential.integration = None, other
    credential.save()
    today, asked_at = datetime.now(UTC).date(), datetime.now(UTC)
    for one, age in ((integration, 2), (other, 28)):
        one.report_states.all().delete()
        ReportState.objects.create(
            integration=one, report=provider.reports[0].key, outcome="complete",
            loaded_at=asked_at, checked_at=asked_at, first_completed_at=asked_at,
            complete_to=today - timedelta(days=age),
        )  # fmt: skip
    rows = markup(as_(alice).get(PAGE)).split('<li data-state="')[1:]
    fresh, late = sorted(rows, key=lambda row: "Tidepool" in row)
    assert "All reports up to date." in fresh
    assert "All reports up to date." not in late
    since = today - timedelta(days=28)
    assert f"Last data of {since.day} {since:%b}" in late
