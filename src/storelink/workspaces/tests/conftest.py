"""The cast: Alice owns, Bob is a member, Mia manages, Vera views, Charlie is a stranger."""

import pytest

from storelink.workspaces.create import create
from storelink.workspaces.models import Membership, Role
from storelink.workspaces.people import add_person

PASSWORD = "a long enough password"


@pytest.fixture(autouse=True)
def _quick(settings):
    """Nothing here is about how passwords are kept."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def alice(db):
    return add_person("alice@example.org", PASSWORD, name="Alice")


@pytest.fixture
def team(alice):
    return create(alice, "Team")


@pytest.fixture
def join(team):
    """Somebody who is in the team as …"""

    def joined(name, role):
        person = add_person(f"{name}@example.org", PASSWORD, name=name.title())
        Membership.objects.create(workspace=team, user=person, role=role)
        return person

    return joined


@pytest.fixture
def mia(join):
    return join("mia", Role.MANAGER)


@pytest.fixture
def bob(join):
    return join("bob", Role.MEMBER)


@pytest.fixture
def charlie(db):
    return add_person("charlie@example.org", PASSWORD)


@pytest.fixture
def member_of(team):
    """The membership of a person in the team."""
    return lambda person: Membership.objects.get(workspace=team, user=person)
