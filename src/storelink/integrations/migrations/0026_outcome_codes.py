"""Outcomes and issues were stored by an error's name; now by their codes."""

from django.db import migrations

CODES = {
    "Busy": "busy",
    "NeedsPermission": "needs_permission",
    "NeedsVerification": "needs_verification",
    "NotReady": "not_ready",
    "NoLongerKept": "not_ready",
    "Missing": "missing",
    "Unexpected": "unexpected",
    "NotUnderstood": "unexpected",
    "Incomplete": "incomplete",
}
KINDS = {**CODES, "Missing": "not_ready"}


def use_codes(apps, schema_editor):
    states = apps.get_model("integrations", "ReportState").objects
    issues = apps.get_model("integrations", "Issue").objects
    for name, code in CODES.items():
        states.filter(outcome=name).update(outcome=code)
    for name, code in KINDS.items():
        issues.filter(kind=name).update(kind=code)


class Migration(migrations.Migration):
    dependencies = [("integrations", "0025_ledger_days")]

    operations = [migrations.RunPython(use_codes, migrations.RunPython.noop)]
