"""A sign-in that ends: verified at the code step, by its owner or by whoever holds the phone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from storelink.domain.errors import BadInput, Busy, NotAllowed
from storelink.integrations import delegate
from storelink.integrations.connect import answer, begin, current, finished, verify
from storelink.integrations.models import ConnectAttempt, Credential, PastSignIn
from storelink.integrations.past import lengths_in_days
from storelink.integrations.renew import renew
from storelink.providers import registry
from storelink.providers.contract import Ask, Refused
from tests import lemonade_club, lemonade_stand
from tests.lemonade_club import CODE, KIND, Club


@pytest.fixture
def club(monkeypatch):
    found = Club()
    monkeypatch.setattr(lemonade_club, "CLUB", found)
    monkeypatch.setattr(registry, "found", lambda: (lemonade_club.provider,))
    return found


@pytest.fixture
def member(club, alice, workspace):
    """Lou's membership, connected by Alice by name and code."""
    attempt, _ = begin(alice, workspace, lemonade_stand.KEY, KIND)
    answer(alice, attempt.pk, {"member": "lou"})
    return answer(alice, attempt.pk, {"code": CODE})


def credential():
    return Credential.objects.get(kind=KIND)


def ends_in(**left):
    Credential.objects.filter(kind=KIND).update(verified_until=timezone.now() + timedelta(**left))


def test_a_wrong_code_repeats_the_code_and_nothing_else(club, alice, workspace) -> None:
    attempt, _ = begin(alice, workspace, lemonade_stand.KEY, KIND)
    answer(alice, attempt.pk, {"member": "lou"})
    step = answer(alice, attempt.pk, {"code": "000000"})
    assert isinstance(step, Ask)
    assert step.step == "code"
    assert step.errors
    assert club.codes_sent == 1


def test_verifying_begins_at_the_code(member, alice, club) -> None:
    _, step = verify(alice, credential())
    assert isinstance(step, Ask)
    assert step.step == "code"
    assert club.codes_sent == 2


def test_a_second_tab_goes_on_with_the_same_verification(member, alice, club) -> None:
    first, _ = verify(alice, credential())
    second, step = verify(alice, credential())
    assert first.pk == second.pk
    assert isinstance(step, Ask)
    assert club.codes_sent == 2


def test_verified_it_holds_for_another_thirty_days_and_the_old_one_is_remembered(
    member, alice
) -> None:
    ends_in(days=2)
    attempt, _ = verify(alice, credential())
    assert answer(alice, attempt.pk, {"code": CODE}) == member
    assert credential().verified_until > timezone.now() + timedelta(days=29)
    assert PastSignIn.objects.get().reason == "verified"
    assert lengths_in_days(member) == [0]


def test_where_the_store_still_trusts_it_no_code_is_needed(member, alice, club) -> None:
    club.trusts = True
    _, done = verify(alice, credential())
    assert done == member
    assert ConnectAttempt.objects.count() == 0


def test_another_account_is_refused_and_nothing_changes(member, alice) -> None:
    before = credential().sealed
    attempt, _ = begin(alice, member.workspace, lemonade_stand.KEY, KIND, integration=member)
    answer(alice, attempt.pk, {"member": "somebody"})
    refused = answer(alice, attempt.pk, {"code": CODE})
    assert isinstance(refused, Refused)
    assert credential().sealed == before


def test_a_busy_store_loses_nothing_of_the_conversation(member, alice, club) -> None:
    attempt, _ = verify(alice, credential())
    club.is_busy = True
    with pytest.raises(Busy):
        answer(alice, attempt.pk, {"code": CODE})
    club.is_busy = False
    assert answer(alice, attempt.pk, {"code": CODE}) == member


def test_a_step_that_is_being_taken_is_not_taken_twice(member, alice, club) -> None:
    attempt, _ = verify(alice, credential())
    ConnectAttempt.objects.update(answering_until=timezone.now() + timedelta(minutes=1))
    with pytest.raises(Busy, match="another tab"):
        answer(alice, attempt.pk, {"code": CODE})
    assert club.guesses == 1  # the one that connected it


def test_a_step_whose_process_died_is_taken_again(member, alice) -> None:
    attempt, _ = verify(alice, credential())
    ConnectAttempt.objects.update(answering_until=timezone.now() - timedelta(seconds=1))
    assert answer(alice, attempt.pk, {"code": CODE}) == member


def test_a_viewer_may_not_verify(member, vera) -> None:
    with pytest.raises(NotAllowed):
        verify(vera, credential())


# ------------------------------------------------------------------ somebody else's phone


def test_who_holds_the_phone_sees_the_number_and_a_field_and_nothing_else(member, alice) -> None:
    attempt, _ = verify(alice, credential())
    asked = delegate.asked(delegate.offer(alice, attempt.pk))
    assert asked.sentence == "The club sent a code to •• 42."
    assert asked.field.name == "code"
    assert "lou" not in repr(asked).lower()


def test_the_right_code_by_link_connects_and_tells_whoever_began(member, alice) -> None:
    attempt, _ = verify(alice, credential())
    secret = delegate.offer(alice, attempt.pk)
    assert delegate.answer(secret, CODE) is None
    assert finished(alice, attempt.pk) == member
    with pytest.raises(BadInput):
        delegate.asked(secret)


def test_a_wrong_code_by_link_is_said_and_after_three_the_link_is_over(member, alice, club) -> None:
    attempt, _ = verify(alice, credential())
    secret = delegate.offer(alice, attempt.pk)
    for _ in range(delegate.TRIES):
        found = delegate.answer(secret, "000000")
        assert found is not None
        assert found.error
    with pytest.raises(BadInput, match="over"):
        delegate.answer(secret, CODE)
    assert club.guesses == 1 + delegate.TRIES
    assert isinstance(current(alice, attempt.pk)[1], Ask)


def test_a_newer_link_ends_the_older_one(member, alice) -> None:
    attempt, _ = verify(alice, credential())
    older = delegate.offer(alice, attempt.pk)
    newer = delegate.offer(alice, attempt.pk)
    with pytest.raises(BadInput):
        delegate.asked(older)
    assert delegate.asked(newer)


def test_a_link_lives_ten_minutes(member, alice) -> None:
    attempt, _ = verify(alice, credential())
    secret = delegate.offer(alice, attempt.pk)
    ConnectAttempt.objects.update(delegate_until=timezone.now())
    with pytest.raises(BadInput, match="over"):
        delegate.asked(secret)


def test_only_who_began_can_make_a_link(member, alice, charlie) -> None:
    attempt, _ = verify(alice, credential())
    with pytest.raises(BadInput):
        delegate.offer(charlie, attempt.pk)


def test_a_step_that_is_nobody_elses_has_no_link(club, alice, workspace) -> None:
    attempt, _ = begin(alice, workspace, lemonade_stand.KEY, KIND)
    with pytest.raises(BadInput, match="Nobody else"):
        delegate.offer(alice, attempt.pk)


# ------------------------------------------------------------------ without a person


def test_a_trusted_sign_in_is_renewed_by_itself(member, club) -> None:
    club.trusts = True
    sealed = credential().sealed
    assert renew(credential()).is_good
    assert credential().sealed != sealed
    assert PastSignIn.objects.get().reason == "renewed"


def test_a_store_that_wants_a_code_is_not_asked_again_and_again(member, club) -> None:
    assert not renew(credential()).is_good
    assert not renew(credential()).is_good
    assert club.codes_sent == 2  # one to connect, one by the only try
