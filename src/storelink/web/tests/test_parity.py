"""What people know from elsewhere about managing accounts, sentence by sentence
(docs/reference/parity.md), where no other test shows it."""

from datetime import UTC, datetime

import pytest

from storelink.integrations.models import Credential, Integration

PAGE = "/settings/integrations/"


@pytest.fixture
def text(integration, app, alice, as_, markup):
    """The page with Alice's account open."""
    return lambda: markup(as_(alice).get(f"{PAGE}?open={integration.pk}"))


def part(whole, begins, ends):
    begin = whole.index(begins)
    return whole[begin : whole.index(ends, begin)]


def test_it_is_reached_by_the_names_menu_and_from_the_side_bar(alice, as_, markup):
    start = markup(as_(alice).get("/start/"))
    menu = part(start, '<div id="m-me" popover', "</form>")
    assert f'href="{PAGE}"' in menu
    assert "Account settings<small>Integrations</small>" in menu
    side = part(start, '<aside class="side"', "</aside>")
    assert f'href="{PAGE}"' in side
    assert "Integrations" in side


def test_everything_that_can_be_done_with_an_account_is_on_the_page(text, integration):
    shown = text()
    for verb in ("update", "delete", "sync", "pause"):
        assert f'"{PAGE}{integration.pk}/{verb}/"' in shown, verb
    assert f'href="{PAGE}share/"' in shown


def test_adding_is_offered_for_all_consoles_and_beside_each(text, provider):
    shown = text()
    assert "Connect my apps" in shown
    assert "Add an integration" in shown
    assert f"{PAGE}connect/{provider.key}/" in shown


def test_an_app_shows_its_role_and_what_that_allows(text, app):
    row = part(text(), '<td class="wide" data-l="Role">', "</tr>")
    assert "admin" in row.lower()
    for family in ("Analytics", "Sales"):
        assert f'data-l="{family}"' in row


def test_an_old_way_to_sign_in_offers_reconnect_and_the_account_stays(text, integration):
    integration.credentials.update(
        refused_at=datetime.now(UTC), refused_reason="deprecated_authorization"
    )
    shown = text()
    assert "Deprecated authorization" in shown
    assert f'action="{PAGE}{integration.pk}/verify/"' in shown
    assert "Reconnect" in shown
    assert Integration.objects.get() == integration
    assert Credential.objects.count() == 1


def test_without_two_factors_at_the_store_it_says_so(text, integration):
    integration.credentials.update(
        refused_at=datetime.now(UTC), refused_reason="two_factor_not_set_up"
    )
    assert "Two-factor" in text()
