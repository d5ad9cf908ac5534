"""The cast: Alice owns, Bob is a member, Vera views, Charlie is a stranger."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from storelink.integrations.models import Credential, Integration, ReportState
from storelink.products.models import App
from storelink.providers.registry import providers
from storelink.web.tests.spaces import spaceless
from storelink.workspaces.models import Membership, Role
from storelink.workspaces.people import add_person

PASSWORD = "a long enough password"


@pytest.fixture(autouse=True)
def _apart(settings, tmp_path):
    """No setting of the machine, and no file outside the test's folder."""
    settings.HOME = tmp_path
    settings.DATA_URL = str(tmp_path / "data")
    settings.IS_DEMO = False
    settings.SUPPORT_URL = ""
    # A quick hash: nothing here is about how passwords are kept.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def alice(db):
    return add_person("alice@example.org", PASSWORD, name="Alice Adams")


@pytest.fixture
def workspace(alice):
    return alice.personal_workspace


def _member(workspace, name, role):
    person = add_person(f"{name.lower()}@example.org", PASSWORD, name=name)
    person.personal_workspace.delete()
    Membership.objects.create(workspace=workspace, user=person, role=role)
    return person


@pytest.fixture
def bob(workspace):
    return _member(workspace, "Bob", Role.MEMBER)


@pytest.fixture
def vera(workspace):
    return _member(workspace, "Vera", Role.VIEWER)


@pytest.fixture
def charlie(db):
    return add_person("charlie@example.org", PASSWORD, name="Charlie")


@pytest.fixture
def as_():
    """A browser in which somebody has signed in, just now or some hours ago."""

    def browser(person, hours_ago=0):
        client = Client(raise_request_exception=False)
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.session
        session["account_authentication_methods"] = [
            {"method": "password", "at": time.time() - hours_ago * 3600}
        ]
        session["account_authentication_methods_user"] = str(person.pk)
        session.save()
        return client

    return browser


@pytest.fixture
def provider():
    return providers()[0]


@pytest.fixture
def integration(alice, workspace, provider):
    one = Integration.objects.create(
        workspace=workspace, provider=provider.key, account_id="57246542", name="Brightside Labs",
        connected_by=alice, first_synced_at=datetime(2026, 3, 3, tzinfo=UTC),
        due_at=datetime.now(UTC) + timedelta(hours=3),
    )  # fmt: skip
    Credential.objects.create(
        integration=one, kind=provider.credential_kinds[0].key, public_id="2X9R4HXF34",
        sealed="sealed-for-nobody", facts={"roles": ["ADMIN"]},
    )  # fmt: skip
    for report in provider.reports:
        ReportState.objects.create(
            integration=one, report=report.key, outcome="complete",
            loaded_at=datetime.now(UTC) - timedelta(hours=2),
            checked_at=datetime.now(UTC) - timedelta(hours=2),
            first_completed_at=datetime(2026, 3, 3, tzinfo=UTC),
        )  # fmt: skip
    return one


@pytest.fixture
def app(integration):
    return App.objects.create(
        integration=integration, store_id="1440001", name="Tidewater: Surf Forecast",
        bundle_id="example.brightside.tidewater",
    )  # fmt: skip


@pytest.fixture
def markup():
    """The text of an answer, which must be a whole success; see `spaces`."""

    def text(response, status=200):
        found = response.content.decode()
        assert response.status_code == status, found[:2000]
        return spaceless(found)

    return text
