"""Missing is never zero: what an answer without rows has to bring."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storelink.domain.nothing import Evidence, Proof, counts, is_proven, replaces_rows

SAID = "There were no sales for the date specified."


@pytest.mark.parametrize("proof", [Proof.UNKNOWN, Proof.FILE])
def test_only_the_store_can_say_that_there_was_nothing(proof):
    with pytest.raises(ValueError, match="no evidence"):
        Evidence(proof, SAID)


@pytest.mark.parametrize("said", ["", "  "])
def test_evidence_quotes_the_store(said):
    with pytest.raises(ValueError, match="quotes"):
        Evidence(Proof.NO_SALES, said)


def test_that_none_exist_rests_on_another_answer():
    with pytest.raises(ValueError, match="another answer"):
        Evidence(Proof.NONE_EXIST, "Invalid vendor number specified")
    assert Evidence(Proof.NONE_EXIST, "Invalid vendor number specified", "SALES accepted it")


def test_nothing_in_a_version_that_the_store_named_counts_once_a_file_of_it_has_come():
    as_asked, renamed = Evidence(Proof.NO_SALES, SAID), Evidence(Proof.NO_SALES, SAID, "", "1_4")
    assert counts(as_asked, [])
    assert not counts(renamed, [])
    assert not counts(renamed, ["1_3"])
    assert counts(renamed, ["1_3", "1_4"])


@given(before=st.integers(0, 9), now=st.integers(0, 9))
def test_nothing_never_takes_the_place_of_something(before, now):
    assert replaces_rows(before, now) == (now > 0 or before == 0)


@given(count=st.integers(0, 9), proof=st.sampled_from(list(Proof)))
def test_a_zero_without_proof_is_asked_for_again(count, proof):
    assert is_proven(count, proof) == (count > 0 or proof is not Proof.UNKNOWN)
