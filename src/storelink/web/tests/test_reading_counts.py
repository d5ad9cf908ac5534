"""How much a page of figures asks, and that all of it is of one state."""

from datetime import timedelta

import pytest

from storelink.products.models import App
from storelink.warehouse.engine import Engine
from storelink.warehouse.warehouse import Warehouse
from storelink.web.tests.test_analytics import (
    LAST,
    _fresh_storage,
    _one_day,
    downloads,
    filled,
    load,
    page,
    report,
    series,
)

__all__ = ["_fresh_storage", "_one_day", "filled", "report"]


@pytest.fixture
def questions(monkeypatch):
    """The statements that the warehouse's engine is given, as they come."""
    asked, table = [], Engine.table

    def counted(engine, *given):
        asked.append(given)
        return table(engine, *given)

    monkeypatch.setattr(Engine, "table", counted)
    return asked


@pytest.fixture
def another(integration):
    return App.objects.create(integration=integration, store_id="1440002", name="Second")


@pytest.mark.parametrize(
    "query",
    ["", "&by=territory", "&territory=US", "&compare=year", "&range=all&step=month&all=yes"],
)
def test_an_app_page_asks_the_warehouse_little_and_the_database_less(
    query, filled, another, alice, as_, markup, questions, django_assert_max_num_queries
):
    browser = as_(alice)
    with django_assert_max_num_queries(25):
        markup(browser.get(page(filled, query)))
    assert 1 <= len(questions) <= 4


def test_the_usual_app_page_with_all_its_numbers_asks_no_more(
    filled, another, alice, as_, markup, questions, django_assert_max_num_queries
):
    browser = as_(alice)
    with django_assert_max_num_queries(25):
        markup(browser.get(f"/analytics/{filled.pk}/"))
    assert 1 <= len(questions) <= 4


def test_a_page_shows_one_state_though_a_file_comes_in_while_it_is_made(
    filled, integration, provider, report, alice, as_, markup, monkeypatch
):
    """The chart is read first, the courses of its parts later: both are of the first state."""
    day = LAST - timedelta(days=1)
    answers = Warehouse.answers

    def then_another_comes_in(house, asked):
        tables = answers(house, asked)
        load(integration, provider.report(report), [downloads(filled, day, "US", 1000)],
             LAST + timedelta(days=3))  # fmt: skip
        return tables

    before = markup(as_(alice).get(page(filled, "&by=territory")))
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Warehouse, "answers", then_another_comes_in)
        during = markup(as_(alice).get(page(filled, "&by=territory")))
    assert series(during) == series(before)
    assert courses(during) == courses(before)
    after = markup(as_(alice).get(page(filled, "&by=territory")))
    assert series(after) != series(before)
    assert courses(after) != courses(before)


def courses(text):
    """The small charts of the table of parts."""
    return [piece.split("</svg>")[0] for piece in text.split('<svg class="spark')[1:]]
