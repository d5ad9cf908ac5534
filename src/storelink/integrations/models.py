"""Connected accounts, what they sign in with, what is being loaded from them, what is loaded.

A provider is a value in code: here it is only its key, never a list of choices.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from storelink.workspaces.models import User, Workspace


class IntegrationManager(models.Manager["Integration"]):
    """Those that are connected: not the deleted ones whose data was kept."""

    def get_queryset(self) -> models.QuerySet[Integration]:
        return super().get_queryset().filter(deleted_at=None)


class Integration(models.Model):
    """One connected account; owned by one workspace."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="integrations")
    provider = models.CharField(max_length=50)
    account_id = models.CharField(max_length=200)
    """The store's identity of the account."""
    name = models.CharField(max_length=200)
    connected_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="connected_integrations"
    )
    connected_at = models.DateTimeField(default=timezone.now)
    paused_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(default=timezone.now)
    """When the next run should start. The only thing that a page writes and the sync obeys."""
    reviews_due_at = models.DateTimeField(default=timezone.now)
    """When the store is next asked for reviews."""
    first_synced_at = models.DateTimeField(null=True, blank=True)
    """When every report had come in for the first time."""
    deleted_at = models.DateTimeField(null=True, blank=True)
    """Set where a person deleted it but kept its data: no credentials, no runs, not listed."""

    objects: ClassVar[IntegrationManager] = IntegrationManager()
    everything: ClassVar[models.Manager[Integration]] = models.Manager()

    class Meta:
        ordering = ["connected_at", "id"]
        base_manager_name = "everything"
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "provider", "account_id"], name="account_once_a_workspace"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Credential(models.Model):
    """A sealed secret with what may be known of it in clear."""

    integration = models.ForeignKey(
        Integration, on_delete=models.CASCADE, related_name="credentials"
    )
    kind = models.CharField(max_length=50)
    public_id = models.CharField(max_length=200)
    sealed = models.TextField()
    """JWE, bound to this integration and kind; opened by the vault alone."""
    facts = models.JSONField(default=dict)
    hour_limit = models.PositiveIntegerField(null=True, blank=True)
    """Requests an hour, as the store told last; empty until it has."""
    set_at = models.DateTimeField(default=timezone.now)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_until = models.DateTimeField(null=True, blank=True)
    last_ok_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    """When the store refused it. It rests from then on, until a person sets it anew."""
    refused_reason = models.CharField(max_length=100, blank=True)
    refused_sentence = models.TextField(blank=True)
    renewal_tried_at = models.DateTimeField(null=True, blank=True)
    """When it was last tried to go on without a person. Claimed in the row: one try at a time."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["integration", "kind"], name="one_credential_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class ConnectAttempt(models.Model):
    """An unfinished conversation; dies after 15 minutes. Connecting and verifying are the same."""

    token = models.CharField(max_length=43, unique=True)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    provider = models.CharField(max_length=50)
    kind = models.CharField(max_length=50)
    integration = models.ForeignKey(Integration, on_delete=models.CASCADE, null=True, blank=True)
    """Set where an integration is verified or updated in place."""
    sealed_state = models.TextField(blank=True)
    step = models.CharField(max_length=50, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    answering_until = models.DateTimeField(null=True, blank=True)
    """While a step is taken: a second click or tab waits its turn instead of asking twice."""
    connected = models.ForeignKey(
        Integration, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    """Set where somebody else finished it, so that the page of who began it can go on."""
    delegate_digest = models.CharField(max_length=64, blank=True, db_index=True)
    """SHA-256 of the single-use link by which somebody else may type the code."""
    delegate_until = models.DateTimeField(null=True, blank=True)
    delegate_tries = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.provider} {self.kind} {self.step}"


class PastSignIn(models.Model):
    """How long a sign-in that has an end really lasted."""

    integration = models.ForeignKey(
        Integration, on_delete=models.CASCADE, related_name="past_sign_ins"
    )
    kind = models.CharField(max_length=50)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    promised_until = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=100, blank=True)
    """`renewed`, `verified`, or why the store refused it."""

    class Meta:
        ordering = ["-ended_at", "-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.began_at:%Y-%m-%d} to {self.ended_at:%Y-%m-%d}"


class VerifyMail(models.Model):
    """A mail that an account has to be verified: one a day at most, each occasion once."""

    integration = models.ForeignKey(Integration, on_delete=models.CASCADE, related_name="+")
    verified_until = models.DateTimeField()
    """The end that it speaks of."""
    occasion = models.CharField(max_length=20)
    """`five_days`, `one_day`, `over`."""
    claimed_on = models.DateField()
    claimed_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["integration", "claimed_on"], name="one_verify_mail_a_day"
            ),
            models.UniqueConstraint(
                fields=["integration", "verified_until", "occasion"], name="verify_mail_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occasion} of {self.integration}"


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


class Issue(models.Model):
    """What only a person can solve. One open issue for an integration and key."""

    integration = models.ForeignKey(Integration, on_delete=models.CASCADE, related_name="issues")
    key = models.CharField(max_length=150)
    """Idempotency: `credential:api_key`, `report:sales_summary` …"""
    kind = models.CharField(max_length=50)
    """The error's name: `NeedsVerification`, `NeedsPermission`, `Unexpected`."""
    reason = models.CharField(max_length=100, blank=True)
    sentence = models.TextField()
    missing = models.CharField(max_length=200, blank=True)
    where = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    solved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["integration", "key"],
                condition=models.Q(solved_at__isnull=True),
                name="one_open_issue_a_key",
            )
        ]

    def __str__(self) -> str:
        return self.sentence


class Run(models.Model):
    """One attempt to bring an integration up to date."""

    integration = models.ForeignKey(Integration, on_delete=models.CASCADE, related_name="runs")
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=30, blank=True)
    """`done`, `halted`, `failed`, `cancelled`; empty while it runs."""

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
    """`queued`, `loading`, `complete`, `not_ready`, or an error's name."""
    sentence = models.TextField(blank=True)
    failures_in_a_row = models.PositiveIntegerField(default=0)
    checked_at = models.DateTimeField(null=True, blank=True)
    """Last time that the store was asked and answered."""
    loaded_at = models.DateTimeField(null=True, blank=True)
    """Last time that something new came in."""
    first_completed_at = models.DateTimeField(null=True, blank=True)
    complete_to = models.DateField(null=True, blank=True)
    """Last day with data."""
    next_check_at = models.DateTimeField(null=True, blank=True)

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
    loaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["integration", "report", "app_id", "period"], name="partition_loaded_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.app_id} {self.period}"


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
    dead_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["integration_id", "report", "bucket", "month"],
                condition=models.Q(dead_at__isnull=True),
                name="one_live_file_a_cell",
            )
        ]
        indexes = [models.Index(fields=["dead_at"], name="data_file_dead_at")]

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


class Worker(models.Model):
    """A worker process that is alive, as of its last beat. What a dead one held is taken over."""

    executor = models.CharField(max_length=200, unique=True)
    host = models.CharField(max_length=200)
    pid = models.PositiveIntegerField()
    beat_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.executor
