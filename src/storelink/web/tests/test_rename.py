"""Renaming an account on the page."""

import pytest
from django.urls import reverse

from storelink.integrations.models import Integration


@pytest.fixture
def second(integration):
    return Integration.objects.create(
        workspace=integration.workspace, provider=integration.provider, account_id="99",
        name="Northwind", connected_by=integration.connected_by,
    )  # fmt: skip


def renamed(browser, one, name):
    return browser.post(reverse("rename", args=[one.pk]), {"name": name}, follow=True)


def test_the_account_is_called_so_from_now_on_and_the_other_is_not(integration, second, alice, as_):
    text = renamed(as_(alice), second, "<b>Labs</b> & Co").content.decode()
    assert "&lt;b&gt;Labs&lt;/b&gt; &amp; Co" in text
    assert "<b>Labs</b>" not in text
    assert list(Integration.objects.order_by("pk").values_list("name", flat=True)) == [
        "Brightside Labs",
        "<b>Labs</b> & Co",
    ]


@pytest.mark.parametrize("name", ["", "   ", "\x07"])
def test_an_empty_name_is_told_and_changes_nothing(integration, alice, as_, name):
    assert "Type a name." in renamed(as_(alice), integration, name).content.decode()
    integration.refresh_from_db()
    assert integration.name == "Brightside Labs"


def test_a_viewer_is_not_offered_it_and_may_not(integration, vera, as_):
    address = f"{reverse('integrations')}?open={integration.pk}"
    assert reverse("rename", args=[integration.pk]) not in as_(vera).get(address).content.decode()
    assert renamed(as_(vera), integration, "Mine").status_code == 403
    integration.refresh_from_db()
    assert integration.name == "Brightside Labs"
