"""What a list of reviews came to was stored by an error's name; now by its code."""

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


def use_codes(apps, schema_editor):
    found = apps.get_model("reviews", "ReviewCursor").objects
    for name, code in CODES.items():
        found.filter(outcome=name).update(outcome=code)


class Migration(migrations.Migration):
    dependencies = [("reviews", "0002_review_lists")]

    operations = [migrations.RunPython(use_codes, migrations.RunPython.noop)]
