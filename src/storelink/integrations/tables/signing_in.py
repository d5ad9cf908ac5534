"""Conversations with a store, and how long sign-ins lasted."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from storelink.integrations.tables.account import Integration
from storelink.workspaces.models import User, Workspace


class ConnectAttempt(models.Model):
    """An unfinished conversation; dies after 15 minutes. Connecting and verifying are the same.
    Its number is no secret: only whoever began it can go on with it."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    provider = models.CharField(max_length=50)
    kind = models.CharField(max_length=50)
    integration = models.ForeignKey(Integration, on_delete=models.CASCADE, null=True, blank=True)
    """Set where an integration is verified or updated in place."""
    verifies = models.BooleanField(default=False)
    """It confirms a sign-in that ends."""
    chooses_apps = models.BooleanField(default=False)
    """Somebody chooses the apps of a new account before anything is asked for."""
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
