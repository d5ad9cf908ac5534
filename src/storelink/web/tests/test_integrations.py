"""The integrations page: accounts, how they stand, and what can be done."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from storelink.domain.status import RULES, Remedy, Shown
from storelink.integrations.models import Credential, Integration, Issue, Probe, ReportState
from storelink.labels.status import remedy_label, status_icon, status_label
from storelink.products.models import App

PAGE = "/settings/integrations/"


def refuse(integration, reason="key_revoked"):
    integration.credentials.update(
        refused_at=datetime.now(UTC), refused_reason=reason,
        refused_sentence="This key was revoked. Create a new one.",
    )  # fmt: skip


def test_an_account_shows_its_apps_its_login_and_how_it_stands(
    integration, app, alice, as_, markup
):
    text = markup(as_(alice).get(PAGE))
    for words in ("Brightside Labs", "2X9R4HXF34", "1 app<", "Connected", "Tidewater", "Admin"):
        assert words in text


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_status_is_shown_with_its_cause_and_its_button(
    rule, integration, app, alice, as_, markup, monkeypatch
):
    shown, icon = Shown(rule.code, rule.severity, "Because.", rule.remedy), status_icon(rule.code)
    fixed = lambda found, known: {one.pk: shown for one in found}  # noqa: E731
    monkeypatch.setattr("storelink.web.accounts.statuses", fixed)
    text = markup(as_(alice).get(f"{PAGE}?open={integration.pk}"))
    row = text.split('<li data-state="', 1)[1]
    assert f"{status_label(rule.code)}</span>" in row
    assert "Because." in row
    assert f'href="#i-{icon}"' in row
    assert f'id="i-{icon}"' in text, "the sprite has that picture"
    if rule.remedy not in {None, Remedy.CONTACT_SUPPORT}:
        assert remedy_label(rule.remedy) in row
    assert row.startswith("act" if rule.severity in {"warn", "danger"} else "fine")


def test_a_refused_key_says_so_and_offers_new_credentials(integration, alice, as_, markup):
    refuse(integration)
    text = markup(as_(alice).get(PAGE))
    assert "This key was revoked. Create a new one." in text
    assert f'action="/settings/integrations/{integration.pk}/update/"' in text
    assert 'Needs attention <span class="number">1' in text


def test_what_is_missing_and_where_it_is_given_is_told(integration, alice, as_, markup):
    Issue.objects.create(
        integration=integration, key="account", kind="needs_permission",
        sentence="This key may not read sales.", missing="Sales", where="Users and Access",
    )  # fmt: skip
    text = markup(as_(alice).get(f"{PAGE}?open={integration.pk}"))
    assert "What is missing: Sales." in text
    assert "Where it is given: Users and Access." in text
    copied = re.search(r'data-copy="([^"]*)"[^>]*>Copy message', text)
    assert copied is not None
    assert "Please give it: Sales (in Users and Access)." in copied[1]


@pytest.mark.parametrize(
    ("reason", "words", "host"),
    [
        ("account_locked", "Unlock at Apple", "https://iforgot.apple.com/"),
        ("two_factor_not_set_up", "See how to turn it on", "https://support.apple.com/"),
    ],
)
def test_what_only_the_store_can_solve_leads_to_the_store(
    reason, words, host, integration, alice, as_, markup
):
    refuse(integration, reason)
    text = markup(as_(alice).get(PAGE))
    assert f'href="{host}' in text
    assert words in text
    assert "press Update, and sign in again" in text


def test_an_agreement_to_accept_leads_to_the_console(integration, alice, as_, markup):
    Issue.objects.create(
        integration=integration, key="account", kind="needs_permission",
        reason="agreement_missing", sentence="Apple waits for an agreement.",
    )  # fmt: skip
    text = markup(as_(alice).get(PAGE))
    assert "Permission denied" in text
    assert "Open App Store Connect" in text


def test_a_store_that_does_not_answer_leaves_the_account_connected_with_a_note(
    integration, alice, as_, markup
):
    again_at = datetime.now(UTC) + timedelta(minutes=20)
    integration.report_states.filter(pk=integration.report_states.first().pk).update(
        outcome="busy", sentence="Apple isn’t answering.", next_check_at=again_at
    )
    row = markup(as_(alice).get(PAGE)).split('<li data-state="', 1)[1]
    assert row.startswith("fine")
    assert 'class="note amber"' in row
    assert row.count(f"Next try at {again_at + timedelta(minutes=1):%H:%M} UTC") == 2


def test_support_goes_where_the_operator_said(integration, alice, as_, markup, settings):
    settings.SUPPORT_URL = "https://help.example.org/"
    Issue.objects.create(
        integration=integration, key="account", kind="unexpected", sentence="Not understood."
    )
    assert 'href="https://help.example.org/"' in markup(as_(alice).get(PAGE))


def test_without_an_address_support_copies_details_without_secrets(integration, alice, as_, markup):
    Issue.objects.create(
        integration=integration, key="account", kind="unexpected", sentence="Not understood."
    )
    text = markup(as_(alice).get(PAGE))
    copied = re.search(r'data-copy="([^"]*)"', text)
    assert copied is not None
    assert "Not understood." in copied[1]
    assert "sealed-for-nobody" not in text
    assert "alice" not in copied[1].lower()


def test_a_row_asks_again_only_while_it_syncs(integration, alice, as_, markup):
    path = f"{PAGE}{integration.pk}/status/"
    assert "hx-get" not in markup(as_(alice).get(path))
    Integration.objects.update(first_synced_at=None, connected_at=datetime.now(UTC))
    assert "hx-get" in markup(as_(alice).get(path))
    assert "hx-get" in markup(as_(alice).get(PAGE))


def test_the_first_sync_tells_each_report(integration, provider, alice, as_, markup):
    Integration.objects.update(first_synced_at=None, connected_at=datetime.now(UTC))
    first, second, third = provider.reports[:3]
    states = integration.report_states
    states.filter(report=first.key).update(outcome="loading", planned=8, done=2)
    states.filter(report=second.key).update(outcome="queued", first_completed_at=None,
                                            loaded_at=None)  # fmt: skip
    states.filter(report=third.key).update(outcome="needs_permission", sentence="Ask for Sales.")
    text = markup(as_(alice).get(f"{PAGE}{integration.pk}/first-sync/"))
    assert "2 of 8" in text
    assert 'aria-valuenow="25"' in text
    assert "Queued" in text
    assert "Ask for Sales." in text


def test_the_clock_tells_every_report_and_the_day_it_is_complete_to(
    integration, app, provider, alice, as_, markup
):
    ReportState.objects.filter(report=provider.reports[0].key).update(
        complete_to=datetime.now(UTC).date() - timedelta(days=2)
    )
    text = markup(as_(alice).get(PAGE))
    popover = text.split("Last updated</b>", 1)[1].split("</dl>", 1)[0]
    assert popover.count("<dt>") == len(provider.reports) + 2
    assert "complete to" in popover


def test_pausing_and_resuming(integration, alice, as_, markup):
    client = as_(alice)
    client.post(f"{PAGE}{integration.pk}/pause/")
    assert "Paused" in markup(client.get(PAGE))
    client.post(f"{PAGE}{integration.pk}/resume/")
    assert "Connected" in markup(client.get(PAGE))


def test_deleting_asks_first_and_says_who_loses_what(integration, app, alice, as_, markup):
    text = markup(as_(alice).get(f"{PAGE}{integration.pk}/delete/"))
    assert "Delete Brightside Labs?" in text
    assert "1 app stops updating for everybody" in text
    assert 'name="erase"' in text
    assert "checked" not in text.split('name="erase"', 1)[1].split(">", 1)[0]


def test_deleting_ends_the_credentials_and_keeps_the_data(integration, app, alice, as_, markup):
    client = as_(alice)
    client.post(f"{PAGE}{integration.pk}/delete/")
    assert not Credential.objects.exists()
    assert "Brightside Labs deleted." in markup(client.get(PAGE))
    assert Integration.everything.filter(pk=integration.pk).exists()


def test_what_a_store_says_is_text_and_never_markup(integration, app, alice, as_, markup):
    app.name = "<script>alert(1)</script>"
    app.save()
    Integration.objects.update(name='"><img src=x onerror=alert(1)>')
    text = markup(as_(alice).get(PAGE))
    assert "<script>alert" not in text
    assert "<img" not in text


def test_the_number_of_queries_does_not_grow_with_the_accounts(
    integration, workspace, provider, alice, as_, django_assert_max_num_queries
):
    client = as_(alice)
    for number in range(20):
        one = Integration.objects.create(
            workspace=workspace, provider=provider.key, account_id=f"a{number}", name=f"A{number}"
        )
        ReportState.objects.create(integration=one, report=provider.reports[0].key)
    client.get(PAGE)  # notes the visit in the session, once in a while
    with django_assert_max_num_queries(15):
        client.get(PAGE)
    with django_assert_max_num_queries(18):
        client.get(f"{PAGE}?open={integration.pk}")


def test_of_many_accounts_only_the_opened_one_carries_its_details(
    integration, app, workspace, provider, alice, as_, markup
):
    for number in range(20):
        Integration.objects.create(
            workspace=workspace, provider=provider.key, account_id=f"a{number}", name=f"A{number}"
        )
    closed = markup(as_(alice).get(PAGE))
    opened = markup(as_(alice).get(f"{PAGE}?open={integration.pk}"))
    assert f'href="?open={integration.pk}#account-{integration.pk}"' in closed
    assert 'class="facts"' not in closed
    assert opened.count('class="facts"') == 1


def test_the_length_of_past_sign_ins_is_told(integration, alice, as_, markup):
    Credential.objects.update(facts={"past_days": [30, 12]})
    text = markup(as_(alice).get(f"/settings/integrations/?open={integration.pk}"))
    assert "Past sign-ins lasted 30, 12 days" in text


def names_in(text):
    return re.findall(r'<div class="name"><span>([^<]*)<', text)


def test_accounts_are_filtered_and_found_without_script(
    integration, app, workspace, provider, alice, as_, markup
):
    refuse(integration)
    other = Integration.objects.create(
        workspace=workspace, provider=provider.key, account_id="other", name="Kilo Fitness",
        first_synced_at=datetime.now(UTC),
    )  # fmt: skip
    Credential.objects.create(integration=other, kind="api_key", public_id="KILO", sealed="none")
    client = as_(alice)
    assert names_in(markup(client.get(PAGE))) == ["Brightside Labs", "Kilo Fitness"]
    assert names_in(markup(client.get(f"{PAGE}?show=act"))) == ["Brightside Labs"]
    assert names_in(markup(client.get(f"{PAGE}?show=fine"))) == ["Kilo Fitness"]
    assert names_in(markup(client.get(f"{PAGE}?find=TIDEwater"))) == ["Brightside Labs"]
    assert names_in(markup(client.get(f"{PAGE}?show=fine&find=tide"))) == []
    nothing = markup(client.get(f"{PAGE}?find=%3Cb%3E"))
    assert "No account matches" in nothing
    assert "&lt;b&gt;" in nothing
    assert names_in(markup(client.get(f"{PAGE}?show=made-up"))) == [
        "Brightside Labs",
        "Kilo Fitness",
    ]


def test_several_problems_at_once_show_the_one_to_solve_first(integration, alice, as_, markup):
    for key, kind in (("account", "needs_permission"), ("report:x", "unexpected")):
        Issue.objects.create(integration=integration, key=key, kind=kind, sentence=f"{kind} here.")
    client = as_(alice)
    assert "Permission denied" in markup(client.get(PAGE))
    refuse(integration, "session_over")
    assert "Two-factor required" in markup(client.get(PAGE))
    refuse(integration)
    row = markup(client.get(PAGE)).split('<li data-state="', 1)[1]
    assert "Invalid credentials" in row
    assert row.count('class="pill') == 1


def test_an_app_shows_what_the_last_look_at_its_rights_found(integration, app, alice, as_, markup):
    for app_id, light in (("", "green"), (app.store_id, "red")):
        Probe.objects.create(
            integration=integration, app_id=app_id, subject="replies", light=light,
            sentence="This role can’t reply.",
        )  # fmt: skip
    text = markup(as_(alice).get(PAGE))
    assert "Reply to reviews</th>" in text
    cell = text.split('data-l="Reply to reviews"', 1)[1].split("</td>", 1)[0]
    assert "No: This role can’t reply." in cell
    other = text.split('data-l="Sales"', 1)[1].split("</td>", 1)[0]
    assert '<span class="screen-reader">Yes</span>' in other


def test_of_very_many_apps_the_first_are_shown_and_all_are_a_link_away(
    integration, alice, as_, markup
):
    App.objects.bulk_create(
        App(integration=integration, store_id=str(n), name=f"App {n:02}") for n in range(30)
    )
    client = as_(alice)
    text = markup(client.get(PAGE))
    assert "Showing 25 of 30 apps." in text
    assert text.count('class="app-cell"') == 25
    every = markup(client.get(f"{PAGE}?open={integration.pk}&apps=all"))
    assert every.count('class="app-cell"') == 30
