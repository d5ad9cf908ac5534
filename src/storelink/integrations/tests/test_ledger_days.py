"""The ledger answers from and up to which day something is there without reading its rows."""

import pytest
from django.db import connection
from django.db.models import Max, Min

from storelink.integrations.models import LoadedPartition

pytestmark = pytest.mark.django_db


@pytest.mark.skipif(connection.vendor != "sqlite", reason="Reads the plan as SQLite tells it.")
def test_the_first_day_of_an_account_is_looked_up_in_an_index():
    plan = LoadedPartition.objects.filter(integration=1, first_on__isnull=False)
    assert "COVERING INDEX ledger_first_day" in explained(
        plan.values("integration"), Min("first_on")
    )


@pytest.mark.skipif(connection.vendor != "sqlite", reason="Reads the plan as SQLite tells it.")
def test_the_last_day_of_a_report_of_an_app_is_looked_up_in_an_index():
    rows = LoadedPartition.objects.filter(integration=1, report="sales", app_id="1")
    by_app = rows.values("report", "integration_id", "app_id")
    assert "COVERING INDEX ledger_days" in explained(by_app, Max("last_on"))


def explained(rows, figure):
    return rows.order_by().annotate(found=figure).explain()
