"""The connection doctor, against a store that sells lemonade and gives rights stand by stand."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from django.utils import timezone

from storelink.domain.errors import BadInput, Busy, NeedsPermission, NeedsVerification, NotAllowed
from storelink.domain.report import Family
from storelink.integrations.connect import answer, begin
from storelink.integrations.models import Credential, Integration, Issue, Probe
from storelink.integrations.status import status_of
from storelink.products.admin_message import message_for_admin
from storelink.products.delete import delete
from storelink.products.matrix import matrix_of
from storelink.products.models import App
from storelink.providers import registry
from storelink.providers.contract import Capability, Check, DoorLight, Light
from storelink.sync import doctor
from storelink.sync.doctor import apps_of, examine, next_apps
from tests import lemonade_stand

from .test_run import brought_in

NO_TALK = "Only friends of the stand may talk to customers. Ask Lou."
REFUSED = Capability(Family.REPLIES, Light.RED, NO_TALK, "Friend", "Lou’s notebook")
USUAL = Check((Capability(Family.SALES, Light.GREEN), REFUSED))


@dataclass
class Rights:
    """What the store gives, and what it was asked."""

    account: Check = USUAL
    stands: dict[str, tuple[Capability, ...]] = field(default_factory=dict)
    trouble: Exception | None = None
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def rights(monkeypatch):
    found = Rights()

    class Stand(lemonade_stand.Stand):
        def check(self):
            found.asked.append("account")
            if found.trouble is not None:
                raise found.trouble
            return found.account

        def check_app(self, app):
            found.asked.append(app.id)
            return found.stands.get(app.id, ())

    changed = replace(lemonade_stand.provider, open=lambda secret, http: Stand())
    monkeypatch.setattr(registry, "found", lambda: (changed,))
    return found


@pytest.fixture
def stands(connected):
    return [
        App.objects.create(integration=connected, store_id=stand.id, name=stand.name)
        for stand in lemonade_stand.STANDS
    ]


def once_more(alice, connected, *apps):
    Integration.objects.update(tested_at=timezone.now() - doctor.BETWEEN - timedelta(seconds=1))
    return examine(alice, connected, list(apps) or None)


def lights(line):
    return {cell.family: cell.light for cell in line.cells}


def test_a_test_asks_the_account_once_and_each_app_and_keeps_what_it_found(
    alice, connected, stands, rights
):
    rights.stands["1"] = (Capability(Family.REPLIES, Light.GREEN),)
    tested = examine(alice, connected)
    assert rights.asked == ["account", "2", "1"]
    assert (len(tested.apps), tested.not_reached) == (2, 0)
    rights.trouble = Busy("Lou is asleep.")
    matrix = matrix_of(alice, connected, stands)
    assert lights(matrix.account) == {Family.SALES: Light.GREEN, Family.REPLIES: Light.RED}
    corner, beach = matrix.apps
    assert lights(corner) == {Family.SALES: Light.GREEN, Family.REPLIES: Light.GREEN}
    assert lights(beach) == lights(matrix.account)
    assert [cell.is_own for cell in corner.cells] == [False, True]
    assert matrix.account.tested_at is not None


def test_before_anybody_has_looked_nothing_is_claimed(alice, connected, stands):
    matrix = matrix_of(alice, connected, stands)
    assert lights(matrix.account) == {Family.SALES: None}
    assert matrix.lacks == ()
    assert message_for_admin(connected, matrix) == ""


def test_what_is_missing_is_told_once_with_all_that_it_stops(alice, connected, stands, rights):
    rights.stands = {"1": (REFUSED,), "2": (REFUSED,)}
    examine(alice, connected)
    [lack] = matrix_of(alice, connected, stands).lacks
    assert (lack.missing, lack.where, lack.apps) == ("Friend", "Lou’s notebook", ())
    assert lack.families == (Family.REPLIES,)


def test_the_message_for_an_admin_names_app_right_and_place(alice, connected, stands, rights):
    rights.account = Check((Capability(Family.SALES, Light.GREEN),))
    rights.stands["2"] = (REFUSED,)
    examine(alice, connected)
    text = message_for_admin(connected, matrix_of(alice, connected, stands))
    for words in ("Lou’s lemonade", "recipe 1", "1. Friend", "reply to reviews", "Apps: Beach"):
        assert words in text
    assert "Where: Lou’s notebook" in text
    assert lemonade_stand.RECIPE not in text


def test_doors_have_lights_of_their_own(alice, connected, rights):
    rights.account = Check(
        (Capability(Family.SALES, Light.GREEN),), doors=(DoorLight("Back door", Light.AMBER, "?"),)
    )
    examine(alice, connected)
    [door] = matrix_of(alice, connected, []).doors
    assert (door.subject, door.light) == ("Back door", "amber")


def test_of_many_apps_a_few_are_tested_those_untested_for_longest_first(alice, connected, rights):
    for number in range(doctor.APPS_AT_ONCE + 3):
        App.objects.create(integration=connected, store_id=f"s{number:02}", name=f"S {number:02}")
    rights.stands = {f"s{n:02}": (REFUSED,) for n in range(20)}
    assert len(examine(alice, connected).apps) == doctor.APPS_AT_ONCE
    assert [app.store_id for app in next_apps(connected)][:3] == ["s08", "s09", "s10"]
    assert len(rights.asked) == 1 + doctor.APPS_AT_ONCE


def test_an_app_left_out_is_never_asked_for(alice, connected, stands, rights):
    App.objects.filter(store_id="2").update(is_left_out=True)
    examine(alice, connected)
    assert rights.asked == ["account", "1"]
    assert [app.store_id for app in apps_of(connected)] == ["1"]


def test_a_slow_store_leaves_the_rest_for_the_next_test(
    alice, connected, stands, rights, monkeypatch
):
    monkeypatch.setattr(doctor, "_AT_MOST_SECONDS", -1.0)
    tested = examine(alice, connected)
    assert (tested.apps, tested.not_reached) == ((), 2)


def test_a_second_test_has_to_wait_and_asks_nothing(alice, connected, rights):
    examine(alice, connected)
    with pytest.raises(BadInput, match="tested just now"):
        examine(alice, connected)
    assert rights.asked == ["account"]


@pytest.mark.parametrize("who", ["bob", "vera", "charlie"])
def test_only_managers_may_test(who, connected, rights, request):
    with pytest.raises(NotAllowed):
        examine(request.getfixturevalue(who), connected)
    assert rights.asked == []


def test_members_may_look_and_strangers_may_not(vera, charlie, connected):
    assert matrix_of(vera, connected, []).families
    with pytest.raises(NotAllowed):
        matrix_of(charlie, connected, [])


def test_what_has_become_possible_is_fetched_at_once(alice, connected, rights):
    examine(alice, connected)
    later = timezone.now() + timedelta(hours=3)
    Integration.objects.update(due_at=later)
    once_more(alice, connected)
    connected.refresh_from_db()
    assert connected.due_at == later
    rights.account = Check((Capability(Family.REPLIES, Light.GREEN),))
    once_more(alice, connected)
    connected.refresh_from_db()
    assert connected.due_at <= timezone.now()


def test_a_refused_credential_rests_and_is_told(alice, connected, rights):
    rights.trouble = NeedsVerification("The recipe has changed.", reason="recipe_changed")
    with pytest.raises(NeedsVerification):
        examine(alice, connected)
    assert Credential.objects.get().refused_at is not None
    assert status_of(connected).code == "invalid_credentials"
    assert len(rights.asked) <= 2


def test_what_stops_the_whole_account_is_an_issue_until_a_test_goes_well(alice, connected, rights):
    rights.trouble = NeedsPermission("An agreement waits.", missing="A signature")
    with pytest.raises(NeedsPermission):
        examine(alice, connected)
    assert status_of(connected).code == "permission_denied"
    rights.trouble = None
    once_more(alice, connected)
    assert not Issue.objects.filter(solved_at=None).exists()


def test_a_run_keeps_what_it_found_too(connected, rights):
    brought_in(connected)
    assert Probe.objects.filter(app_id="", subject="replies", light="red").exists()


def test_a_store_that_gives_no_rights_by_app_is_told_for_the_account(alice, connected, stands):
    examine(alice, connected)
    matrix = matrix_of(alice, connected, stands)
    assert [lights(line) for line in matrix.apps] == [lights(matrix.account)] * 2
    assert not Probe.objects.exclude(app_id="").exists()


def test_new_credentials_begin_with_nothing_known(alice, connected, stands, rights):
    examine(alice, connected)
    attempt, _ = begin(
        alice, connected.workspace, lemonade_stand.KEY, "recipe", integration=connected
    )
    answer(alice, attempt.pk, {"recipe": lemonade_stand.RECIPE})
    assert not Probe.objects.exists()


def test_a_deleted_account_keeps_no_word_of_its_credentials(alice, connected, rights):
    examine(alice, connected)
    delete(alice, connected, erase_data=False)
    assert not Probe.objects.exists()
