from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reviews", "0001_reviews")]

    operations = [
        migrations.AlterField(
            "reviewcursor", "read_to", models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            "reviewcursor", "whole_at", models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            "reviewcursor", "outcome", models.CharField(blank=True, max_length=30, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "reviewcursor", "reason", models.CharField(blank=True, max_length=100, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "reviewcursor", "sentence", models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "reviewcursor", "missing", models.CharField(blank=True, max_length=200, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "reviewcursor", "where", models.CharField(blank=True, max_length=300, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "reviewcursor", "odd_count", models.PositiveIntegerField(default=0)
        ),
    ]  # fmt: skip
