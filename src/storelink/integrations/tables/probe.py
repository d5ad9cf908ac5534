"""What the last look at an account, or at one of its apps, found it may do."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from storelink.integrations.tables.account import Integration


class Probe(models.Model):
    """One light: of a family of data, or of one of the store's doors."""

    integration = models.ForeignKey(Integration, on_delete=models.CASCADE, related_name="probes")
    app_id = models.CharField(max_length=200, blank=True)
    """The store's id of the app; empty: the whole account."""
    subject = models.CharField(max_length=60)
    """The family's value, or the door's name."""
    is_door = models.BooleanField(default=False)
    light = models.CharField(max_length=10)
    """`green`, `amber` (not known, or in part) or `red`."""
    sentence = models.TextField(blank=True)
    missing = models.CharField(max_length=200, blank=True)
    where = models.CharField(max_length=300, blank=True)
    checked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["integration", "app_id", "is_door", "subject"], name="one_probe_a_subject"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.light}"
