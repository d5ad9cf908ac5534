"""A credential that is used once: what it does, and that nothing of it is left anywhere."""

import base64
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from storelink.domain.errors import NeedsPermission
from storelink.integrations.issue import open_issue
from storelink.integrations.models import Integration
from storelink.products.models import App
from storelink.web.tests.spaces import spaceless
from storelink.workspaces.models import AuditEntry
from tests.lemonade_boss import CANARY, PART

PATH = "/settings/integrations/{}/request-reports/"


@pytest.fixture(autouse=True)
def stand(provider, monkeypatch):
    """The console makes reports only when the boss asks."""
    made_up = replace(provider, preparation=PART)
    for place in ("products.prepare_once.provider_of", "web.pages.request_reports.provider_of"):
        monkeypatch.setattr(f"storelink.{place}", lambda _key: made_up)
    monkeypatch.setattr("storelink.web.accounts.providers", lambda: (made_up,))


@pytest.fixture
def apps(integration):
    for number, name in (("1", "Anchor"), ("2", "Buoy"), ("3", "Left out")):
        App.objects.create(
            integration=integration, store_id=number, name=name, is_left_out=number == "3"
        )


def text_of(answer):
    return spaceless(b"".join(answer.streaming_content).decode())


def asked(browser, integration, **more):
    return browser.post(PATH.format(integration.pk), {"name": "Lou", "key": CANARY, **more})


def test_each_app_is_told_and_those_left_out_are_not_touched(integration, apps, alice, as_):
    text = text_of(asked(as_(alice), integration))
    assert "Anchor: asked for" in text
    assert "Buoy: Not ours." in text
    assert "Left out" not in text.split('<ul class="ticks">')[1]
    assert "1 app asked for now, 0 before, 1 refused" in text
    assert text.rstrip().endswith("</html>")


def test_afterwards_the_account_is_due_and_the_log_says_who(integration, apps, alice, as_):
    before = Integration.objects.get().due_at
    text_of(asked(as_(alice), integration))
    assert Integration.objects.get().due_at < before
    told = AuditEntry.objects.get(verb="credential.used_once")
    assert (told.actor, told.about) == (alice.email, "Brightside Labs, 2 apps")


def test_a_busy_store_ends_it_in_words_and_what_was_done_stays(integration, apps, alice, as_):
    App.objects.create(integration=integration, store_id="busy", name="Zebra")
    text = text_of(asked(as_(alice), integration))
    assert "The stand is closed for lunch. What was asked for stays asked for" in text


def forms_of(secret):
    raw = secret.encode()
    return {secret, raw.hex(), base64.b64encode(raw).decode().rstrip("=")}


@pytest.mark.parametrize("given", ["pasted", "as a file", "refused"])
def test_the_credential_stands_nowhere_afterwards(
    given, integration, apps, alice, as_, tmp_path, caplog
):
    browser = as_(alice)
    file = SimpleUploadedFile("key.p8", CANARY.encode())
    more: dict[str, dict[str, object]] = {
        "pasted": {}, "as a file": {"key": "", "key-file": file}, "refused": {"key": f"{CANARY} "},
    }  # fmt: skip
    answer = asked(browser, integration, **more[given])
    page = text_of(answer) if answer.streaming else answer.content.decode()
    browser.get("/settings/integrations/")
    connection.ensure_connection()
    database = "\n".join(connection.connection.iterdump())
    assert "Anchor" in database, "this is the database"
    files = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for form in forms_of(CANARY):
        for place in (database, caplog.text, page, str(dict(browser.session.items()))):
            assert form not in place
        assert form.encode() not in files


def test_what_is_wrong_is_said_at_its_field(integration, apps, alice, as_, markup):
    text = markup(asked(as_(alice), integration, key="mine"), 422)
    assert "That isn’t the boss’s key." in text.split('id="f-key-err"', 1)[1][:300]
    assert 'value="Lou"' in text
    assert "mine" not in text.split("<textarea")[1].split("</textarea>")[0]


def test_the_calls_are_there_for_those_who_will_not_give_it(integration, apps, alice, as_, markup):
    text = markup(as_(alice).get(PATH.format(integration.pk)))
    assert "curl $TOKEN 1 2</pre>" in text
    assert f"storelink token {integration.provider}" in text


def test_it_asks_who_one_is_and_lets_no_secret_wait_meanwhile(integration, apps, alice, as_):
    browser = as_(alice, hours_ago=1)
    answer = asked(browser, integration)
    assert answer.headers["Location"] == PATH.format(integration.pk)
    answer = browser.get(PATH.format(integration.pk))
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    assert CANARY not in str(dict(browser.session.items()))


def test_it_is_offered_where_it_is_what_is_missing(integration, apps, alice, bob, as_, markup):
    page = f"/settings/integrations/?open={integration.pk}"
    assert "request-reports" not in markup(as_(alice).get(page))
    open_issue(
        integration, "report:x", NeedsPermission("Ask.", missing="Boss", reason="boss_needed_once")
    )
    assert PATH.format(integration.pk) in markup(as_(alice).get(page))
    assert "request-reports" not in markup(as_(bob).get(page)), "members may not"


def test_a_console_that_needs_nothing_has_no_such_page(
    integration, alice, as_, monkeypatch, provider
):
    bare = replace(provider, preparation=None)
    monkeypatch.setattr("storelink.products.prepare_once.provider_of", lambda _key: bare)
    assert as_(alice).get(PATH.format(integration.pk)).status_code == 404
