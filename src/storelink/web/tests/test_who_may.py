"""Every page for who is signed out, a stranger, a viewer and the owner."""

import pytest
from django.test import Client

from storelink.integrations.models import Credential, Integration
from storelink.workspaces.models import AuditEntry

PAGES = ["/", "/start/", "/analytics/", "/settings/integrations/"]
OF_AN_ACCOUNT = ["status", "first-sync", "first-sync/progress", "delete"]
CHANGES = ["update", "pause", "resume", "delete"]


@pytest.mark.parametrize("path", PAGES)
def test_who_is_signed_out_is_asked_to_sign_in(path, db):
    assert Client().get(path).headers["Location"] == f"/accounts/login/?next={path}"


def test_who_is_signed_out_learns_nothing_of_accounts(integration, app):
    for path in (f"/settings/integrations/{integration.pk}/delete/", f"/analytics/{app.pk}/"):
        assert "/accounts/login/" in Client().get(path).headers["Location"]


@pytest.mark.parametrize("part", OF_AN_ACCOUNT)
def test_a_stranger_finds_nothing(part, integration, charlie, as_):
    answer = as_(charlie).get(f"/settings/integrations/{integration.pk}/{part}/")
    assert answer.status_code == 404
    assert integration.name not in answer.content.decode()


def test_a_stranger_finds_no_app(app, charlie, as_):
    for path in ("", "series.csv", "breakdown.csv"):
        assert as_(charlie).get(f"/analytics/{app.pk}/{path}").status_code == 404


@pytest.mark.parametrize("part", [*CHANGES, "sync"])
def test_a_stranger_changes_nothing(part, integration, charlie, as_):
    answer = as_(charlie).post(f"/settings/integrations/{integration.pk}/{part}/")
    assert answer.status_code == 404
    assert Integration.objects.get().paused_at is None
    assert Credential.objects.exists()


@pytest.mark.parametrize("part", [*CHANGES, "sync"])
def test_a_viewer_changes_nothing(part, integration, vera, as_):
    answer = as_(vera).post(f"/settings/integrations/{integration.pk}/{part}/")
    assert answer.status_code == 403
    assert "needs the role" in answer.content.decode()
    assert Credential.objects.exists()


def test_a_viewer_sees_accounts_without_buttons_that_change(integration, vera, as_, markup):
    text = markup(as_(vera).get("/settings/integrations/"))
    assert "Brightside Labs" in text
    assert "/delete/" not in text
    assert "/update/" not in text
    assert "Connect my apps" not in text


def test_a_viewer_connects_nothing(provider, integration, vera, as_):
    assert as_(vera).post(f"/settings/integrations/connect/{provider.key}/").status_code == 403


def test_a_member_may_ask_for_fresh_data(integration, bob, as_):
    before = integration.due_at
    answer = as_(bob).post(f"/settings/integrations/{integration.pk}/sync/")
    assert answer.status_code == 302
    integration.refresh_from_db()
    assert integration.due_at < before


@pytest.mark.parametrize("path", PAGES[1:])
def test_the_owner_sees_every_page(path, integration, alice, as_):
    assert as_(alice).get(path).status_code in {200, 302}


@pytest.mark.parametrize("part", [*CHANGES[:3], "sync"])
def test_nothing_changes_by_looking(part, integration, alice, as_):
    answer = as_(alice).get(f"/settings/integrations/{integration.pk}/{part}/")
    assert answer.status_code == 405


def test_every_change_wants_the_form_s_own_word(integration, alice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.post(f"/settings/integrations/{integration.pk}/pause/")
    assert answer.status_code == 403
    assert "too old to be sent" in answer.content.decode()


def test_a_stranger_s_reach_is_in_the_log_of_what_was_reached_for(
    integration, workspace, charlie, as_
):
    answer = as_(charlie).get(f"/settings/integrations/{integration.pk}/delete/?token=secret")
    assert answer.status_code == 404
    told = AuditEntry.objects.get(verb="access.refused")
    assert (told.workspace, told.actor) == (workspace, charlie.email)
    assert (told.about, told.came_from) == (f"delete {integration.pk}", "127.0.0.1")


def test_what_does_not_exist_is_in_no_log(db, charlie, as_):
    assert as_(charlie).get("/settings/integrations/999999/delete/").status_code == 404
    assert not AuditEntry.objects.filter(verb="access.refused").exists()
