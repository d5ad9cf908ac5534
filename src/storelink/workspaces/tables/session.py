"""Who is signed in where."""

from __future__ import annotations

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone


class Session(AbstractBaseSession):
    """One browser. The row opens nothing: the cookie's key is kept as a digest, and what the
    session holds is sealed with that key (`session_store`)."""

    user = models.ForeignKey(
        "workspaces.User", on_delete=models.CASCADE, null=True, related_name="sessions"
    )
    ip = models.CharField(max_length=64, blank=True)
    """The address it was first used from."""
    user_agent = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"session of {self.user_id}"

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        """Asked by Django's manager alone, which nothing here uses."""
        raise NotImplementedError("sessions are opened by session_store, with the cookie's key")
