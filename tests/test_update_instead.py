"""The same account connected a second time: the page offers to update the one that is here, and a
press of its button does. Two accounts, one of each store; only the one that is meant changes."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import pytest

from storelink.cli.command import main
from storelink.cli.exits import Exit
from storelink.integrations.models import ConnectAttempt, Credential, Integration, ReportState
from storelink.integrations.rename import rename
from storelink.products.models import App, Share
from storelink.products.share import Terms, share
from storelink.workspaces.models import User, Workspace
from tests.apple_id_page import Page, page, signed_in, simulator
from tests.test_play_console import decide, visit
from tests.test_update_in_place import both, connect, secret

__all__ = ["both", "page", "simulator"]

APPLE, PLAY = "app_store_connect", "google_play"


def apple_key(page: Page, role: str) -> dict[str, str]:
    keys = page.simulator.get("keys")["keys"]
    found = next(key for key in keys if key["role"] == role and key["kind"] == "team")
    names = ("issuer_id", "key_id", "private_key", "vendor_number")
    return {name: str(found[name]) for name in names}


def google_key(page: Page, kind: str) -> dict[str, str]:
    told = page.simulator.get("google-keys")
    key = next(one["service_account"] for one in told["keys"] if one["kind"] == kind)
    return {"service_account": json.dumps(key), "buckets": told["bucket_uri"]}


def given_again(page: Page, store: str) -> dict[str, str]:
    """Another credential of the account that is connected."""
    return apple_key(page, "FINANCE") if store == APPLE else google_key(page, "admin")


KIND = {APPLE: "api_key", PLAY: "service_account"}


@dataclass
class Kept:
    """What must be there afterwards as it was."""

    account: Integration
    share: Share
    app: App
    state: ReportState

    def is_as_it_was(self) -> bool:
        shared = Share.objects.get(integration=self.account)
        app = App.objects.get(integration=self.account)
        state = ReportState.objects.get(integration=self.account)
        return (
            (shared.pk, app.pk, state.pk) == (self.share.pk, self.app.pk, self.state.pk)
            and state.done == self.state.done
            and Integration.objects.get(pk=self.account.pk).name == self.account.name
        )


@pytest.fixture
def accounts(page, both) -> dict[str, Kept]:
    """Both with a name of their own, shared, with an app and figures."""
    owner = User.objects.get()
    other = Workspace.objects.create(name="Agency")
    other.memberships.create(user=owner, role="owner")
    found = {}
    for one, name in zip(both, ("Games", "Tools"), strict=True):
        rename(owner, one, name)
        found[one.provider] = Kept(
            Integration.objects.get(pk=one.pk),
            share(owner, one, other, Terms(hides_money=True)),
            App.objects.create(integration=one, store_id=f"app of {name}", name=name),
            ReportState.objects.create(integration=one, report="sales", done=7, planned=7),
        )
    return found


def connected_again(page: Page, store: str, fields: dict[str, str]) -> str:
    """What the page says in the end, as HTML."""
    path = f"/settings/integrations/connect/{store}/"
    page.path = page.browser.post(path, {"kind": KIND[store]}).headers["Location"]
    answer = page.browser.post(page.path, {**fields, "name": "Another name"})
    return answer.content.decode()


def address(account: Integration) -> str:
    return f"/settings/integrations/?open={account.pk}#account-{account.pk}"


def button(html: str) -> str:
    """Where “Update it” leads."""
    forms = re.findall(
        r'<form[^>]*action="([^"]+/update-instead/[^"]+)"(.*?)</form>', html, re.DOTALL
    )
    [(address, content)] = forms
    assert "Update it" in content
    return str(address)


@pytest.mark.parametrize("store", [APPLE, PLAY])
def test_the_button_updates_the_account_in_place(page, accounts, store) -> None:
    one = accounts[store]
    other = next(kept for key, kept in accounts.items() if key != store)
    before, others = secret(one.account), secret(other.account)
    fields = given_again(page, store)
    html = connected_again(page, store, fields)
    named = fields.get("key_id") or json.loads(fields["service_account"])["client_email"]
    assert f"{one.account.name} is already connected by you. Update it instead?" in html
    assert secret(one.account) == before, "nothing is changed before the press"
    answer = page.browser.post(button(html))
    assert answer.headers["Location"] == address(one.account)
    shown = page.browser.get(answer.headers["Location"]).content.decode()
    assert f"{one.account.name} is updated. Its history stays." in shown
    credential = Credential.objects.get(integration=one.account)
    assert credential.public_id == named, "the key that was given is the one in use"
    assert secret(one.account) != before
    assert one.is_as_it_was()
    assert other.is_as_it_was()
    assert secret(other.account) == others
    assert Integration.objects.count() == 2


def test_a_second_press_changes_nothing(page, accounts) -> None:
    html = connected_again(page, PLAY, given_again(page, PLAY))
    page.browser.post(button(html))
    after = secret(accounts[PLAY].account)
    answer = page.browser.post(button(html))
    assert answer.headers["Location"] == "/settings/integrations/"
    assert secret(accounts[PLAY].account) == after
    assert not ConnectAttempt.objects.filter(provider=PLAY).exists()


def test_nobody_else_may_press_it(page, accounts, django_user_model) -> None:
    html = connected_again(page, APPLE, given_again(page, APPLE))
    before = secret(accounts[APPLE].account)
    mallory = django_user_model.objects.create_user("mallory@example.com", password="x" * 12)
    signed_in(mallory).post(button(html))
    assert secret(accounts[APPLE].account) == before


def test_no_secret_stands_on_the_page_that_offers_it(page, accounts) -> None:
    fields = given_again(page, APPLE)
    html = connected_again(page, APPLE, fields)
    assert fields["private_key"].split("\n")[1] not in html


# --- the other way in to an account that is here, and what the account's page lists


def test_another_way_in_is_added_and_all_are_listed(page, accounts) -> None:
    account = accounts[PLAY].account
    given: dict[str, Any] = page.simulator.get("google-keys")
    page.browser.defaults["SERVER_NAME"] = "127.0.0.1"  # where a real browser would be
    path = f"/settings/integrations/connect/{PLAY}/"
    page.path = page.browser.post(path, {"kind": "oauth"}).headers["Location"]
    client = json.dumps(given["oauth_client"])
    page.send(oauth_client=client, buckets=given["bucket_uri"], name="Another name")
    decide(page, given)
    assert Integration.objects.count() == 2, "no third account"
    assert all(kept.is_as_it_was() for kept in accounts.values())
    kinds = Credential.objects.filter(integration=account).values_list("kind", flat=True)
    assert sorted(kinds) == ["oauth", "service_account"]
    html = page.browser.get(address(account)).content.decode()
    words = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    key = Credential.objects.get(integration=account, kind="service_account")
    assert key.public_id in words
    for method in ("Service account", "Google sign-in"):
        assert method.lower() in words.lower()
    assert words.count("works, set on") == 3, "two here, and the other account’s own"


# --- the command line


def connect_by_command(page: Page, tmp_path, store: str, *more: str) -> int:
    fields = given_again(page, store)
    words = []
    for name, value in fields.items():
        path = tmp_path / name
        path.write_text(value)
        words += ["--field", f"{name}=@{path}"]
    return main(["connect", store, "--kind", KIND[store], *words, *more])


@pytest.mark.parametrize("store", [APPLE, PLAY])
def test_the_command_refuses_and_names_the_option(page, accounts, store, tmp_path, capsys) -> None:
    before = secret(accounts[store].account)
    assert connect_by_command(page, tmp_path, store) == Exit.NEEDS_A_PERSON
    assert "Add --update-existing" in capsys.readouterr().err
    assert secret(accounts[store].account) == before


@pytest.mark.parametrize("store", [APPLE, PLAY])
def test_with_the_option_it_updates_in_place(page, accounts, store, tmp_path, capsys) -> None:
    one = accounts[store]
    before = secret(one.account)
    assert connect_by_command(page, tmp_path, store, "--update-existing", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["integration"], told["name"]) == (one.account.pk, one.account.name)
    assert secret(one.account) != before
    assert all(kept.is_as_it_was() for kept in accounts.values())


@pytest.mark.parametrize("store", [APPLE, PLAY])
def test_update_takes_the_account_that_is_named(page, accounts, store, tmp_path, capsys) -> None:
    one = accounts[store]
    before = secret(one.account)
    assert connect_by_command(page, tmp_path, store, "--update", one.account.name, "--json") == 0
    assert json.loads(capsys.readouterr().out)["integration"] == one.account.pk
    assert secret(one.account) != before
    assert all(kept.is_as_it_was() for kept in accounts.values())


@pytest.mark.parametrize("store", [APPLE, PLAY])
def test_what_is_kept_need_not_be_given_on_the_command_line(page, accounts, store, capsys) -> None:
    one = accounts[store]
    before = secret(one.account)
    only = (
        f"vendor_number={before['vendor_number']}"
        if store == APPLE
        else f"buckets=gs://{before['buckets'][0]}/"
    )
    kind = ("--kind", KIND[store], "--update", one.account.name)
    assert main(["connect", store, *kind, "--field", only, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["integration"] == one.account.pk
    assert secret(one.account) == before


# --- a consent that is kept


def consented(page: Page) -> tuple[Integration, dict[str, Any]]:
    given: dict[str, Any] = page.simulator.get("google-keys")
    visit(page, given)
    return Integration.objects.get(provider=PLAY), given


def test_a_consent_keeps_its_folder_and_client_where_nothing_is_typed(page) -> None:
    account, _ = consented(page)
    before = secret(account)
    begun = page.browser.post(f"/settings/integrations/{account.pk}/update/", {"kind": "oauth"})
    page.path = begun.headers["Location"]
    html = page.browser.get(page.path).content.decode()
    assert f"gs://{before['buckets'][0]}/</textarea>" in html
    assert "Leave it empty to keep the present one" in html
    assert before["consent"]["client"]["client_secret"] not in html
    assert before["consent"]["refresh_token"] not in html
    page.send(oauth_client="", buckets=f"gs://{before['buckets'][0]}/")
    assert page.path.endswith(f"/{account.pk}/first-sync/")
    now = secret(account)
    assert (now["buckets"], now["consent"]) == (before["buckets"], before["consent"])
    assert Integration.objects.count() == 1


def test_beside_an_account_of_a_key_each_keeps_its_own(page) -> None:
    fields = apple_key(page, "ADMIN")
    apple = connect(page, APPLE, "api_key", **fields, name="Apple")
    account, _ = consented(page)
    others = secret(apple)
    begun = page.browser.post(f"/settings/integrations/{account.pk}/update/", {"kind": "oauth"})
    page.path = begun.headers["Location"]
    page.send(oauth_client="", buckets="")
    assert page.path.endswith(f"/{account.pk}/first-sync/")
    assert secret(apple) == others
