"""Apps, as the connected accounts show them."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from storelink.domain.app import AppState
from storelink.integrations.models import Integration
from storelink.workspaces.models import User, Workspace


class App(models.Model):
    """An app at one provider, as one integration sees it."""

    integration = models.ForeignKey(Integration, on_delete=models.CASCADE, related_name="apps")
    store_id = models.CharField(max_length=200)
    name = models.CharField(max_length=300)
    bundle_id = models.CharField(max_length=300, blank=True)
    sku = models.CharField(max_length=300, blank=True)
    roles = models.JSONField(default=list)
    facts = models.JSONField(default=dict)
    is_left_out = models.BooleanField(default=False)
    """Nothing is ever requested for an app left out."""
    seen_at = models.DateTimeField(default=timezone.now)
    """When the store last listed it."""
    gone_at = models.DateTimeField(null=True, blank=True)
    """When the store no longer listed it. Its data stays."""

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["integration", "store_id"], name="app_once_an_account")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> AppState:
        """How it stands in its account."""
        if self.is_left_out:
            return AppState.LEFT_OUT
        return AppState.NO_LONGER_IN_ACCOUNT if self.gone_at else AppState.IN_ACCOUNT


class Share(models.Model):
    """That workspace may see this integration's figures: all of them, or within limits."""

    integration = models.ForeignKey(Integration, on_delete=models.CASCADE, related_name="shares")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="shares")
    shared_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    shared_at = models.DateTimeField(default=timezone.now)
    has_all_apps = models.BooleanField(default=True)
    apps = models.ManyToManyField(App, blank=True, related_name="shares")
    """Which, where not all."""
    hides_money = models.BooleanField(default=False)
    first_on = models.DateField(null=True, blank=True)
    last_on = models.DateField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    """From then on it is as if it had never been."""

    class Meta:
        ordering = ["shared_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["integration", "workspace"], name="one_share_a_pair")
        ]

    def __str__(self) -> str:
        return f"{self.integration} with {self.workspace}"
