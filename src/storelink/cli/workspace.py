"""`storelink workspace`: people who work together, and what each of them may do."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from storelink.cli.exits import CommandFailed, Exit
from storelink.cli.output import note, print_json, print_table, say
from storelink.cli.person import AsOption, WorkspaceOption, acting_person, workspace_of
from storelink.workspaces import create as create_verbs
from storelink.workspaces import membership as verbs
from storelink.workspaces.invitation_mail import address_of, send
from storelink.workspaces.invite import invite as invite_verb
from storelink.workspaces.models import Membership, Role, User, Workspace
from storelink.workspaces.permission import require
from storelink.workspaces.second_step import ask_for_second_step, without_second_step

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
Email = Annotated[str, typer.Argument(help="The person's e-mail address.")]
RoleArgument = Annotated[Role, typer.Argument(help="owner, manager, member, or viewer.")]


@app.command("list")
def list_people(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    person: AsOption = "",
    workspace: WorkspaceOption = "",
) -> None:
    """List the members of a workspace and its open invitations."""
    user, home = _here(person, workspace)
    require(user, home, Role.VIEWER)
    rows = _rows(home)
    if as_json:
        print_json({"workspace": home.name, "people": rows})
        return
    print_table(["e-mail", "role", "since"], [[r["email"], r["role"], r["since"]] for r in rows])


@app.command("create")
def create(
    name: Annotated[str, typer.Argument(help="The workspace's name.")],
    *,
    person: AsOption = "",
) -> None:
    """Create a workspace."""
    made = create_verbs.create(acting_person(person), name)
    say(f"{made.name} is there. You own it.")


@app.command("rename")
def rename(
    name: Annotated[str, typer.Argument(help="The new name.")],
    *,
    person: AsOption = "",
    workspace: WorkspaceOption = "",
) -> None:
    """Rename a workspace."""
    user, home = _here(person, workspace)
    create_verbs.rename(user, home, name)
    say(f"The workspace is called {home.name} now.")


@app.command("invite")
def invite(
    email: Email, role: RoleArgument, *, person: AsOption = "", workspace: WorkspaceOption = ""
) -> None:
    """Invite somebody. Without a mail server, prints the link for you to pass on."""
    user, home = _here(person, workspace)
    invitation, token = invite_verb(user, home, email, role)
    if send(invitation, token):
        say(f"An invitation is on its way to {invitation.email}. It ends in a week.")
        return
    note(f"No mail was sent. Pass this link on to {invitation.email}; it works once, for a week.")
    say(address_of(token))


@app.command("role")
def change_role(
    email: Email, role: RoleArgument, *, person: AsOption = "", workspace: WorkspaceOption = ""
) -> None:
    """Give a person another role."""
    user, home = _here(person, workspace)
    verbs.change_role(user, _member(home, email), role)
    say(f"{email} is {role.label.lower()} of {home.name} now.")


@app.command("remove")
def remove(email: Email, *, person: AsOption = "", workspace: WorkspaceOption = "") -> None:
    """Take a person out of a workspace."""
    user, home = _here(person, workspace)
    verbs.remove(user, _member(home, email))
    say(f"{email} is no longer in {home.name}.")


@app.command("leave")
def leave(*, person: AsOption = "", workspace: WorkspaceOption = "") -> None:
    """Leave a workspace. Its last owner hands it over first."""
    user, home = _here(person, workspace)
    verbs.leave(user, home)
    say(f"You left {home.name}.")


@app.command("hand-over")
def hand_over(email: Email, *, person: AsOption = "", workspace: WorkspaceOption = "") -> None:
    """Make somebody of the workspace its owner too."""
    user, home = _here(person, workspace)
    verbs.hand_over(user, home, _member(home, email))
    say(f"{email} owns {home.name} now, beside you.")


@app.command("second-step")
def second_step(
    *,
    is_required: Annotated[
        bool,
        typer.Option("--required/--not-required", help="Require it for everyone, or no longer."),
    ],
    person: AsOption = "",
    workspace: WorkspaceOption = "",
) -> None:
    """Require two-step verification for everyone in a workspace, or no longer."""
    user, home = _here(person, workspace)
    ask_for_second_step(user, home, is_required=is_required)
    if not is_required:
        say(f"A password alone opens {home.name} now.")
        return
    say(f"Everybody in {home.name} needs a passkey or an authenticator app now.")
    for lacking in without_second_step(home):
        note(f"{lacking.email} has none yet, and sees nothing of it until then.")


def _here(person: str, name: str) -> tuple[User, Workspace]:
    user = acting_person(person)
    return user, workspace_of(user, name)


def _member(home: Workspace, email: str) -> Membership:
    found = Membership.objects.select_related("user", "workspace")
    one = found.filter(workspace=home, user__email__iexact=email).first()
    if one is None:
        raise CommandFailed(f"{email} is not in {home.name}.", Exit.USAGE)
    return one


def _rows(home: Workspace) -> list[dict[str, Any]]:
    members = home.memberships.select_related("user").order_by("joined_at", "pk")
    rows = [
        {"email": m.user.email, "role": m.role, "since": m.joined_at.date().isoformat()}
        for m in members
    ]
    rows += [
        {"email": i.email, "role": i.role, "since": f"invited, until {i.expires_at:%Y-%m-%d}"}
        for i in home.invitations.all()
    ]
    return rows
