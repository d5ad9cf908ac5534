from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from storelink.domain.ledger import Entry
from storelink.domain.nothing import Proof
from storelink.domain.period import Days
from storelink.domain.report import Column, Family, Grain, Kind, Offer, Partition, Period, Report
from storelink.sync.plan import Again, batches, interleaved, recent, wanted

TODAY = date(2026, 11, 24)
REPORT = Report(
    "sales", "a_store", "Sales", Family.SALES, (Column("units", Kind.COUNT, "Units"),),
    Grain.ACCOUNT, Period.DAY, 1, 0, "https://store.example/sales",
)  # fmt: skip


def partition(days_ago):
    return Partition("sales", "", str(TODAY - timedelta(days=days_ago)))


def entry(fingerprint="", last_days_ago=1, checked_days_ago=0):
    last = TODAY - timedelta(days=last_days_ago)
    checked = TODAY - timedelta(days=checked_days_ago)
    at = datetime.combine(checked, time(9), UTC)
    processed = last + timedelta(days=1)
    return Entry(fingerprint, 1, processed, last, first_on=last, checked_on=checked, checked_at=at)


days = st.lists(st.integers(1, 400), unique=True, max_size=40)


@given(offered=days, known=days)
def test_what_is_not_loaded_is_wanted_once_and_newest_first(offered, known):
    ledger = {partition(n): entry() for n in known}
    found = wanted(REPORT, [Offer(partition(n)) for n in offered * 2], ledger, TODAY)
    assert set(found) == {partition(n) for n in offered} - set(ledger)
    assert found == sorted(found, key=lambda p: p.period, reverse=True)


def test_a_partition_that_changed_at_the_store_is_wanted_again():
    ledger = {partition(3): entry("generation 1")}
    assert wanted(REPORT, [Offer(partition(3), "generation 1")], ledger, TODAY) == []
    assert wanted(REPORT, [Offer(partition(3), "generation 2")], ledger, TODAY) == [partition(3)]


def test_a_newer_parser_reads_everything_again():
    newer = replace(REPORT, parser_version=2)
    ledger = {partition(3): entry("same")}
    assert wanted(newer, [Offer(partition(3), "same")], ledger, TODAY) == [partition(3)]


@given(age=st.integers(1, 30), checked=st.integers(0, 3))
def test_the_last_ten_days_are_asked_for_again_once_a_day_and_no_others(age, checked):
    ledger = {partition(age): entry(last_days_ago=age, checked_days_ago=checked)}
    found = wanted(REPORT, [Offer(partition(age))], ledger, TODAY)
    assert bool(found) == (age <= 10 and checked >= 1)


def test_a_report_that_comes_late_is_asked_for_again_for_ten_days_after_it_came():
    late = replace(REPORT, lag_days=10)
    for age, is_asked in ((10, True), (19, True), (20, False)):
        ledger = {partition(age): entry(last_days_ago=age, checked_days_ago=1)}
        assert bool(wanted(late, [Offer(partition(age))], ledger, TODAY)) is is_asked


def test_what_an_earlier_release_loaded_is_asked_for_once():
    ledger = {partition(3): replace(entry(last_days_ago=3), checked_on=None, checked_at=None)}
    assert wanted(REPORT, [Offer(partition(3))], ledger, TODAY) == [partition(3)]


def test_a_store_that_tells_changes_is_not_asked_again_unless_it_tells_one():
    ledger = {partition(3): entry("generation 1", last_days_ago=3, checked_days_ago=1)}
    assert wanted(REPORT, [Offer(partition(3), "generation 1")], ledger, TODAY) == []
    only_how_far = Offer(partition(3), "generation 1", says_how_far=True)
    assert wanted(REPORT, [only_how_far], ledger, TODAY) == [partition(3)]


def again(first_days_ago, last_days_ago, **what):
    days = Days(TODAY - timedelta(days=first_days_ago), TODAY - timedelta(days=last_days_ago))
    return Again(datetime.combine(TODAY, time(12), UTC), days, **what)


def test_a_range_that_a_person_wants_again_is_asked_for_whatever_the_ledger_says():
    ledger = {partition(n): entry("same", last_days_ago=n) for n in range(1, 100)}
    offers = [Offer(partition(n), "same") for n in range(1, 100)]
    found = wanted(REPORT, offers, ledger, TODAY, again=[again(40, 38)])
    assert found == [partition(38), partition(39), partition(40)]
    assert wanted(REPORT, offers, ledger, TODAY, again=[again(40, 38, report="other")]) == []
    assert wanted(REPORT, offers, ledger, TODAY, again=[again(40, 38, app="7")]) == []


def test_what_was_asked_for_since_then_is_not_asked_for_again():
    evening = datetime.combine(TODAY, time(18), UTC)
    ledger = {partition(39): replace(entry("same", last_days_ago=39), checked_at=evening)}
    assert (
        wanted(REPORT, [Offer(partition(39), "same")], ledger, TODAY, again=[again(40, 38)]) == []
    )


def test_days_that_a_person_wants_again_may_be_older_than_the_bound_on_history():
    offers = [Offer(partition(n)) for n in (5, 39, 41)]
    kept = [offer.partition for offer in recent(offers, TODAY, 7, [again(40, 38)])]
    assert kept == [partition(5), partition(39)]


parts = st.lists(
    st.lists(st.integers(1, 99), max_size=12).map(
        lambda ns: [Partition(f"r{len(ns)}", str(i), str(n)) for i, n in enumerate(ns)]
    ),
    max_size=6,
)


@given(parts)
def test_interleaving_loses_and_doubles_nothing_and_keeps_each_order(reports):
    found = interleaved(reports)
    assert sorted(found) == sorted(p for one in reports for p in one)


@given(parts)
def test_the_first_of_each_report_comes_before_the_second_of_any(reports):
    found = interleaved(reports)
    firsts = [one[0] for one in reports if one]
    assert found[: len(firsts)] == firsts


@given(st.integers(0, 5000))
def test_batches_hold_everything_in_order_and_grow(count):
    every = [Partition("r", "", str(n)) for n in range(count)]
    found = batches(every)
    assert [p for one in found for p in one] == every
    assert all(0 < len(one) <= 1024 for one in found)
    assert [len(one) for one in found[:-1]] == sorted(len(one) for one in found[:-1])


@given(offered=days, history=st.integers(0, 400))
def test_a_bound_on_history_leaves_out_what_is_older_and_nothing_else(offered, history):
    offers = [Offer(partition(n)) for n in offered]
    kept = {offer.partition for offer in recent(offers, TODAY, history)}
    assert kept == {partition(n) for n in offered if not history or n <= history}


def test_a_partition_that_names_no_day_is_never_too_old():
    month = Offer(Partition("finance", "", "2020-11/ZZ"))
    assert list(recent([month], TODAY, 7)) == [month]


def test_a_zero_that_an_earlier_version_loaded_without_proof_is_asked_for_again():
    told = {partition(3): replace(entry(), row_count=0, proof=Proof.NO_SALES)}
    guessed = {partition(3): replace(entry(), row_count=0)}
    assert wanted(REPORT, [Offer(partition(3))], told, TODAY) == []
    assert wanted(REPORT, [Offer(partition(3))], guessed, TODAY) == [partition(3)]


def test_what_was_loaded_for_another_number_of_the_account_is_loaded_again():
    ledger = {partition(3): replace(entry(), account="81")}
    assert wanted(REPORT, [Offer(partition(3), account="81")], ledger, TODAY) == []
    assert wanted(REPORT, [Offer(partition(3), account="82")], ledger, TODAY) == [partition(3)]


def test_what_was_loaded_before_numbers_were_remembered_is_not_loaded_again():
    assert wanted(REPORT, [Offer(partition(3), account="81")], {partition(3): entry()}, TODAY) == []
