"""Several credentials of one account: each for what it can do; one refused, the others go on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from storelink.domain.errors import Busy, NeedsPermission, NotReady, Unexpected
from storelink.domain.report import Report
from storelink.integrations.connect import answer, begin
from storelink.integrations.models import Credential, Integration, Issue, ReportState
from storelink.integrations.status import status_of
from storelink.providers import registry
from storelink.sync.choice import credential_for, fetched_reports, ranked
from tests import lemonade_club, lemonade_stand
from tests.lemonade_club import CODE, KIND, Club
from tests.lemonade_stand import CUPS

from .test_run import brought_in

BY_RECIPE = replace(CUPS, kinds=("recipe",))
SECOND_BEST = replace(CUPS, key="cups_told", kinds=(KIND,), instead_of=("cups",))


def holder(kind: str, light: str = "green") -> Credential:
    lights = {"sales": {"light": light, "sentence": ""}}
    return Credential(kind=kind, facts={"capabilities": lights})


def fetched(*credentials: Credential) -> list[str]:
    provider = replace(lemonade_club.provider, reports=(BY_RECIPE, SECOND_BEST))
    return [report.key for report in fetched_reports(provider, credentials)]


def test_the_better_report_is_fetched_where_it_can_be() -> None:
    assert fetched(holder("recipe"), holder(KIND)) == ["cups"]


def test_what_stands_in_is_fetched_where_the_better_one_cannot_be() -> None:
    assert fetched(holder(KIND)) == ["cups_told"]


def test_a_role_that_does_not_allow_it_is_no_way_to_fetch_it() -> None:
    assert fetched(holder("recipe", "red"), holder(KIND)) == ["cups", "cups_told"]


@pytest.mark.parametrize("order", [1, -1])
def test_the_kind_that_the_report_prefers_is_used(order) -> None:
    report: Report = replace(CUPS, kinds=("recipe", KIND))
    chosen = credential_for(report, [holder("recipe"), holder(KIND)][::order])
    assert chosen is not None
    assert chosen.kind == "recipe"


def google(light: str = "green", **facts: object) -> Credential:
    one = holder(KIND, light)
    one.facts |= facts
    return one


@pytest.mark.parametrize(
    "worse",
    [
        google(pending_until="2026-12-02T00:00:00+00:00"),
        google("red"), google("amber"), google(sees_apps=["2"]),
        Credential(kind=KIND, refused_at=datetime(2026, 11, 1, tzinfo=UTC)),
    ],
)  # fmt: skip
@pytest.mark.parametrize("order", [1, -1])
def test_a_credential_that_is_added_takes_nothing_from_one_that_does_more(worse, order) -> None:
    """Waiting for its invitation, refused, unsure, blind to the app, at rest."""
    better = google(sees_apps=["1", "2"])
    assert ranked(CUPS, [worse, better][::order], "1")[0] is better


@pytest.fixture
def club(monkeypatch):
    found = Club()
    monkeypatch.setattr(lemonade_club, "CLUB", found)
    monkeypatch.setattr(registry, "found", lambda: (lemonade_club.provider,))
    return found


@pytest.fixture
def both(club, alice, connected):
    """Lou's account with a recipe and a membership."""
    attempt, _ = begin(
        alice, connected.workspace, lemonade_stand.KEY, KIND, integration=connected
    )  # fmt: skip
    answer(alice, attempt.pk, {"member": "lou"})
    answer(alice, attempt.pk, {"code": CODE})
    return connected


def test_another_way_into_a_connected_account_joins_it(club, alice, connected) -> None:
    attempt, _ = begin(alice, connected.workspace, lemonade_stand.KEY, KIND)
    answer(alice, attempt.pk, {"member": "lou"})
    assert answer(alice, attempt.pk, {"code": CODE}) == connected
    assert kinds_in_use() == {"recipe", KIND}


def kinds_in_use() -> set[str]:
    return set(Credential.objects.filter(refused_at=None).values_list("kind", flat=True))


def test_two_kinds_stand_in_one_account(both) -> None:
    assert kinds_in_use() == {"recipe", KIND}
    assert Integration.objects.count() == 1


def test_one_refused_rests_and_the_other_brings_the_data(both, club) -> None:
    club.refuses.add(KIND)
    club.refuses.add("member")
    assert brought_in(both)[0] == "done"
    assert kinds_in_use() == {"recipe"}
    assert ReportState.objects.get().outcome == "complete"
    assert Issue.objects.get(solved_at=None).key == f"credential:{KIND}"


def test_the_status_tells_of_the_one_that_rests(both, club) -> None:
    club.refuses.add("member")
    brought_in(both)
    shown = status_of(Integration.objects.get())
    assert shown.code == "connected"
    assert "The club wants a code again" in shown.cause


@pytest.mark.parametrize(
    "trouble", [NeedsPermission("No."), NotReady("Not yet."), Busy("Later."), Unexpected("?")]
)
def test_what_stops_one_of_them_does_not_stop_the_other(both, club, trouble) -> None:
    club.trouble = trouble
    assert brought_in(both)[0] == "done"
    assert ReportState.objects.get().outcome == "complete"
    assert both.apps.filter(gone_at=None).count() == 2


def test_a_sign_in_that_is_over_does_not_stop_the_recipe_beside_it(both, club) -> None:
    ended = timezone.now() - timedelta(days=1)
    Credential.objects.filter(kind=KIND).update(verified_until=ended)
    brought_in(both)
    shown = status_of(Integration.objects.get())
    assert shown.code == "connected"
    assert "is over" in shown.cause


def test_both_refused_end_the_run(both, club) -> None:
    club.refuses |= {"member", "recipe"}
    assert brought_in(both)[0] == "halted"
    assert kinds_in_use() == set()


def test_a_session_that_died_is_renewed_in_the_run(both, club) -> None:
    club.refuses.add("member")
    club.trusts = True
    assert brought_in(both)[0] == "done"
    assert kinds_in_use() == {"recipe", KIND}


def test_why_a_session_cannot_be_renewed_is_told_more_exactly_than_that_it_died(both, club) -> None:
    club.refuses.add("member")
    club.bans = True
    brought_in(both)
    rests = Credential.objects.get(kind=KIND)
    assert (rests.refused_reason, rests.refused_sentence) == (
        "account_locked", "The club has locked this member out.",
    )  # fmt: skip
