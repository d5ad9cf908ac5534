from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("integrations", "0024_request_budgets")]

    operations = [
        migrations.AddIndex(
            "loadedpartition",
            models.Index(fields=["integration", "first_on"], name="ledger_first_day"),
        ),
        migrations.AddIndex(
            "loadedpartition",
            models.Index(
                fields=["integration", "report", "app_id", "last_on", "first_on"],
                name="ledger_days",
            ),
        ),
    ]
