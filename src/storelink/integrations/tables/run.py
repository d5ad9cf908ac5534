"""What is being loaded, what is loaded, who was asked for it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from storelink.integrations.tables.account import Integration
from storelink.workspaces.models import Workspace


class Run(models.Model):
    """One attempt to bring an integration up to date."""

    integration = models.ForeignKey(Integration, on_delete=models.CASCADE, related_name="runs")
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=30, blank=True)
    """A `domain.outcome.RunOutcome`; empty while it runs."""

    class Meta:
        ordering = ["-started_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["integration"],
                condition=models.Q(ended_at__isnull=True),
                name="one_run_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"run {self.pk} of {self.integration}"


class ReportState(models.Model):
    """How a report of an integration stands: progress now, and the last outcome."""

    integration = models.ForeignKey(
        Integration, on_delete=models.CASCADE, related_name="report_states"
    )
    report = models.CharField(max_length=100)
    run = models.ForeignKey(Run, on_delete=models.SET_NULL, null=True, related_name="+")
    """The run that last touched it."""
    planned = models.PositiveIntegerField(default=0)
    """Partitions that the run found to do."""
    done = models.PositiveIntegerField(default=0)
    outcome = models.CharField(max_length=30, blank=True)
    """A `domain.outcome.ReportOutcome`; empty before the first look."""
    sentence = models.TextField(blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    """When a report that came in before was refused first since: told once it is refused again."""
    failures_in_a_row = models.PositiveIntegerField(default=0)
    checked_at = models.DateTimeField(null=True, blank=True)
    """Last time that the store was asked and answered."""
    loaded_at = models.DateTimeField(null=True, blank=True)
    """Last time that something new came in."""
    first_completed_at = models.DateTimeField(null=True, blank=True)
    complete_to = models.DateField(null=True, blank=True)
    """Last day with data."""
    next_check_at = models.DateTimeField(null=True, blank=True)
    """When the store is asked next. Of a report that waits for the store, when the wait is over."""
    history_note = models.TextField(blank=True)
    """How long the store keeps this, where it has refused an older period; else empty."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["integration", "report"], name="one_state_a_report")
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.outcome}"


class KeptFile(models.Model):
    """A file as the store sent it, kept under its checksum. The same bytes are kept once."""

    integration = models.ForeignKey(Integration, on_delete=models.CASCADE, related_name="+")
    report = models.CharField(max_length=100)
    app_id = models.CharField(max_length=200, blank=True)
    period = models.CharField(max_length=100)
    name = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=300)
    byte_count = models.BigIntegerField()
    arrived_at = models.DateTimeField(default=timezone.now)
    version_order = models.BigIntegerField()
    processed_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "integration", "report", "app_id", "period", "name", "sha256", "version_order",
                ],
                name="file_kept_once",
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["sha256"], name="kept_by_sha256")]

    def __str__(self) -> str:
        return self.name


class LoadedPartition(models.Model):
    """The ledger: which version of which partition is loaded, by which parser."""

    integration = models.ForeignKey(Integration, on_delete=models.CASCADE, related_name="ledger")
    report = models.CharField(max_length=100)
    app_id = models.CharField(max_length=200, blank=True)
    period = models.CharField(max_length=100)
    fingerprint = models.CharField(max_length=200, blank=True)
    version_order = models.BigIntegerField()
    processed_on = models.DateField()
    parser_version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    """SHA-256 over the parts' checksums."""
    row_count = models.BigIntegerField()
    first_on = models.DateField(null=True, blank=True)
    last_on = models.DateField(null=True, blank=True)
    scope_app = models.CharField(max_length=200, blank=True)
    scope_first_on = models.DateField(null=True, blank=True)
    scope_last_on = models.DateField(null=True, blank=True)
    """Where the partition is complete for an app and a range of days."""
    proof = models.CharField(max_length=30, blank=True)
    """On what it rests: a `domain.nothing.Proof`; empty where an earlier version loaded it."""
    said = models.CharField(max_length=500, blank=True)
    """Where there was nothing: the store's own words, and what else they rest on."""
    account = models.CharField(max_length=100, blank=True)
    """The store's number of the account for which it was asked, where a person gives that."""
    layout = models.CharField(max_length=30, blank=True)
    """The version of the report that was asked for, where the store has several."""
    loaded_at = models.DateTimeField(default=timezone.now)
    """When this content came in."""
    checked_at = models.DateTimeField(null=True, blank=True)
    """When the store was last asked for it, whether or not anything had changed."""
    checked_on = models.DateField(null=True, blank=True)
    """The same as a day of the store's: the last days are asked for again once a day."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["integration", "report", "app_id", "period"], name="partition_loaded_once"
            )
        ]
        indexes = [
            models.Index(fields=["integration", "app_id"], name="ledger_of_an_app"),
            # Pages ask from and up to which day something is there: without reading any row.
            models.Index(fields=["integration", "first_on"], name="ledger_first_day"),
            models.Index(
                fields=["integration", "report", "app_id", "last_on", "first_on"],
                name="ledger_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.app_id} {self.period}"


class ExpiredPartition(models.Model):
    """What the store keeps no longer: it was asked for once, and is not asked for again."""

    integration = models.ForeignKey(Integration, on_delete=models.CASCADE, related_name="+")
    report = models.CharField(max_length=100)
    app_id = models.CharField(max_length=200, blank=True)
    period = models.CharField(max_length=100)
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["integration", "report", "app_id", "period"], name="expired_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.app_id} {self.period}"


class AwaitedPartition(models.Model):
    """What the store has named and not given yet. What it no longer names either is gone."""

    integration = models.ForeignKey(Integration, on_delete=models.CASCADE, related_name="+")
    report = models.CharField(max_length=100, blank=True)
    """Empty: the history of an app, of all reports."""
    app_id = models.CharField(max_length=200, blank=True)
    period = models.CharField(max_length=100, blank=True)
    since = models.DateTimeField(default=timezone.now)
    asked_at = models.DateTimeField(default=timezone.now)
    """When the store was asked for it last."""
    gone_at = models.DateTimeField(null=True, blank=True)
    """When the store was first seen not to name it any more."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["integration", "report", "app_id", "period"], name="awaited_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.app_id} {self.period}"


class Reload(models.Model):
    """A person wants a range of days loaded again, whatever the ledger says."""

    integration = models.ForeignKey(Integration, on_delete=models.CASCADE, related_name="reloads")
    report = models.CharField(max_length=100, blank=True)
    """Empty: every report."""
    app_id = models.CharField(max_length=200, blank=True)
    """Empty: the account's files and those of every app."""
    first_on = models.DateField()
    last_on = models.DateField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField(blank=True)
    """What came of it, in a sentence; empty while it goes on."""

    class Meta:
        ordering = ["-asked_at", "-id"]

    def __str__(self) -> str:
        return f"{self.first_on} to {self.last_on} of {self.integration}"


class OutgoingCall(models.Model):
    """One call to a store, as it was sent: for whom, with which credential, what came of it."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    integration = models.ForeignKey(
        Integration, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    """None while an account is being connected, and after it was erased."""
    at = models.DateTimeField(default=timezone.now)
    provider = models.CharField(max_length=50)
    credential = models.CharField(max_length=260, blank=True)
    """Kind and public id."""
    method = models.CharField(max_length=10)
    host = models.CharField(max_length=255)
    path = models.CharField(max_length=500)
    """Without what follows a question mark."""
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    """None where no answer came."""
    took_ms = models.PositiveIntegerField()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["workspace", "-at"], name="calls_of_a_workspace")]

    def __str__(self) -> str:
        return f"{self.method} {self.host}{self.path}"


class Worker(models.Model):
    """A worker process that is alive, as of its last beat. What a dead one held is taken over."""

    executor = models.CharField(max_length=200, unique=True)
    host = models.CharField(max_length=200)
    pid = models.PositiveIntegerField()
    beat_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.executor
