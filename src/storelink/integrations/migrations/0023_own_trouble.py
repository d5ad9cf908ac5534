from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("integrations", "0022_same_account")]

    operations = [
        migrations.AddField(
            "integration", "own_reason", models.CharField(blank=True, default="", max_length=30),
            preserve_default=False,
        ),
        migrations.AddField(
            "integration", "own_sentence", models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "integration", "own_since", models.DateTimeField(blank=True, null=True)
        ),
    ]  # fmt: skip
