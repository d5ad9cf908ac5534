"""Notifications of a status were known by its words; now by its code."""

from django.db import migrations
from django.db.models import Value

CODES = {
    "Deprecated authorization": "deprecated_authorization",
    "Two-factor not set up": "two_factor_not_set_up",
    "Two-factor required": "two_factor_required",
    "Invalid credentials": "invalid_credentials",
    "Permission denied": "permission_denied",
    "Unknown error": "unknown_error",
    "Still pending": "no_data",
    "Verify soon": "verify_soon",
}
"""Of those that need a person: no other was ever told."""


def use_codes(apps, schema_editor):
    found = apps.get_model("workspaces", "Notification").objects.filter(kind="broken")
    for words, code in CODES.items():
        found.filter(key=f"status:{words}").update(key=Value(f"status:{code}"))


class Migration(migrations.Migration):
    dependencies = [("workspaces", "0009_chosen_at")]

    operations = [migrations.RunPython(use_codes, migrations.RunPython.noop)]
