"""How many requests went out in the last hour, where several hosts share one database."""

from __future__ import annotations

from django.db import models


class RequestBudget(models.Model):
    """One budget of an hour's requests, by its name."""

    name = models.CharField(max_length=100, unique=True)
    minutes = models.JSONField(default=dict)
    """Minute since 1970, by the database's clock → requests sent in it; of the last hour."""
    used_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.name
