"""Which days and accounts a page shows: what was shared, what has come in, and what is of no app.
The overview, an app's page and its files say the same. Two accounts, one of which has stopped."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from storelink.domain.metric import AddsUp, Measure, Metric, Unit
from storelink.domain.report import Column, Kind
from storelink.integrations.models import DataFile, Integration, ReportState
from storelink.integrations.storage import files
from storelink.products.apps import record
from storelink.products.found_apps import find_apps
from storelink.products.models import App
from storelink.products.share import Terms, share
from storelink.products.tests.test_read import DAY, STAND, load
from storelink.providers import registry
from storelink.web.moments import day
from storelink.web.tests.spaces import spaceless
from storelink.workspaces.models import Membership, Role, Workspace
from tests import lemonade_cast, lemonade_stand
from tests.lemonade_cast import alice, charlie, connected, home, workspace

__all__ = ["alice", "charlie", "connected", "home", "workspace"]

MONEY = Metric(
    "income", "Income", "What was paid.", Unit.MONEY, AddsUp.WITHIN_CURRENCY
)  # fmt: skip
CUPS = replace(
    lemonade_stand.CUPS,
    columns=(*lemonade_stand.CUPS.columns, Column("currency", Kind.TEXT, "Currency")),
)


@pytest.fixture(autouse=True)
def stand(home, monkeypatch):
    """The stand, whose flavour stands for the currency of what was paid."""
    one = replace(
        lemonade_stand.provider,
        metrics=(*lemonade_stand.provider.metrics, MONEY),
        measures=(
            *lemonade_stand.provider.measures,
            Measure("income", "cups", "cups", currency="flavour"),
        ),
        dimensions={"flavour": "Flavour"},
        account_figure="income",
    )
    pages = ("overview_groups", "pages.overview", "accounts", "context")
    for module in (*(f"web.{page}" for page in pages), "providers.registry"):
        monkeypatch.setattr(f"storelink.{module}.providers", lambda: (one,))
    return one


def reached(integration, last):
    ReportState.objects.update_or_create(
        integration=integration,
        report="cups",
        defaults={"complete_to": last, "outcome": "complete"},
    )


@pytest.fixture
def sold(connected):
    """Forty days of both stands, seven and five cups each."""
    record(connected, lemonade_stand.STANDS)
    for back in range(60):
        load(connected, DAY - timedelta(days=back), {"1": 7, "2": 5})
    reached(connected, DAY)
    return connected


@pytest.fixture
def growth(alice, charlie):
    space = Workspace.objects.create(name="Growth")
    Membership.objects.create(workspace=space, user=charlie, role=Role.OWNER)
    Membership.objects.create(workspace=space, user=alice, role=Role.MEMBER)
    return space


@pytest.fixture
def dead(alice, workspace):
    """Another account, of which nothing has come in for forty days."""
    one = Integration.objects.create(
        workspace=workspace, provider=STAND, account_id="old", name="Old pier", connected_by=alice
    )
    record(one, [replace(lemonade_stand.STANDS[0], id="3", name="Pier")])
    load(one, DAY - timedelta(days=40), {"3": 3})
    reached(one, DAY - timedelta(days=40))
    return one


def page(browser, path, status=200):
    answer = browser.get(path)
    text = answer.content.decode()
    assert answer.status_code == status, text[-1500:]
    return spaceless(text) if "html" in answer["Content-Type"] else text


def app_path(name):
    return f"/analytics/{App.objects.get(name=name).pk}/"


def span(first, last):
    return f"{day(first)} – {day(last)}"


def in_growth(as_, charlie, growth):
    browser = as_(charlie)
    browser.post(f"/settings/workspaces/{growth.pk}/use/")
    return browser


def test_a_dead_account_is_told_apart_and_the_others_go_on(as_, alice, sold, dead):
    text = page(as_(alice), "/")
    assert span(DAY - timedelta(days=27), DAY) in text
    assert "No figures of Old pier have come in since 11 Oct 2026." in text
    assert text.index("Corner") < text.index("Old pier have come in")
    own = page(as_(alice), app_path("Corner"))
    assert span(DAY - timedelta(days=27), DAY) in own
    gone = page(as_(alice), app_path("Pier"))
    assert span(DAY - timedelta(days=67), DAY - timedelta(days=40)) in gone


@pytest.mark.parametrize("behind", [0, 1, 6])
def test_each_account_is_shown_up_to_its_own_day_on_every_page(as_, alice, sold, dead, behind):
    reached(dead, DAY - timedelta(days=behind))
    text = page(as_(alice), "/")
    heading = span(DAY - timedelta(days=27 + behind), DAY - timedelta(days=behind))
    assert heading in text
    assert heading in page(as_(alice), app_path("Pier"))
    assert "have come in since" not in text


@pytest.mark.parametrize(
    ("terms", "first", "last"),
    [
        ({"first_on": DAY - timedelta(days=9)}, DAY - timedelta(days=9), DAY),
        ({"last_on": DAY - timedelta(days=5)}, DAY - timedelta(days=32), DAY - timedelta(days=5)),
        (
            {"first_on": DAY - timedelta(days=9), "last_on": DAY - timedelta(days=5)},
            DAY - timedelta(days=9),
            DAY - timedelta(days=5),
        ),
    ],
)
def test_a_share_of_some_days_is_headed_with_these_and_counts_these(
    as_, alice, charlie, growth, sold, terms, first, last
):
    share(alice, sold, growth, Terms(**terms))
    browser = in_growth(as_, charlie, growth)
    days = (last - first).days + 1
    for text in (page(browser, "/"), page(browser, app_path("Corner"))):
        assert span(first, last) in text
        assert f">{7 * days}<" in text
        assert "with this workspace" in text
        assert "no other days are shown or counted" in text
        assert "the store has not given one" not in text
    lines = page(browser, f"{app_path('Corner')}series.csv").strip().splitlines()
    assert len(lines) == days + 1
    assert lines[1].split(",")[:2] == [first.isoformat(), "7"]


def test_a_share_of_days_to_come_does_not_blame_the_store(as_, alice, charlie, growth, sold):
    share(alice, sold, growth, Terms(first_on=DAY + timedelta(days=1)))
    browser = in_growth(as_, charlie, growth)
    text = page(browser, app_path("Corner"))
    assert "complete up to 20 Nov 2026, which is before the first day that is shared" in text
    assert "on their way" not in text
    assert "from 21 Nov 2026 on" in page(browser, "/")


def test_two_shares_with_different_days_stand_apart(as_, alice, charlie, growth, sold, dead):
    reached(dead, DAY)
    share(alice, sold, growth, Terms(first_on=DAY - timedelta(days=9)))
    share(alice, dead, growth, Terms())
    text = page(in_growth(as_, charlie, growth), "/")
    assert span(DAY - timedelta(days=9), DAY) in text
    assert span(DAY - timedelta(days=27), DAY) in text


def test_money_of_no_app_is_on_the_overview_and_on_the_accounts_page(as_, alice, sold):
    load(sold, DAY.replace(month=10), {"1": 7, "2": 5, "": -2})
    text = page(as_(alice), "/")
    assert "lemon 370.00 (of which −lemon 2.00 not of one app)" in text
    link = re.search(r'href="(/analytics/account/[^"]+)"', text).group(1).replace("&amp;", "&")
    own = page(as_(alice), link)
    assert "Not of one app" in own
    path, _, query = link.partition("?")
    csv = page(as_(alice), f"{path}breakdown.csv?{query}")
    assert "not_of_one_app,-2" in csv
    total = sum(int(line.split(",")[1]) for line in csv.strip().splitlines()[1:])
    assert total == 31 * 12 - 2


def test_who_sees_some_apps_does_not_see_the_account(as_, alice, charlie, growth, sold):
    share(alice, sold, growth, Terms(apps=(App.objects.get(name="Corner"),)))
    browser = in_growth(as_, charlie, growth)
    page(browser, f"/analytics/account/{sold.pk}/", status=404)
    assert "/analytics/account/" not in page(browser, "/")
    assert "/analytics/account/" not in page(browser, app_path("Corner"))
    share(alice, sold, growth, Terms())
    assert "Not of one app" not in page(browser, f"/analytics/account/{sold.pk}/")


def test_an_app_that_left_the_account_is_shown_as_such(as_, alice, sold):
    load(sold, DAY, {"1": 7, "2": 5, "9": 30})
    find_apps(sold)
    for path in ("/", "/analytics/%d/" % App.objects.get(store_id="9").pk):  # noqa: UP031
        assert "No longer in this account" in page(as_(alice), path)
    assert "No longer in this account" in page(
        as_(alice), f"/settings/integrations/{sold.pk}/apps/"
    )


@pytest.mark.parametrize("way", ["zeroed", "missing"])
def test_a_damaged_data_file_takes_no_page_down(as_, alice, sold, dead, way):
    for row in DataFile.objects.filter(integration_id=sold.pk, dead_at=None, month__month=11):
        path = files().get(row.path)
        path.write_bytes(b"\0" * row.byte_count) if way == "zeroed" else path.unlink()
    lemonade_cast.forget()
    own = page(as_(alice), app_path("Corner"))
    assert "cannot be read: Cups of lemonade, November 2026" in own
    assert "are being rebuilt" in page(as_(alice), "/")
    assert "cannot be read" not in page(as_(alice), app_path("Pier"))


def test_registry_is_the_stand():
    assert [one.key for one in registry.providers()] == [STAND]
