import pytest
from django.test import Client

from storelink.workspaces.models import User
from storelink.workspaces.set_up import set_up_token

pytestmark = pytest.mark.django_db
GIVEN = {"email": "alice@example.org", "name": "Alice", "password": "a long enough password"}


def test_the_link_makes_the_owner_and_signs_her_in():
    client = Client()
    answer = client.post(f"/setup/{set_up_token()}/", GIVEN)
    assert answer.headers["Location"] == "/start/"
    assert client.get("/start/").status_code == 200
    assert User.objects.get().personal_workspace.memberships.get().role == "owner"


def test_the_link_works_once():
    link = f"/setup/{set_up_token()}/"
    Client().post(link, GIVEN)
    assert Client().get(link).status_code == 410
    assert Client().post(link, {**GIVEN, "email": "mallory@example.org"}).status_code == 410
    assert User.objects.count() == 1


def test_an_empty_server_says_where_its_set_up_link_is(client):
    assert "creates the first one" in client.get("/accounts/login/").content.decode()
    client.post(f"/setup/{set_up_token()}/", GIVEN)
    assert "creates the first one" not in Client().get("/accounts/login/").content.decode()


def test_a_made_up_link_opens_nothing():
    for answer in (Client().get("/setup/made-up/"), Client().post("/setup/made-up/", GIVEN)):
        assert answer.status_code == 410
        assert "set-up link can’t be used any more" in answer.content.decode()
    assert not User.objects.exists()


def test_a_weak_password_is_explained_and_the_rest_is_kept():
    answer = Client().post(f"/setup/{set_up_token()}/", {**GIVEN, "password": "short"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="alice@example.org"' in text
    assert 'aria-describedby="password-hint password-err"' in text
    assert "short" not in text.replace("too short", "")


def test_signing_up_is_closed():
    assert "Sign-up is closed" in Client().get("/accounts/signup/").content.decode()
    Client().post("/accounts/signup/", {"email": "m@example.org", "password1": "x" * 20})
    assert not User.objects.exists()
