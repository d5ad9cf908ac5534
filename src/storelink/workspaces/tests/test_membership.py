import pytest

from storelink.domain.errors import BadInput, NotAllowed
from storelink.workspaces.create import create, rename
from storelink.workspaces.membership import change_role, hand_over, leave, remove
from storelink.workspaces.models import AuditEntry, Membership, Role, Workspace
from storelink.workspaces.permission import may


def test_who_makes_a_workspace_owns_it(team, alice):
    assert may(alice, team, Role.OWNER)


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\x00b"])
def test_a_workspace_needs_a_name(alice, name):
    with pytest.raises(BadInput):
        create(alice, name)
    assert Workspace.objects.get().personal_of == alice


def test_a_manager_renames_it_and_a_member_does_not(team, mia, bob):
    rename(mia, team, " Growth  team ")
    assert Workspace.objects.get(pk=team.pk).name == "Growth team"
    with pytest.raises(NotAllowed):
        rename(bob, team, "Mine")


def test_a_manager_makes_a_member_a_viewer(mia, bob, team, member_of):
    change_role(mia, member_of(bob), Role.VIEWER)
    assert not may(bob, team, Role.MEMBER)


def test_a_member_changes_nobody(mia, bob, member_of):
    for verb in (lambda: change_role(bob, member_of(mia), Role.VIEWER),
                 lambda: remove(bob, member_of(mia))):  # fmt: skip
        with pytest.raises(NotAllowed):
            verb()
    assert member_of(mia).role == Role.MANAGER


def test_a_manager_neither_makes_nor_unmakes_owners(alice, mia, bob, member_of):
    with pytest.raises(NotAllowed):
        change_role(mia, member_of(bob), Role.OWNER)
    with pytest.raises(NotAllowed):
        change_role(mia, member_of(mia), Role.OWNER)
    with pytest.raises(NotAllowed):
        remove(mia, member_of(alice))
    assert member_of(alice).role == Role.OWNER


def test_a_manager_of_another_workspace_changes_nobody_here(charlie, bob, member_of):
    create(charlie, "Other")
    with pytest.raises(NotAllowed):
        remove(charlie, member_of(bob))
    assert member_of(bob)


def test_the_last_owner_neither_leaves_nor_steps_down(alice, team, mia, member_of):
    with pytest.raises(BadInput, match="last owner"):
        leave(alice, team)
    with pytest.raises(BadInput, match="last owner"):
        change_role(alice, member_of(alice), Role.MEMBER)
    with pytest.raises(BadInput, match="last owner"):
        remove(alice, member_of(alice))
    assert member_of(alice).role == Role.OWNER


def test_after_handing_over_the_owner_may_leave(alice, team, mia, member_of):
    hand_over(alice, team, member_of(mia))
    leave(alice, team)
    assert may(mia, team, Role.OWNER)
    assert not may(alice, team, Role.VIEWER)


def test_an_owner_who_is_switched_off_does_not_count_as_one(alice, team, mia, member_of):
    hand_over(alice, team, member_of(mia))
    mia.is_active = False
    mia.save()
    with pytest.raises(BadInput, match="last owner"):
        leave(alice, team)


def test_only_an_owner_hands_over_and_only_to_somebody_here(alice, team, mia, charlie, member_of):
    with pytest.raises(NotAllowed):
        hand_over(mia, team, member_of(mia))
    with pytest.raises(BadInput):
        hand_over(alice, team, Membership.objects.get(user=charlie))


def test_a_personal_workspace_stays_its_persons(alice, charlie):
    mine = alice.personal_workspace
    other = Membership.objects.create(workspace=mine, user=charlie, role=Role.OWNER)
    with pytest.raises(BadInput, match="personal"):
        hand_over(alice, mine, other)
    with pytest.raises(BadInput, match="own workspace"):
        leave(alice, mine)


def test_each_change_is_in_the_log(alice, team, mia, bob, member_of):
    change_role(alice, member_of(bob), Role.VIEWER)
    remove(mia, member_of(bob))
    logged = AuditEntry.objects.filter(workspace=team).values_list("actor", "verb", "about")
    assert list(logged)[:2] == [
        ("mia@example.org", "person.removed", "bob@example.org"),
        ("alice@example.org", "person.role_changed", "bob@example.org to viewer"),
    ]
