"""Customer reviews as the stores give them, with the history of their edits."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from storelink.products.models import App


class Review(models.Model):
    """One review of one app, from whatever source: the store's id makes it one."""

    app = models.ForeignKey(App, on_delete=models.CASCADE, related_name="reviews")
    store_id = models.CharField(max_length=300)
    stars = models.PositiveSmallIntegerField()
    title = models.TextField(blank=True)
    text = models.TextField(blank=True)
    author = models.CharField(max_length=300, blank=True)
    territory = models.CharField(max_length=2, blank=True)
    language = models.CharField(max_length=35, blank=True)
    app_version = models.CharField(max_length=100, blank=True)
    device = models.CharField(max_length=200, blank=True)
    written_at = models.DateTimeField()
    """When it was written or last changed."""
    reply_text = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    reply_state = models.CharField(max_length=20, blank=True)
    store_reply_id = models.CharField(max_length=300, blank=True)
    first_seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-written_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["app", "store_id"], name="review_once_an_app")
        ]
        indexes = [models.Index(fields=["app", "-written_at"], name="review_by_app_and_time")]

    def __str__(self) -> str:
        return f"{self.stars} stars, {self.store_id}"


class Edition(models.Model):
    """What a review said before it was changed."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="editions")
    stars = models.PositiveSmallIntegerField()
    title = models.TextField(blank=True)
    text = models.TextField(blank=True)
    written_at = models.DateTimeField()
    replaced_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-written_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["review", "written_at"], name="edition_once")
        ]

    def __str__(self) -> str:
        return f"{self.review_id} as of {self.written_at:%Y-%m-%d}"


class ReviewCursor(models.Model):
    """How far one app's reviews are in, and what the last look came to."""

    app = models.OneToOneField(App, on_delete=models.CASCADE, related_name="review_cursor")
    read_to = models.DateTimeField(null=True, blank=True)
    """Everything that was there at this moment is in; empty before the first time."""
    checked_at = models.DateTimeField(default=timezone.now)
    whole_at = models.DateTimeField(null=True, blank=True)
    """When the whole list was last asked for: only it shows new replies to old reviews."""
    outcome = models.CharField(max_length=30, blank=True)
    """A `domain.outcome.ReportOutcome`; empty before the first look."""
    reason = models.CharField(max_length=100, blank=True)
    sentence = models.TextField(blank=True)
    missing = models.CharField(max_length=200, blank=True)
    where = models.CharField(max_length=300, blank=True)
    """These four as an issue's."""
    odd_count = models.PositiveIntegerField(default=0)
    """Reviews of the whole list that are left out, or cut."""

    def __str__(self) -> str:
        return f"{self.app_id} to {self.read_to:%Y-%m-%d}" if self.read_to else f"{self.app_id}"
