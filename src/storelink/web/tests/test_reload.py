"""Loading days again on the page."""

import pytest
from django.urls import reverse
from django.utils import timezone

from storelink.integrations.models import Reload


@pytest.fixture
def path(integration):
    return reverse("reload", args=[integration.pk])


def text_of(browser, integration):
    address = f"{reverse('integrations')}?open={integration.pk}"
    return browser.get(address).content.decode()


def test_the_range_is_under_way_and_the_account_says_so(integration, path, alice, as_):
    browser = as_(alice)
    assert "Load days again" in text_of(browser, integration)
    answer = browser.post(path, {"first": "2026-11-03", "last": "2026-11-09"})
    assert answer.status_code == 302
    row = Reload.objects.get()
    assert (str(row.first_on), str(row.last_on), row.asked_by) == (
        "2026-11-03",
        "2026-11-09",
        alice,
    )
    assert "Being loaded again: 3 Nov 2026 to 9 Nov 2026" in text_of(browser, integration)
    row.ended_at, row.outcome = timezone.now(), "7 files loaded again."
    row.save()
    text = text_of(browser, integration)
    assert "Loaded again: 3 Nov 2026 to 9 Nov 2026. 7 files loaded again." in text


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"first": "yesterday"}, "is not a day"),
        ({"first": "2026-11-09", "last": "2026-11-03"}, "ends"),
        ({"first": "2020-01-01", "last": "2026-11-03"}, "At most 400 days"),
        ({"first": "2026-11-03", "report": "made-up"}, "no report"),
        ({"first": "2026-11-03", "app": "made-up"}, "no app"),
    ],
)
def test_what_cannot_be_done_is_said_and_what_was_given_stands_there(
    integration, path, alice, as_, form, words
):
    answer = as_(alice).post(path, form)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert words in text
    assert f'value="{form["first"]}"' in text
    assert not Reload.objects.exists()


def test_a_viewer_is_not_offered_it(integration, vera, as_):
    assert "Load days again" not in text_of(as_(vera), integration)
