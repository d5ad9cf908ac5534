"""The warehouse's list of files. Its rows outlive their account until the sweep has been there."""

from __future__ import annotations

from django.db import models


class DataFile(models.Model):
    """The warehouse's list: a live file stands for its cell; dead ones wait for the sweep."""

    integration_id = models.BigIntegerField()
    """Not a foreign key: files outlive their integration until the sweep has unlinked them."""
    report = models.CharField(max_length=160)
    bucket = models.IntegerField()
    month = models.DateField()
    path = models.CharField(max_length=300, unique=True)
    first_on = models.DateField()
    last_on = models.DateField()
    row_count = models.BigIntegerField()
    byte_count = models.BigIntegerField()
    schema_version = models.PositiveIntegerField()
    checksum = models.BigIntegerField(null=True, blank=True)
    """CRC-32; empty of files that were written before it was kept."""
    damaged_at = models.DateTimeField(null=True, blank=True)
    """When it was met and could not be read. It is rebuilt from the files that the store sent."""
    damage = models.CharField(max_length=20, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["integration_id", "report", "bucket", "month"],
                condition=models.Q(dead_at__isnull=True),
                name="one_live_file_a_cell",
            )
        ]
        indexes = [
            models.Index(fields=["dead_at"], name="data_file_dead_at"),
            models.Index(
                fields=["integration_id"],
                condition=models.Q(damaged_at__isnull=False, dead_at__isnull=True),
                name="data_file_damaged",
            ),
        ]

    def __str__(self) -> str:
        return self.path


class AppBucket(models.Model):
    """Which bucket of cells an app's rows are in. Assigned once, never moved."""

    integration_id = models.BigIntegerField()
    report = models.CharField(max_length=160)
    app_id = models.CharField(max_length=200, blank=True)
    bucket = models.IntegerField()
    rows_a_month = models.BigIntegerField(default=0)
    """The estimate by which it was assigned."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["integration_id", "report", "app_id"], name="one_bucket_an_app"
            )
        ]

    def __str__(self) -> str:
        return f"{self.app_id} in {self.bucket}"


class ScopeVersion(models.Model):
    """The newest version that was complete for an app and a range of days."""

    integration_id = models.BigIntegerField()
    report = models.CharField(max_length=160)
    app_id = models.CharField(max_length=200, blank=True)
    first_on = models.DateField()
    last_on = models.DateField()
    version_order = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["integration_id", "report", "app_id", "first_on", "last_on"],
                name="one_version_a_scope",
            )
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.app_id} {self.first_on}"
