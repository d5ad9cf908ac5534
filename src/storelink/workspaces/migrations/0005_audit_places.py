"""No two entries of the audit log have the same place in their chain."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("workspaces", "0004_audit_chain"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="auditentry",
            constraint=models.UniqueConstraint(fields=("chain", "number"), name="one_entry_a_place"),
        ),
    ]
