"""For whom a command acts: its verbs check what that person may do, as they do for pages."""

from __future__ import annotations

from typing import Annotated

import typer

from storelink.cli.exits import CommandFailed, Exit
from storelink.cli.product import require_rows
from storelink.integrations.models import Integration
from storelink.workspaces.models import Membership, Role, User, Workspace

AsOption = Annotated[
    str,
    typer.Option(
        "--as",
        envvar="STORELINK_AS",
        help="E-mail address of the person to act as. Optional if there is only one owner.",
    ),
]
WorkspaceOption = Annotated[
    str, typer.Option("--workspace", help="The workspace's name, if the person has several.")
]


def acting_person(email: str) -> User:
    """The person of that address; without one, the only owner. CommandFailed says who there is."""
    require_rows()
    if email:
        found = User.objects.filter(email__iexact=email, is_active=True).first()
        if found is None:
            raise CommandFailed(f"There is nobody with the address {email} here.", Exit.USAGE)
        return found
    owners = list(User.objects.filter(is_active=True, memberships__role=Role.OWNER).distinct()[:20])
    if not owners:
        raise CommandFailed(
            "There is nobody here yet. Add the first person: storelink people add E-MAIL",
            Exit.NEEDS_A_PERSON,
        )
    if len(owners) > 1:
        names = ", ".join(owner.email for owner in owners)
        raise CommandFailed(f"Say for whom, by --as. Owners here: {names}.", Exit.USAGE)
    return owners[0]


def workspace_of(user: User, name: str) -> Workspace:
    """The person's workspace of that name; without one, the only or the personal one."""
    theirs = [m.workspace for m in Membership.objects.filter(user=user).select_related("workspace")]
    if name:
        theirs = [workspace for workspace in theirs if workspace.name.lower() == name.lower()]
    if not theirs:
        raise CommandFailed(
            f"{user.email} has no workspace{f' “{name}”' if name else ''}.", Exit.USAGE
        )
    personal = [workspace for workspace in theirs if workspace.personal_of_id == user.pk]
    return theirs[0] if len(theirs) == 1 or not personal else personal[0]


def integrations_of(workspace: Workspace, which: str = "") -> list[Integration]:
    """The workspace's integrations; with `which`, the one of that number, account id or name."""
    if which:
        return [integration_of(workspace, which)]
    return list(Integration.objects.filter(workspace=workspace))


def integration_of(workspace: Workspace, which: str) -> Integration:
    """The workspace's one integration of that number, account id or name. CommandFailed where none
    or several are: nothing at all, as an empty variable of a shell script gives it, names none."""
    found = list(Integration.objects.filter(workspace=workspace))
    wanted = which.lower()
    chosen = [i for i in found if wanted in {str(i.pk), i.account_id.lower(), i.name.lower()}]
    if wanted and len(chosen) == 1:
        return chosen[0]
    known = ", ".join(f"{i.pk} ({i.name})" for i in found) or "none"
    why = "several integrations" if wanted and chosen else "no integration"
    raise CommandFailed(f"“{which}” names {why}. There are: {known}.", Exit.USAGE)
