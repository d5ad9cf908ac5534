"""What people are told, what they want to be told, and the mails about it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Notification(models.Model):
    """Something that one person is told. Open until it is solved; an event stays as it was."""

    user = models.ForeignKey(
        "workspaces.User", on_delete=models.CASCADE, related_name="notifications"
    )
    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+"
    )
    """Where it happened. Who is no longer in it is told nothing more of it."""
    kind = models.CharField(max_length=20)
    """A key of `told.KINDS`."""
    about = models.CharField(max_length=60)
    """What it is about, `account:7` or `workspace:3`: one mail a day about each."""
    key = models.CharField(max_length=150)
    """Idempotency: `status:Invalid credentials`, `share:5` …"""
    title = models.CharField(max_length=200)
    text = models.TextField()
    path = models.CharField(max_length=300)
    """The page of the step that mends it."""
    told_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-told_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "about", "key"],
                condition=models.Q(resolved_at__isnull=True),
                name="one_open_notification",
            )
        ]
        indexes = [
            models.Index(fields=["about", "resolved_at"], name="notifications_by_about"),
            models.Index(fields=["user", "-told_at"], name="notifications_of_a_person"),
        ]

    def __str__(self) -> str:
        return self.title


class NotificationChoice(models.Model):
    """How a person wants to be told of one kind, where it is not the usual way."""

    user = models.ForeignKey("workspaces.User", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    about = models.CharField(max_length=60, blank=True)
    """One thing that they decided about by itself; empty: all of the kind."""
    in_app = models.BooleanField(default=True)
    by_mail = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "about"], name="one_choice_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"


class NotificationMail(models.Model):
    """The mail to one person about one thing on one day. Claimed before it is sent."""

    user = models.ForeignKey("workspaces.User", on_delete=models.CASCADE, related_name="+")
    about = models.CharField(max_length=60)
    on = models.DateField()
    claimed_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    """Empty for good where the process died while it was sending: the next day sends again."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "about", "on"], name="one_mail_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.about} on {self.on}"
