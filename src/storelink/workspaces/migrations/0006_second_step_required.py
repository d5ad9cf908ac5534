"""A workspace may ask for a second step of everybody in it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("workspaces", "0005_audit_places"),
    ]

    operations = [
        migrations.AddField(
            model_name="workspace",
            name="requires_second_step",
            field=models.BooleanField(default=False),
        ),
    ]
