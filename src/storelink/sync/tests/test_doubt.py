"""A refusal of a key is believed where it lasts, and looked at again afterwards; a password's at
once, and never again by itself."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from django.utils import timezone

from storelink.domain.errors import NeedsVerification
from storelink.integrations.models import Credential, Integration, Issue, Run
from storelink.integrations.status import status_of
from storelink.integrations.sync_now import sync_now
from storelink.providers import registry
from storelink.sync import doubt, schedule
from storelink.sync.choice import usable
from storelink.sync.doctor import examine
from storelink.sync.reviews import bring_in
from storelink.sync.run import end_step, look_step
from tests import lemonade_stand

REFUSED = "Lou does not know this recipe."


@dataclass
class Lou:
    """How often the stand refuses a good recipe yet, and how often it was asked."""

    refusals: int = 0
    asked: int = 0
    waits: list[float] = field(default_factory=list)


def stand_with(monkeypatch, *, may_be_tried_again: bool) -> Lou:
    lou = Lou()

    class Stand(lemonade_stand.Stand):
        def check(self):
            lou.asked += 1
            if lou.refusals:
                lou.refusals -= 1
                raise NeedsVerification(REFUSED, reason="key_refused")
            return super().check()

    [kind] = lemonade_stand.provider.credential_kinds
    changed = replace(
        lemonade_stand.provider,
        open=lambda secret, http: Stand(),
        credential_kinds=(replace(kind, may_be_tried_again=may_be_tried_again),),
    )
    monkeypatch.setattr(registry, "found", lambda: (changed,))
    return lou


@pytest.fixture
def lou(monkeypatch):
    return stand_with(monkeypatch, may_be_tried_again=True)


def look(integration: Integration, lou: Lou) -> str:
    """The first step of a run, again as often as the run would take it: how it ended."""
    run = Run.objects.create(integration=integration)
    while True:
        answer = look_step(run.pk)
        if "again_in" not in answer:
            return str(end_step(run.pk, {"ended": answer.get("ended", ""), "troubles": {}}))
        lou.waits.append(answer["again_in"])


def shown() -> str:
    return status_of(Integration.objects.get()).code


@pytest.mark.parametrize("refusals", [1, 2, 3])
def test_a_refusal_that_passes_is_waited_for_and_nobody_is_told(lou, connected, refusals):
    lou.refusals = refusals
    assert look(connected, lou) == "done"
    assert len(lou.waits) == refusals
    assert shown() != "invalid_credentials"
    assert not Issue.objects.exists()
    assert Credential.objects.get().doubts == 0


def test_a_refusal_that_lasts_puts_the_key_to_rest_after_about_a_minute(lou, connected):
    lou.refusals = 100
    assert look(connected, lou) == "halted"
    assert lou.asked == len(doubt.WAITS_SECONDS) + 1
    assert 30 < sum(lou.waits) < 90
    assert shown() == "invalid_credentials"
    assert Issue.objects.get(solved_at=None).key == "credential:recipe"


def test_refusals_far_apart_are_not_added_up(lou, connected):
    for _ in range(6):
        lou.refusals = 2
        assert look(connected, lou) == "done"
    assert shown() != "invalid_credentials"


@pytest.fixture
def resting(lou, connected):
    lou.refusals = 100
    look(connected, lou)
    lou.refusals, lou.asked = 0, 0
    return connected


def test_a_resting_key_is_not_asked_with_by_the_hour(resting):
    assert not usable().exists()
    resting.due_at = timezone.now()
    resting.save()
    assert schedule.start_due() == 0


def test_sync_now_tries_a_resting_key_and_wakes_it(resting, lou, alice):
    sync_now(alice, resting)
    assert usable().exists()
    assert look(resting, lou) == "done"
    assert shown() != "invalid_credentials"
    assert not Issue.objects.filter(solved_at=None).exists()


def test_sync_now_with_a_key_that_is_still_refused_asks_once(resting, lou, alice):
    lou.refusals = 100
    sync_now(alice, resting)
    look(resting, lou)
    assert lou.asked == 1
    assert shown() == "invalid_credentials"
    assert not usable().exists()


def test_test_again_tries_a_resting_key_and_wakes_it(resting, lou, alice):
    examine(alice, resting)
    assert lou.asked == 1
    assert shown() != "invalid_credentials"
    assert Integration.objects.get().due_at <= timezone.now(), "what is missing is fetched now"


def test_test_again_with_a_refused_key_does_not_put_it_to_rest_by_itself(lou, connected, alice):
    lou.refusals = 100
    with pytest.raises(NeedsVerification, match=REFUSED):
        examine(alice, connected)
    assert lou.asked == 1
    assert shown() != "invalid_credentials"
    assert Integration.objects.get().due_at <= timezone.now(), "the run finds out whether it lasts"


def test_once_a_day_a_resting_key_is_looked_at(resting, lou, monkeypatch):
    later = timezone.now() + timedelta(days=1, minutes=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert usable().exists()
    assert look(resting, lou) == "done"
    assert shown() != "invalid_credentials"


def test_a_password_is_refused_once_and_never_tried_again(monkeypatch, connected, alice):
    lou = stand_with(monkeypatch, may_be_tried_again=False)
    lou.refusals = 1
    assert look(connected, lou) == "halted"
    assert (lou.asked, lou.waits) == (1, [])
    sync_now(alice, connected)
    assert not usable().exists()
    with pytest.raises(NeedsVerification):
        examine(alice, connected)
    assert lou.asked == 1


def test_reviews_do_not_put_a_key_to_rest_for_one_refusal(lou, connected, monkeypatch):
    def refused(*_):
        raise NeedsVerification(REFUSED, reason="key_refused")

    [changed] = registry.providers()
    monkeypatch.setattr(registry, "found", lambda: (replace(changed, reviews=refused),))
    app = connected.apps.create(store_id="1", name="Corner")
    with pytest.raises(NeedsVerification):
        bring_in(connected, app)
    assert shown() != "invalid_credentials"
    assert doubt.seconds_to_wait(connected) is not None
