"""Who may open which address: every one of them, for everybody.

The cast looks at Alice's personal workspace. Mia manages it, Bob is a member, Vera views. Charlie
is a stranger. Nia is in Growth, with which the account is shared; Otto is in Support, whose share
has expired. A new address fails the last test until it stands in the table.
"""

import base64
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from storelink.integrations import vault as vaults
from storelink.products.models import Share
from storelink.workspaces.create import create
from storelink.workspaces.invite import invite
from storelink.workspaces.models import Membership, Role
from storelink.workspaces.people import add_person

PEOPLE = ("alice", "mia", "bob", "vera", "charlie", "nia", "otto", "nobody")
"""Owner, manager, member, viewer, stranger, shared with, with an expired share, signed out."""
OK, DENIED, GONE, SIGN_IN, BAD = "ok", "denied", "gone", "sign in", "bad"
ANSWERS = {OK: {200, 302, 422}, DENIED: {403}, GONE: {404, 410}, SIGN_IN: {302}, BAD: {400}}

EVERYBODY = (OK,) * 8
SIGNED_IN = (*(OK,) * 7, SIGN_IN)
MEMBERS = (OK, OK, OK, OK, GONE, GONE, GONE, SIGN_IN)
WORKERS = (OK, OK, OK, DENIED, GONE, GONE, GONE, SIGN_IN)
"""Those who may ask for fresh data."""
MANAGERS = (OK, OK, DENIED, DENIED, GONE, GONE, GONE, SIGN_IN)
OWNERS = (OK, DENIED, DENIED, DENIED, GONE, GONE, GONE, SIGN_IN)
WHERE_THEY_ARE = (OK, OK, DENIED, DENIED, OK, OK, OK, SIGN_IN)
"""For managers of the workspace in use: strangers are at work in their own, not in Alice's."""
VIEWERS_OF_DATA = (OK, OK, OK, OK, GONE, OK, GONE, SIGN_IN)

TABLE = {
    ("get", "overview"): SIGNED_IN,
    ("get", "start"): SIGNED_IN,
    ("get", "analytics"): SIGNED_IN,
    ("get", "app"): VIEWERS_OF_DATA,
    ("get", "series_csv"): VIEWERS_OF_DATA,
    ("get", "breakdown_csv"): VIEWERS_OF_DATA,
    ("get", "account_figures"): VIEWERS_OF_DATA,
    ("get", "account_series_csv"): VIEWERS_OF_DATA,
    ("get", "account_breakdown_csv"): VIEWERS_OF_DATA,
    ("get", "integrations"): SIGNED_IN,
    ("get", "integrations_shared"): SIGNED_IN,
    ("get", "share"): WHERE_THEY_ARE,
    ("post", "share"): WHERE_THEY_ARE,
    ("get", "share_limits"): MANAGERS,
    ("post", "share_limits"): MANAGERS,
    ("get", "account_status"): MEMBERS,
    ("get", "first_sync"): MEMBERS,
    ("get", "first_sync_progress"): MEMBERS,
    ("get", "doctor"): MEMBERS,
    ("post", "doctor_test"): MANAGERS,
    ("get", "choose_apps"): MANAGERS,
    ("post", "choose_apps"): MANAGERS,
    ("get", "delete"): MANAGERS,
    ("post", "delete"): MANAGERS,
    ("get", "reload"): MANAGERS,
    ("post", "reload"): MANAGERS,
    ("get", "request_reports"): MANAGERS,
    ("post", "request_reports"): MANAGERS,
    ("post", "pause"): MANAGERS,
    ("post", "resume"): MANAGERS,
    ("post", "update"): MANAGERS,
    ("post", "rename"): MANAGERS,
    ("post", "sync_now"): WORKERS,
    ("post", "connect"): WHERE_THEY_ARE,
    ("get", "notifications"): SIGNED_IN,
    ("post", "notifications_read"): SIGNED_IN,
    ("get", "notification_settings"): SIGNED_IN,
    ("post", "notification_settings"): SIGNED_IN,
    ("post", "ask"): VIEWERS_OF_DATA,
    ("post", "first_sync_mail"): MEMBERS,
    ("get", "workspaces"): SIGNED_IN,
    ("get", "workspace"): MEMBERS,
    ("post", "workspace_use"): MEMBERS,
    ("post", "workspace_rename"): MANAGERS,
    ("get", "workspace_leave"): MEMBERS,
    ("post", "workspace_second_step"): OWNERS,
    ("post", "invite"): MANAGERS,
    ("post", "invitation_withdraw"): MANAGERS,
    ("post", "member_role"): MANAGERS,
    ("post", "member_remove"): MANAGERS,
    ("get", "activity"): MANAGERS,
    ("get", "activity_csv"): MANAGERS,
    ("get", "outgoing"): MANAGERS,
    ("get", "outgoing_csv"): MANAGERS,
    ("get", "account"): SIGNED_IN,
    ("get", "sessions"): SIGNED_IN,
    ("get", "account_email"): SIGNED_IN,
    ("get", "account_change_password"): SIGNED_IN,
    ("get", "account_set_password"): SIGNED_IN,
    ("get", "account_reauthenticate"): SIGNED_IN,
    ("get", "mfa_list_webauthn"): SIGNED_IN,
    ("get", "mfa_add_webauthn"): SIGNED_IN,
    ("get", "mfa_activate_totp"): SIGNED_IN,
    ("get", "join"): EVERYBODY,
    ("get", "account_login"): EVERYBODY,
    ("get", "account_logout"): EVERYBODY,
    ("get", "account_signup"): EVERYBODY,
    ("get", "account_inactive"): EVERYBODY,
    ("get", "account_reset_password"): EVERYBODY,
    ("get", "account_reset_password_done"): EVERYBODY,
    ("get", "account_reset_password_from_key_done"): EVERYBODY,
    ("get", "account_reset_password_from_key"): EVERYBODY,
    ("get", "account_email_verification_sent"): EVERYBODY,
    ("get", "account_confirm_email"): EVERYBODY,
    ("get", "mfa_authenticate"): EVERYBODY,
    ("get", "live"): EVERYBODY,
    ("get", "ready"): EVERYBODY,
    ("get", "set_up"): (GONE,) * 8,
    ("get", "code_link"): (GONE,) * 8,
    ("get", "connect_step"): (*(OK,) * 7, SIGN_IN),
}
ELSEWHERE = {
    "connect_update_instead": "test_held: of a conversation, which is its beginner's alone",
    "verify": "test_verify: only accounts whose console can be verified have it",
    "code_link_new": "test_verify: of a conversation, which is its beginner's alone",
    "code_standing": "test_verify: the same",
    "connect_return": "test_connect: the same",
    "workspace_create": "test_workspaces: everybody who is signed in",
    "mfa_index": "the same address as account",
    "mfa_reauthenticate": "test_second_step: of the person who has a second step",
    "mfa_reauthenticate_webauthn": "test_second_step: the same",
    "mfa_deactivate_totp": "test_second_step: the same",
    "mfa_view_recovery_codes": "test_second_step: the same",
    "mfa_generate_recovery_codes": "test_second_step: the same",
    "mfa_download_recovery_codes": "test_second_step: the same",
    "mfa_login_webauthn": "the sign-in library's: gives a challenge to whoever asks",
    "mfa_remove_webauthn": "the sign-in library's: of the person whose passkey it is",
    "mfa_edit_webauthn": "the same",
}
"""Addresses that the table cannot hold → where they are tested."""


@pytest.fixture(autouse=True)
def _vault(monkeypatch):
    """A key from outside: one is not made where something is sealed already."""
    monkeypatch.setenv("STORELINK_VAULT_KEY", base64.b64encode(bytes(range(32))).decode())
    vaults.vault.cache_clear()
    yield
    vaults.vault.cache_clear()


@pytest.fixture
def cast(integration, app, alice, bob, vera, charlie, workspace):
    """Everybody, and the two shares."""
    people = {"alice": alice, "bob": bob, "vera": vera, "charlie": charlie}
    for name in ("mia", "nia", "otto"):
        people[name] = add_person(f"{name}@example.org", "a long enough password", name=name)
    Membership.objects.create(workspace=workspace, user=people["mia"], role=Role.MANAGER)
    for name, expires_at in (("nia", None), ("otto", datetime.now(UTC) - timedelta(seconds=1))):
        Share.objects.create(
            integration=integration, workspace=people[name].personal_workspace,
            shared_by=alice, expires_at=expires_at,
        )  # fmt: skip
    cache.clear()
    return people


@pytest.fixture
def arguments(integration, app, provider, alice, bob, workspace):
    """What the addresses name. All of it is in Alice's workspace."""
    invitation, token = invite(alice, workspace, "new@example.org", Role.VIEWER)
    member = bob.memberships.get(workspace=workspace).pk
    account = {"pk": integration.pk}
    space = {"pk": workspace.pk}
    share = Share.objects.create(
        integration=integration, workspace=create(alice, "Partners"), shared_by=alice
    )
    return {
        **{name: {"pk": app.pk} for name in ("app", "series_csv", "breakdown_csv")},
        **dict.fromkeys(
            ("account_status", "first_sync", "first_sync_mail", "first_sync_progress", "ask",
             "account_figures", "account_series_csv", "account_breakdown_csv",
             "delete", "pause", "resume", "choose_apps", "doctor", "doctor_test",
             "reload", "request_reports", "update", "rename",
             "sync_now"), account),
        **dict.fromkeys(
            ("workspace", "workspace_use", "workspace_rename", "workspace_leave", "invite",
             "workspace_second_step", "activity", "activity_csv", "outgoing", "outgoing_csv"),
            space),
        "share_limits": {"pk": share.pk},
        "invitation_withdraw": {**space, "invitation": invitation.pk},
        "member_role": {**space, "member": member},
        "member_remove": {**space, "member": member},
        "connect": {"console": provider.key},
        "connect_step": {"console": provider.key, "talk": 1, "step": "made-up"},
        "join": {"token": token},
        "set_up": {"token": "made-up"},
        "code_link": {"secret": "made-up"},
        "account_confirm_email": {"key": "made-up"},
        "account_reset_password_from_key": {"uidb36": "1", "key": "made-up"},
    }  # fmt: skip


FORMS = {
    "workspace_rename": {"name": "Another name"},
    "rename": {"name": "Another name"},
    "reload": {"first": "2026-11-01"},
    "invite": {"email": "somebody@example.org", "role": "viewer"},
    "member_role": {"role": "viewer"},
}
SEALED = b"sealed-for-nobody"
"""What the fixture's credential is stored as: it stands in no answer to anybody."""
SIGNS_IN_AT = ("/accounts/login/", "/accounts/reauthenticate/")


@contextmanager
def undone():
    """What is done within is taken back, so that each of the cast finds the same."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def trouble(answer, expected):
    """Why the answer is not the one that stands in the table; empty where it is."""
    if answer.status_code not in ANSWERS[expected]:
        return f"{answer.status_code} instead of {expected}"
    if expected == SIGN_IN and not answer.headers["Location"].startswith(SIGNS_IN_AT):
        return f"led to {answer.headers['Location']}"
    if SEALED in answer.getvalue():
        return "shows what is sealed"
    if expected in {DENIED, GONE} and "Brightside Labs" in answer.content.decode():
        return "the refusal names the account"
    return ""


@pytest.mark.parametrize(
    ("method", "name"), [pytest.param(*key, id=f"{key[0]}-{key[1]}") for key in TABLE]
)
def test_the_table(method, name, cast, arguments, as_):
    path = reverse(name, kwargs=arguments.get(name, {}))
    wrong = {}
    for who, expected in zip(PEOPLE, TABLE[method, name], strict=True):
        with undone():
            signed_out = Client(raise_request_exception=False)
            browser = signed_out if who == "nobody" else as_(cast[who])
            answer = getattr(browser, method)(path, FORMS.get(name, {}))
        wrong[who] = trouble(answer, expected)
    assert {who: why for who, why in wrong.items() if why} == {}


def names(patterns):
    for one in patterns:
        if isinstance(one, URLPattern):
            yield one.name
        else:
            yield from names(one.url_patterns)


def test_every_address_stands_in_the_table():
    known = {name for _, name in TABLE} | set(ELSEWHERE)
    found = set(names(get_resolver().url_patterns))
    assert found - known == set(), "say who may open them"
    assert known - found == set(), "these are gone"


def test_every_address_has_a_name():
    assert None not in set(names(get_resolver().url_patterns))
