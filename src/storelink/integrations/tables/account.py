"""Connected accounts, what they sign in with, what only a person can solve.

A provider is a value in code: here it is only its key, never a list of choices."""

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
    is_named = models.BooleanField(default=False)
    """Whether a person has named it. Else it is called as the store calls its team."""
    connected_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="connected_integrations"
    )
    connected_at = models.DateTimeField(default=timezone.now)
    paused_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(default=timezone.now)
    """When the next run should start. The only thing that a page writes and the sync obeys."""
    waiting = models.TextField(blank=True)
    """Why the store is not asked at the moment, though it is due; empty while it is."""
    waiting_until = models.DateTimeField(null=True, blank=True)
    """When it is asked again."""
    reviews_due_at = models.DateTimeField(default=timezone.now)
    """When the store is next asked for reviews."""
    tested_at = models.DateTimeField(null=True, blank=True)
    """When somebody last had it tested. Claimed in the row: not again and again."""
    takes_new_apps = models.BooleanField(default=True)
    """Without it, an app that the store lists for the first time is left out."""
    apps_chosen_at = models.DateTimeField(null=True, blank=True)
    """When somebody last chose the apps. Nothing is asked for before, where none is taken."""
    own_reason = models.CharField(max_length=30, blank=True)
    """What of our own side is waited for (`OwnReason`); empty where nothing is."""
    own_sentence = models.TextField(blank=True)
    own_since = models.DateTimeField(null=True, blank=True)
    first_synced_at = models.DateTimeField(null=True, blank=True)
    """When every report had come in for the first time."""
    deleted_at = models.DateTimeField(null=True, blank=True)
    """Set where a person deleted it but kept its data: no credentials, no runs, not listed."""

    joined_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="joined"
    )
    """Set where it turned out to be the same account as another, which goes on for both."""

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

    @property
    def awaits_choice(self) -> bool:
        """Whether somebody has to choose the apps first."""
        return not self.takes_new_apps and self.apps_chosen_at is None


class Credential(models.Model):
    """A sealed secret with what may be known of it in clear."""

    integration = models.ForeignKey(
        Integration, on_delete=models.CASCADE, related_name="credentials"
    )
    kind = models.CharField(max_length=50)
    slot = models.CharField(max_length=50, blank=True)
    """Where the store has several of one kind that do different things, such as the key of a team
    and that of a person: which. Empty: the usual one."""
    public_id = models.CharField(max_length=200)
    sealed = models.TextField()
    """JWE, bound to this integration and kind; opened by the vault alone."""
    facts = models.JSONField(default=dict)
    hour_limit = models.PositiveIntegerField(null=True, blank=True)
    """Requests an hour, as the store told last; empty until it has."""
    rests = models.JSONField(default=dict)
    """Part of the store (empty: all of it) → until when the store wants no more requests with this
    credential, in ISO 8601. Shared by all workers; what lies in the past says nothing."""
    set_at = models.DateTimeField(default=timezone.now)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_until = models.DateTimeField(null=True, blank=True)
    last_ok_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    """When the store refused it for good. It rests from then on, until a person sets it anew, or a
    later try with it goes well (`retry_at`)."""
    refused_reason = models.CharField(max_length=100, blank=True)
    refused_sentence = models.TextField(blank=True)
    doubts = models.PositiveSmallIntegerField(default=0)
    """Refusals in a row that may yet pass. It is used again after any success, and rests after a
    few of them."""
    retry_at = models.DateTimeField(null=True, blank=True)
    """While it rests: from when a run may try it again, where that can lock nobody out."""
    renewal_tried_at = models.DateTimeField(null=True, blank=True)
    """When it was last tried to go on without a person. Claimed in the row: one try at a time."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["integration", "kind", "slot"], name="one_credential_a_slot"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class Issue(models.Model):
    """What only a person can solve. One open issue for an integration and key."""

    integration = models.ForeignKey(Integration, on_delete=models.CASCADE, related_name="issues")
    key = models.CharField(max_length=150)
    """Idempotency: `credential:api_key`, `report:sales_summary` …"""
    kind = models.CharField(max_length=50)
    """A `domain.errors.ErrorKind`."""
    reason = models.CharField(max_length=100, blank=True)
    sentence = models.TextField()
    missing = models.CharField(max_length=200, blank=True)
    where = models.CharField(max_length=300, blank=True)
    was_allowed = models.BooleanField(default=False)
    """Of a permission: whether it was there before, so that somebody has taken it away."""
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
