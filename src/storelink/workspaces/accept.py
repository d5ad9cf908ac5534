"""Join a workspace by an invitation: as who one is, or with a new account."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from storelink.domain.errors import BadInput, NotAllowed
from storelink.workspaces.audit import note
from storelink.workspaces.invite import digest_of
from storelink.workspaces.models import Invitation, Membership, User
from storelink.workspaces.people import add_person

VOID = (
    "It works once: it was used or withdrawn, or it is older than a week. If you used it yourself, "
    "sign in. Otherwise ask whoever invited you for a new one."
)


def invitation_of(token: str) -> Invitation | None:
    """The open invitation of a link; None for a used, withdrawn, old or made-up one."""
    return (
        Invitation.objects.select_related("workspace", "invited_by")
        .filter(digest=digest_of(token), expires_at__gt=timezone.now())
        .first()
    )


def accept(user: User, token: str) -> Membership:
    """The person belongs to the workspace now, and the link is void.

    NotAllowed for a void link, one for another address, and an account that is switched off.
    """
    with transaction.atomic():
        invitation = _taken(token)
        if not user.is_active or user.email.lower() != invitation.email.lower():
            raise NotAllowed(
                f"This invitation is for {invitation.email}. Sign in with that address to use it."
            )
        return _join(user, invitation)


def accept_as_new(token: str, password: str, *, name: str = "") -> User:
    """A new account for the invited address, in the workspace.

    NotAllowed for a void link; BadInput for a weak password, and where there is an account
    already: whoever holds it signs in instead.
    """
    with transaction.atomic():
        invitation = _taken(token)
        if User.objects.filter(email__iexact=invitation.email).exists():
            raise BadInput("Sign in with your account to use this invitation.", field="email")
        proven = invitation.is_mailed
        user = add_person(invitation.email, password, name=name, is_address_proven=proven)
        _join(user, invitation)
    return user


def _taken(token: str) -> Invitation:
    """The invitation, which is gone with this transaction: the second of two comes too late."""
    invitation = invitation_of(token)
    if invitation is None or not Invitation.objects.filter(pk=invitation.pk).delete()[0]:
        raise NotAllowed(f"This invitation can’t be used any more. {VOID}")
    return invitation


def _join(user: User, invitation: Invitation) -> Membership:
    membership, _ = Membership.objects.get_or_create(
        workspace=invitation.workspace, user=user, defaults={"role": invitation.role}
    )
    note(user, invitation.workspace, "person.joined", f"as {membership.get_role_display().lower()}")
    return membership
