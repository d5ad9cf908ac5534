"""A workspace that asks for a second step: who has none is led to set one up, and sees nothing."""

import pytest
from allauth.mfa.models import Authenticator

from storelink.workspaces.models import AuditEntry, Membership, Role
from storelink.workspaces.people import add_person


def give_second_step(person):
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})


@pytest.fixture
def nia(workspace):
    """Of the workspace, and with one of her own too."""
    person = add_person("nia@example.org", "a long enough password", name="Nia")
    Membership.objects.create(workspace=workspace, user=person, role=Role.MANAGER)
    return person


@pytest.fixture
def asked(workspace):
    workspace.requires_second_step = True
    workspace.save()
    return workspace


def pages_of(workspace, integration, app):
    return (
        f"/analytics/{app.pk}/", f"/analytics/{app.pk}/series.csv",
        f"/settings/integrations/{integration.pk}/status/",
        f"/settings/integrations/{integration.pk}/delete/",
        f"/settings/workspaces/{workspace.pk}/",
        f"/settings/workspaces/{workspace.pk}/activity.csv",
    )  # fmt: skip


def test_who_has_none_is_led_to_set_one_up_and_sees_nothing(
    asked, integration, app, nia, as_, markup
):
    browser = as_(nia)
    for path in pages_of(asked, integration, app):
        assert browser.get(path).headers["Location"] == f"/settings/account/?for={asked.pk}"
    browser.post(f"/settings/workspaces/{asked.pk}/use/")
    text = markup(browser.get(f"/settings/account/?for={asked.pk}"))
    assert "asks for a second step" in text
    assert app.name not in text


def test_with_nothing_else_every_page_of_data_leads_there(asked, integration, app, bob, as_):
    for path in ("/", "/start/", "/analytics/", "/settings/integrations/",
                 "/settings/integrations/share/", "/settings/integrations/shared/"):  # fmt: skip
        assert as_(bob).get(path).headers["Location"].startswith("/settings/account/?for=")
    assert as_(bob).get("/settings/workspaces/").status_code == 200


def test_once_it_is_set_up_the_workspace_opens(asked, integration, app, nia, as_):
    give_second_step(nia)
    for path in pages_of(asked, integration, app):
        assert as_(nia).get(path).status_code == 200


def test_recovery_codes_alone_are_no_second_step(asked, integration, nia, as_):
    Authenticator.objects.create(user=nia, type=Authenticator.Type.RECOVERY_CODES, data={})
    answer = as_(nia).get(f"/settings/integrations/{integration.pk}/status/")
    assert answer.status_code == 302


def test_other_workspaces_stay_open_and_one_may_leave(asked, nia, as_):
    assert as_(nia).get("/settings/integrations/").status_code == 200
    leave = f"/settings/workspaces/{asked.pk}/leave/"
    assert as_(nia).get(leave).status_code == 200
    as_(nia).post(leave)
    assert not Membership.objects.filter(workspace=asked, user=nia).exists()


def test_the_owner_switches_it_on_with_a_second_step_of_their_own(workspace, alice, as_, markup):
    path = f"/settings/workspaces/{workspace.pk}/second-step/"
    assert "Set up your own" in markup(as_(alice).post(path, {"required": "yes"}), 422)
    give_second_step(alice)
    as_(alice).post(path, {"required": "yes"})
    workspace.refresh_from_db()
    assert workspace.requires_second_step
    as_(alice).post(path, {"required": "no"})
    workspace.refresh_from_db()
    assert not workspace.requires_second_step
    verbs = AuditEntry.objects.filter(verb__startswith="second_step.").values_list(
        "verb", flat=True
    )
    assert sorted(verbs) == ["second_step.not_required", "second_step.required"]


def test_changing_it_asks_who_one_is(workspace, alice, as_):
    path = f"/settings/workspaces/{workspace.pk}/second-step/"
    answer = as_(alice, hours_ago=1).post(path, {"required": "yes"})
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")


def test_the_owner_is_told_who_has_none(workspace, alice, bob, as_, markup):
    give_second_step(alice)
    text = markup(as_(alice).get(f"/settings/workspaces/{workspace.pk}/"))
    assert "No second step yet: Bob" in text
