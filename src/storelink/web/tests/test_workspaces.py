"""Workspaces and their people, on their pages."""

import re
import time

import pytest
from django.test import Client

from storelink.integrations.models import OutgoingCall
from storelink.web.tests.conftest import PASSWORD
from storelink.web.who import membership_of
from storelink.workspaces.create import create
from storelink.workspaces.invite import invite
from storelink.workspaces.models import AuditEntry, Invitation, Membership, Role, Workspace
from storelink.workspaces.people import add_person
from storelink.workspaces.permission import role_of

LIST = "/settings/workspaces/"


@pytest.fixture
def team(alice):
    return create(alice, "Growth")


@pytest.fixture
def page(team):
    return f"{LIST}{team.pk}/"


@pytest.fixture
def mia(team, charlie):
    Membership.objects.create(workspace=team, user=charlie, role=Role.MANAGER)
    return charlie


def test_a_workspace_is_made_and_worked_in(alice, as_, markup):
    client = as_(alice)
    made = client.post(f"{LIST}create/", {"name": "Support"})
    text = markup(client.get(made.headers["Location"]))
    assert "You are owner here" in text
    assert "Support</span>" in text.split('class="side"')[1].split("</nav>")[0]


def test_a_workspace_without_a_name_is_explained(alice, as_, markup):
    text = markup(as_(alice).post(f"{LIST}create/", {"name": " "}), 422)
    assert "Give the workspace a name." in text


def test_a_person_switches_between_workspaces(integration, team, alice, as_, markup):
    client = as_(alice)
    assert "Brightside Labs" in markup(client.get("/settings/integrations/"))
    client.post(f"{LIST}{team.pk}/use/")
    assert "Brightside Labs" not in markup(client.get("/settings/integrations/"))


def test_a_new_sign_in_opens_the_workspace_that_one_works_in(alice, team, as_):
    assert membership_of(as_(alice).get("/start/").wsgi_request).workspace != team
    as_(alice).post(f"{LIST}{team.pk}/use/")
    assert membership_of(as_(alice).get("/start/").wsgi_request).workspace == team


def test_an_invited_client_sees_its_data_and_not_an_empty_start(integration, app, workspace, as_):
    client = add_person("client@example.org", PASSWORD, name="Client")
    Membership.objects.create(workspace=workspace, user=client, role=Role.VIEWER)
    answer = as_(client).get("/")
    assert answer.status_code == 200
    assert membership_of(answer.wsgi_request).workspace == workspace


def test_who_has_data_of_their_own_begins_there(integration, team, alice, as_):
    answer = as_(alice).get("/start/")
    assert membership_of(answer.wsgi_request).workspace == integration.workspace


def test_who_was_removed_no_longer_works_in_it(team, mia, alice, as_, markup):
    browser = as_(mia)
    browser.post(f"{LIST}{team.pk}/use/")
    as_(alice).post(f"{LIST}{team.pk}/people/{mia.memberships.get(workspace=team).pk}/remove/")
    assert "Growth" not in markup(browser.get(LIST))
    assert browser.get(f"{LIST}{team.pk}/").status_code == 404


def test_an_invitation_goes_out_by_mail_and_its_link_is_not_shown(
    page, alice, as_, markup, settings, mailoutbox
):
    settings.EMAIL_HOST = "mail.example.org"
    client = as_(alice)
    client.post(f"{page}invite/", {"email": "nia@example.org", "role": "member"})
    text = markup(client.get(page))
    assert "nia@example.org" in text
    link = re.search(r"/join/\S+/", mailoutbox[0].body)
    assert link is not None
    assert link[0] not in text


def test_without_mail_the_link_is_shown_once(page, alice, as_, markup):
    client = as_(alice)
    text = markup(client.post(f"{page}invite/", {"email": "nia@example.org", "role": "member"}))
    assert "/join/" in text
    assert "/join/" not in markup(client.get(page))


def test_the_invited_person_makes_an_account_and_is_in(team, alice, markup):
    _, token = invite(alice, team, "nia@example.org", Role.MEMBER)
    browser = Client()
    assert "Growth" in markup(browser.get(f"/join/{token}/"))
    joined = browser.post(f"/join/{token}/", {"name": "Nia", "password": PASSWORD})
    assert joined.headers["Location"] == "/"
    assert "Nia" in markup(browser.get(f"{LIST}{team.pk}/"))
    assert Client().get(f"/join/{token}/").status_code == 410


def test_a_weak_password_is_explained_to_who_joins(team, alice, markup):
    _, token = invite(alice, team, "nia@example.org", Role.MEMBER)
    text = markup(Client().post(f"/join/{token}/", {"name": "Nia", "password": "short"}), 422)
    assert 'value="Nia"' in text
    assert "too short" in text


def test_who_is_signed_in_as_somebody_else_is_told_so(team, alice, charlie, as_, markup):
    _, token = invite(alice, team, "nia@example.org", Role.MEMBER)
    assert "You are signed in as charlie@example.org" in markup(as_(charlie).get(f"/join/{token}/"))
    assert as_(charlie).post(f"/join/{token}/").status_code == 403
    assert role_of(charlie, team) is None


def test_a_member_sees_people_but_no_way_to_change_them(workspace, bob, as_, markup):
    text = markup(as_(bob).get(f"{LIST}{workspace.pk}/"))
    assert "Alice Adams" in text
    for words in ("/role/", "/remove/", "/invite/", "/activity/"):
        assert words not in text


def test_a_manager_changes_a_role_but_makes_no_owner(team, page, mia, alice, as_, markup):
    mine = mia.memberships.get(workspace=team)
    assert as_(mia).post(f"{page}people/{mine.pk}/role/", {"role": "owner"}).status_code == 403
    assert as_(mia).post(f"{page}people/{mine.pk}/role/", {"role": "king"}).status_code == 400
    as_(alice).post(f"{page}people/{mine.pk}/role/", {"role": "viewer"})
    assert role_of(mia, team) is Role.VIEWER


def test_making_an_owner_asks_who_one_is(team, page, mia, alice, as_):
    browser = as_(alice, hours_ago=1)
    mine = mia.memberships.get(workspace=team)
    answer = browser.post(f"{page}people/{mine.pk}/role/", {"role": "owner"})
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    assert role_of(mia, team) is Role.MANAGER


def test_the_last_owner_who_leaves_is_warned_and_hands_over(team, page, mia, alice, as_, markup):
    client = as_(alice)
    text = markup(client.get(f"{page}leave/"))
    assert "You are its last owner." in text
    assert client.post(f"{page}leave/").status_code == 400
    successor = mia.memberships.get(workspace=team).pk
    client.post(f"{page}leave/", {"successor": successor})
    assert (role_of(alice, team), role_of(mia, team)) == (None, Role.OWNER)


def test_people_of_another_workspace_are_out_of_reach(team, page, bob, alice, as_):
    elsewhere = bob.memberships.get()
    assert as_(alice).post(f"{page}people/{elsewhere.pk}/remove/").status_code == 404
    assert Membership.objects.filter(pk=elsewhere.pk).exists()


def test_an_invitation_is_withdrawn(team, page, alice, as_):
    made, token = invite(alice, team, "nia@example.org", Role.MEMBER)
    as_(alice).post(f"{page}invitations/{made.pk}/withdraw/")
    assert not Invitation.objects.exists()
    assert Client().get(f"/join/{token}/").status_code == 410


def test_the_log_tells_who_what_and_from_where(team, page, alice, as_, markup):
    client = as_(alice)
    client.post(f"{page}rename/", {"name": "Growth II"})
    text = markup(client.get(f"{page}activity/?q=growth"))
    for words in ("alice@example.org", "renamed the workspace", "Growth to Growth II", "127.0.0.1"):
        assert words in text
    assert "Nothing found" in markup(client.get(f"{page}activity/?q=nothing-like-it"))


def test_the_log_is_taken_along_without_formulas(team, page, alice, as_, markup):
    AuditEntry.objects.create(
        workspace=team, actor="=cmd()", verb="person.left", came_from="x", number=1000
    )
    text = markup(as_(alice).get(f"{page}activity.csv"))
    assert "'=cmd()" in text
    assert AuditEntry.objects.filter(verb="audit.exported", workspace=team).exists()


def test_calls_to_the_stores_are_shown_searched_and_taken_along(
    integration, app, workspace, alice, as_, markup
):
    OutgoingCall.objects.create(
        workspace=workspace, integration=integration, provider=integration.provider,
        credential="api_key 2X9R4HXF34", method="GET", host="store.example.org",
        path=f"/v1/apps/{app.store_id}/reports", status=403, took_ms=12,
    )  # fmt: skip
    page = f"{LIST}{workspace.pk}/calls"
    text = markup(as_(alice).get(f"{page}/?q=403"))
    for words in ("Brightside Labs", "2X9R4HXF34", "/reports", "403 · 12 ms", app.name):
        assert words in text.split("<tbody>")[1]
    assert "Nothing found" in markup(as_(alice).get(f"{page}/?q=404"))
    assert f"/v1/apps/{app.store_id}/reports,403,12" in markup(as_(alice).get(f"{page}.csv"))


def test_files_that_are_taken_along_are_in_the_log(app, alice, as_):
    as_(alice).get(f"/analytics/{app.pk}/series.csv")
    assert AuditEntry.objects.filter(verb="figures.exported", about=app.name).exists()


def test_names_are_text_and_never_markup(team, page, alice, as_, markup):
    Workspace.objects.filter(pk=team.pk).update(name="<img src=x>")
    text = markup(as_(alice).get(page)) + markup(as_(alice).get(LIST))
    assert "<img" not in text


def test_a_sign_in_is_fresh_for_ten_minutes(alice, as_):
    browser = as_(alice)
    (record,) = browser.session["account_authentication_methods"]
    assert time.time() - record["at"] < 600
