"""The overview of many apps: page by page, sorted, searched and filtered by the server."""

import re
from datetime import timedelta

import pytest

from storelink.integrations.models import Integration, ReportState
from storelink.products.models import App
from storelink.providers.registry import providers
from storelink.web.overview_filter import PAGE
from storelink.web.tests.test_analytics import (
    LAST,
    _fresh_storage,
    _one_day,
    downloads,
    load,
    report,
)
from storelink.web.tests.test_reading_counts import questions

__all__ = ["_fresh_storage", "_one_day", "questions", "report"]


def account(workspace, number, provider):
    one = Integration.objects.create(
        workspace=workspace, provider=provider.key, account_id=f"account-{number}",
        name=f"Publisher {number}",
    )  # fmt: skip
    ReportState.objects.create(integration=one, report=provider.reports[0].key, complete_to=LAST)
    return one


def apps_of(one, count, first=0):
    return App.objects.bulk_create(
        App(integration=one, store_id=f"{one.pk}{n:04}", name=f"Stand {n:04}")
        for n in range(first, first + count)
    )


@pytest.fixture
def accounts(workspace, integration, provider):
    """Two accounts of each store."""
    others = [account(workspace, n, providers()[n % 2]) for n in range(3)]
    return [integration, *others]


@pytest.fixture
def sold(integration, provider, report):
    """Of three apps, with figures for the last 56 days, one without."""
    apps = apps_of(integration, 4)
    rows = [
        downloads(app, LAST - timedelta(days=n), "US", (3, 9, 5)[place])
        for place, app in enumerate(apps[:3])
        for n in range(56)
    ]
    load(integration, provider.report(report), rows, LAST + timedelta(days=2))
    return apps


def names(text):
    return re.findall(r'class="app-cell"[^>]*>.*?<b>\s*(.*?)\s*</b>', text, re.DOTALL)


@pytest.mark.parametrize("query", ["", "?sort=total_downloads", "?page=2", "?q=stand&account=1"])
@pytest.mark.parametrize("count", [13, 400])
def test_the_overview_asks_the_same_for_few_apps_and_for_many(
    count, query, accounts, sold, alice, as_, markup, questions, django_assert_max_num_queries
):
    for one in accounts:
        apps_of(one, count // 4, first=10)
    browser = as_(alice)
    # Sorted by a number, few apps are looked up one by one, for their order and for their lines.
    with django_assert_max_num_queries(28 if "sort" in query and count == 13 else 25):
        text = markup(browser.get(f"/{query}"))
    assert len(names(text)) <= PAGE
    assert len(questions) <= 4


def test_every_app_stands_on_one_page(accounts, sold, alice, as_, markup):
    for one in accounts:
        apps_of(one, 60, first=10)
    browser, seen, address = as_(alice), [], "/"
    while address:
        text = markup(browser.get(address))
        seen += re.findall(r'class="app-cell"\s+href="/analytics/(\d+)/"', text)
        following = re.search(r'rel="next"\s+href="([^"]*)"', text)
        address = "/" + following[1].replace("&amp;", "&") if following else ""
    assert sorted(map(int, seen)) == sorted(App.objects.values_list("pk", flat=True))


def test_a_page_behind_the_last_is_the_last(sold, alice, as_, markup):
    assert names(markup(as_(alice).get("/?page=99"))) == [app.name for app in sold]


def test_apps_are_sorted_by_a_number_and_those_without_come_last(sold, alice, as_, markup):
    first, second, third, without = (app.name for app in sold)
    browser = as_(alice)
    falling = names(markup(browser.get("/?sort=total_downloads")))
    rising = names(markup(browser.get("/?sort=total_downloads&order=up")))
    assert falling == [second, third, first, without]
    assert rising == [first, third, second, without]


def test_the_sorted_column_says_so_and_turns_round(sold, alice, as_, markup):
    text = markup(as_(alice).get("/?sort=total_downloads&q=stand"))
    [(direction, link)] = re.findall(r'aria-sort="(\w+)"\s*>\s*<a href="([^"]*)"', text)
    assert direction == "descending"
    assert "order=up" in link
    assert "q=stand" in link


def test_apps_are_found_by_name_and_by_id(sold, alice, as_, markup):
    browser = as_(alice)
    assert names(markup(browser.get("/?q=stand%200002"))) == ["Stand 0002"]
    assert names(markup(browser.get(f"/?q={sold[1].store_id}"))) == ["Stand 0001"]
    assert "No app matches" in markup(browser.get("/?q=nothing"))


def test_apps_are_filtered_by_store_and_account(accounts, sold, alice, as_, markup):
    for number, one in enumerate(accounts):
        App.objects.create(integration=one, store_id=f"own{number}", name=f"Own {number}")
    browser = as_(alice)
    assert names(markup(browser.get(f"/?account={accounts[1].pk}"))) == ["Own 1"]
    other = names(markup(browser.get(f"/?store={accounts[2].provider}")))
    assert set(other) == {
        f"Own {n}" for n, one in enumerate(accounts) if one.provider == accounts[2].provider
    } | ({app.name for app in sold} if accounts[2].provider == accounts[0].provider else set())


@pytest.mark.parametrize("query", ["sort=nothing", "page=0", "page=x", "account=²", "store=x"])
def test_what_an_address_cannot_mean_shows_all(query, sold, alice, as_, markup):
    assert names(markup(as_(alice).get(f"/?{query}"))) == [app.name for app in sold]


def test_an_account_of_others_shows_nothing(sold, charlie, as_, markup):
    found = as_(charlie).get(f"/?account={sold[0].integration_id}")
    assert names(markup(found)) == []
