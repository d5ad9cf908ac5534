"""The rule by which contents replace each other, against a plain reading of it."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from storelink.domain.period import Days
from storelink.domain.report import Scope
from storelink.warehouse.ruling import STANDING, Arrival, covers, rule

FIRST = date(2026, 11, 1)
SLICES = st.tuples(st.sampled_from("ABC"), st.integers(0, 4).map(lambda n: FIRST + timedelta(n)))
RANGES = st.tuples(st.integers(0, 4), st.integers(0, 4)).map(
    lambda n: Days(FIRST + timedelta(min(n)), FIRST + timedelta(max(n)))
)
SCOPES = st.builds(Scope, st.sampled_from(["", "A", "B", "C"]), RANGES)
CONTENTS = st.tuples(st.frozensets(SLICES, max_size=6), st.none() | SCOPES)


@st.composite
def arrivals(draw):
    """Different contents have different orders; some come twice, in any order."""
    contents = draw(st.lists(CONTENTS, min_size=1, max_size=6))
    made = [Arrival(order, slices, scope) for order, (slices, scope) in enumerate(contents)]
    return made, draw(st.permutations([*made, *draw(st.lists(st.sampled_from(made), max_size=3))]))


def stands(contents):
    """Of all that is said of a slice, what is of the highest order."""
    found = {}
    for content in sorted(contents, key=lambda c: c.order):
        if content.scope:
            found = {s: o for s, o in found.items() if not covers(content.scope, s)}
        found |= dict.fromkeys(content.slices, content.order)
    return found


def applied(sequence, at_once):
    """Slice → order after the sequence, ruled in groups of so many at once."""
    standing, claims = {}, {}
    for start in range(0, len(sequence), at_once):
        group = sequence[start : start + at_once]
        ruling = rule(standing, group, claims.items())
        standing = {
            slice_: standing[slice_] if owner == STANDING else group[owner].order
            for owner, slices in ruling.taken.items()
            for slice_ in slices
        }
        for one in group:
            if one.scope:
                claims[one.scope] = max(one.order, claims.get(one.scope, one.order))
    return standing


@given(arrivals(), st.integers(1, 4))
def test_the_newest_word_stands_in_any_order_and_however_often(arrived, at_once):
    contents, sequence = arrived
    assert applied(sequence, at_once) == stands(contents)


def test_of_equal_orders_the_later_stands():
    one, again = (Arrival(5, frozenset({("A", FIRST)})) for _ in range(2))
    assert rule({}, [one, again], ()).taken == {1: frozenset({("A", FIRST)})}


def test_what_is_older_has_no_effect():
    ruling = rule({("A", FIRST): 7}, [Arrival(6, frozenset({("A", FIRST)}))], ())
    assert ruling.effective == frozenset()
    assert ruling.taken == {STANDING: frozenset({("A", FIRST)})}


def test_a_day_that_vanished_from_a_complete_file_is_emptied():
    scope = Scope("A", Days(FIRST, FIRST))
    ruling = rule({("A", FIRST): 1}, [Arrival(2, frozenset(), scope)], ())
    assert ruling.taken == {}
    assert ruling.effective == {0}


def test_an_older_file_cannot_fill_what_a_newer_complete_one_left_empty():
    scope = Scope("A", Days(FIRST, FIRST))
    late = Arrival(1, frozenset({("A", FIRST)}))
    assert rule({}, [late], [(scope, 2)]).taken == {}
