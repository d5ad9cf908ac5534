"""The cast: Alice owns, Bob is a member, Vera views, Charlie is a stranger. The store is a stand
that sells lemonade, so that the verbs are tested without any one console."""

import pytest

from storelink.integrations import storage
from storelink.integrations import vault as vaults
from storelink.integrations.connect import answer, begin
from storelink.providers import registry
from storelink.workspaces.models import Membership, Role
from storelink.workspaces.people import add_person
from tests import lemonade_stand

PASSWORD = "correct horse battery staple"


@pytest.fixture(autouse=True)
def home(tmp_path, settings, monkeypatch):
    """A home of its own, with a vault of its own, and the stand as the only store."""
    settings.HOME = tmp_path
    settings.DATA_URL = str(tmp_path / "data")
    settings.SIMULATOR_URL = ""
    forget()
    monkeypatch.setattr(registry, "found", lambda: (lemonade_stand.provider,))
    yield tmp_path
    forget()


def forget():
    for one in (vaults.vault, storage.files, storage.warehouse):
        one.cache_clear()


@pytest.fixture
def alice(db):
    return add_person("alice@example.com", PASSWORD, name="Alice")


@pytest.fixture
def workspace(alice):
    return alice.personal_workspace


def _member(workspace, email, role):
    person = add_person(email, PASSWORD)
    Membership.objects.create(workspace=workspace, user=person, role=role)
    return person


@pytest.fixture
def bob(workspace):
    return _member(workspace, "bob@example.com", Role.MEMBER)


@pytest.fixture
def vera(workspace):
    return _member(workspace, "vera@example.com", Role.VIEWER)


@pytest.fixture
def charlie(db):
    return add_person("charlie@example.com", PASSWORD)


@pytest.fixture
def connected(alice, workspace):
    """Lou's lemonade, connected by Alice."""
    attempt, _ = begin(alice, workspace, lemonade_stand.KEY, "recipe")
    return answer(alice, attempt.pk, {"recipe": lemonade_stand.RECIPE})
