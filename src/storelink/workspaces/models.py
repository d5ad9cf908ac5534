"""People, and the workspaces in which they work together."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from storelink.workspaces.tables.notification import (
    Notification,
    NotificationChoice,
    NotificationMail,
)
from storelink.workspaces.tables.session import Session

__all__ = [
    "AuditChain",
    "AuditEntry",
    "Invitation",
    "Membership",
    "Notification",
    "NotificationChoice",
    "NotificationMail",
    "Role",
    "Session",
    "User",
    "UserManager",
    "Workspace",
]


class UserManager(BaseUserManager["User"]):
    """Makes people. An e-mail address is the same whatever its case."""

    def create_user(self, email: str, password: str | None = None, *, name: str = "") -> User:
        user = self.model(email=self.normalize_email(email).lower(), name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person, known by an e-mail address."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_person_an_address")]

    def __str__(self) -> str:
        return self.name or self.email


class Role(models.TextChoices):
    """What a member may do. Each may do what those after it may."""

    OWNER = "owner"
    MANAGER = "manager"
    MEMBER = "member"
    VIEWER = "viewer"


class Workspace(models.Model):
    """People who work together. Everybody has a personal one."""

    name = models.CharField(max_length=100)
    personal_of = models.OneToOneField(
        User, on_delete=models.CASCADE, null=True, blank=True, related_name="personal_workspace"
    )
    created_at = models.DateTimeField(default=timezone.now)
    requires_second_step = models.BooleanField(default=False)
    """Who signs in with a password alone sees nothing of it."""

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """This person belongs to that workspace, as this."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices)
    joined_at = models.DateTimeField(default=timezone.now)
    chosen_at = models.DateTimeField(null=True, blank=True)
    """When the person last chose to work there: a new sign-in goes on there."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "user"], name="one_membership_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.workspace} as {self.role}"


class Invitation(models.Model):
    """Somebody is asked to join by a link. Works once, for one address, and ends by itself."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=10, choices=Role.choices)
    invited_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of what the link carries; the link itself is kept nowhere."""
    invited_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    is_mailed = models.BooleanField(default=False)
    """Whether the link went to the address alone, so that using it proves the address."""

    class Meta:
        ordering = ["invited_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "email"], name="one_invitation_an_address")
        ]

    def __str__(self) -> str:
        return f"{self.email} to {self.workspace}"


class AuditEntry(models.Model):
    """Who did what, when, from where, about which. Names are copied: what they name may go."""

    workspace = models.ForeignKey(
        Workspace, on_delete=models.SET_NULL, null=True, blank=True, related_name="audit_entries"
    )
    """None: it concerns the whole installation."""
    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.CharField(max_length=254)
    """The person's address, or which part of the product did it."""
    verb = models.CharField(max_length=50)
    """`workspace.renamed`, `integration.shared` … (`audit.VERBS`)."""
    about = models.CharField(max_length=300, blank=True)
    came_from = models.CharField(max_length=100)
    """A network address, `command line`, or `worker`."""
    chain = models.PositiveBigIntegerField(default=0)
    """The workspace's number, also when the workspace is gone; 0: the whole installation."""
    number = models.PositiveBigIntegerField()
    """Its place in the chain, without a gap."""
    digest = models.CharField(max_length=64)
    """Over the entry and the digest of the one before (`chain.digest_of`)."""

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="one_entry_a_place")
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.verb} {self.about}"


class AuditChain(models.Model):
    """Where a chain of the audit log begins and ends. Locked while an entry is added."""

    chain = models.PositiveBigIntegerField(unique=True)
    last_number = models.PositiveBigIntegerField(default=0)
    last_digest = models.CharField(max_length=64, blank=True)
    anchor_number = models.PositiveBigIntegerField(default=0)
    """The last entry that was forgotten because of its age; what is left hangs on it."""
    anchor_digest = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"chain {self.chain} up to {self.last_number}"
