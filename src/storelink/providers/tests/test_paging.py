"""The one rule of lists, with pages that are played."""

from itertools import product

import pytest

from storelink.domain.errors import Busy, IncompleteReason, NeedsPermission, Unexpected
from storelink.providers.paging import MAX_EMPTY_PAGES, Bounds, Page, every_page, gathered


def read(pages, first="1", **options):
    """Records, why it was cut short, and the links that were asked for."""
    asked = []

    def ask(link):
        asked.append(link)
        found = pages(link) if callable(pages) else pages[link]
        if isinstance(found, Exception):
            raise found
        return found

    came, cut = gathered(every_page("GET /list", ask, first=first, **options))
    return [one for page in came for one in page], cut.why if cut else None, asked


def page(records, following="", odd=0):
    return Page(tuple(records), following, tuple(records), len(records), odd)


def test_a_list_is_read_to_its_end():
    assert read({"1": page("ab", "2"), "2": page("c")}) == (["a", "b", "c"], None, ["1", "2"])


@pytest.mark.parametrize("following", ["1", "2"])
def test_a_link_that_was_followed_is_not_followed_again(following):
    pages = {"1": page("ab", "2"), "2": page("c", following)}
    assert read(pages) == (["a", "b", "c"], IncompleteReason.REPEATED, ["1", "2"])


def test_parameters_in_another_order_are_the_same_link():
    first, again = "https://a.example/x?limit=2&sort=-d", "https://A.example/x?sort=-d&limit=2"
    assert read({first: page("a", again)}, first) == (["a"], IncompleteReason.REPEATED, [first])


def test_a_page_that_came_before_under_another_link_is_the_end():
    """A store that makes a new link each time would be followed for ever."""
    records, why, asked = read(lambda link: page("ab", link + "x"))
    assert (records, why, len(asked)) == (["a", "b"], IncompleteReason.REPEATED, 2)


def test_a_list_has_no_more_pages_than_it_may():
    def pages(link):
        return page([link], link + "x")

    _, why, asked = read(pages, bounds=Bounds(pages=5))
    assert (why, len(asked)) == (IncompleteReason.ENDLESS, 5)


def test_a_list_has_no_more_records_than_it_may():
    def pages(link):
        return page([f"{link}{n}" for n in range(10)], link + "x")

    records, why, _ = read(pages, bounds=Bounds(records=25))
    assert (why, len(records)) == (IncompleteReason.ENDLESS, 30)


def test_empty_pages_are_followed_for_a_while():
    _, why, asked = read(lambda link: page([], link + "x"))
    assert (why, len(asked)) == (IncompleteReason.ENDLESS, MAX_EMPTY_PAGES)


def test_a_link_that_leads_away_is_not_followed():
    def may_follow(link):
        raise Unexpected("not there")

    pages = {"1": page("a", "elsewhere")}
    assert read(pages, may_follow=may_follow) == (["a"], IncompleteReason.LINK_REFUSED, ["1"])


def test_odd_records_are_counted_over_all_pages():
    pages = {"1": page("a", "2", odd=1), "2": page("b", odd=2)}
    came, cut = gathered(every_page("GET /list", lambda link: pages[link], first="1"))
    assert [one for each in came for one in each] == ["a", "b"]
    assert (cut.why, cut.odd) == (IncompleteReason.ODD_RECORDS, 3)
    assert cut.sentence.startswith("3 records of the store could not be understood")


def test_a_later_page_that_is_not_understood_takes_nothing_away():
    pages = {"1": page("a", "2"), "2": Unexpected("odd")}
    assert read(pages)[:2] == (["a"], IncompleteReason.PAGE_NOT_UNDERSTOOD)


@pytest.mark.parametrize("error", [Busy("b"), NeedsPermission("n"), Unexpected("u")])
def test_the_first_pages_trouble_is_the_lists(error):
    with pytest.raises(type(error)):
        read({"1": error})


def test_every_list_ends_and_no_page_is_asked_for_twice():
    """Every store of three pages: each with any of these records and leading anywhere."""
    one_page = list(product(["", "a", "b"], ["", "1", "2", "3"]))
    for pages in product(one_page, repeat=3):
        links = {str(number): page(*told) for number, told in enumerate(pages, 1)}
        _, _, asked = read(links)
        assert len(asked) == len(set(asked))
