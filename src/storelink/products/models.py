"""Apps, as the connected accounts show them."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from storelink.integrations.models import Integration


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
