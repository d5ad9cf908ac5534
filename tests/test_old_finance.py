"""Finance of ten years, and of an account that gets one year only: nothing loadable is left behind,
what is refused is asked for once and named. One account of each kind, through the product's run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from storelink.domain.nothing import Proof
from storelink.domain.report import Offer
from storelink.integrations import ledger
from storelink.integrations.models import Integration, LoadedPartition, ReportState, Run
from storelink.providers.app_store_connect.tests.stage import STAGE, report, session_of
from storelink.providers.tests.play import Play
from storelink.providers.tests.simulator import TODAY, Simulator
from storelink.sync.load import Result, load
from storelink.sync.plan import wanted
from storelink.workspaces.people import add_person
from tests.test_whole_months import home, simulator

__all__ = ["home", "simulator"]

FINANCIAL = report("finance_financial")


@pytest.fixture
def play(simulator: Simulator, home: None) -> Iterator[Play]:
    found = Play(STAGE, simulator)
    yield found
    found.end()


@pytest.mark.timeout(300)
def test_every_period_that_the_store_keeps_is_loaded_and_the_others_are_asked_for_once(
    play: Play,
) -> None:
    alice = add_person("alice@example.org", "a long enough password", name="Alice")
    kept = {}
    for number, days in enumerate((3653, 365)):
        play.simulator.begin_anew(app_count=1, finance_days=days)
        one = Integration.objects.create(
            workspace=alice.personal_workspace, provider=STAGE.provider, connected_by=alice,
            account_id=f"a{number}", name=f"Account {number}",
        )  # fmt: skip
        ReportState.objects.create(integration=one, report=FINANCIAL.key)
        offers = _run(one, play)
        assert len(offers) > 115
        assert not _left(one, offers)
        kept[days] = _periods(one)
        note = ReportState.objects.get(integration=one).history_note
        assert "Apple keeps financial reports for about ten years" in note
    assert min(kept[3653]) == "2024-04/ZZ"  # the invented firm began in January 2024
    assert min(kept[365]) >= "2025-12/ZZ"
    assert len(kept[3653]) > 30
    assert kept[365] <= kept[3653]
    # The store's “no sales” of old fiscal months is taken for no proof that there were none.
    empty = LoadedPartition.objects.filter(proof=Proof.NO_SALES)
    assert not empty.exists()


def _run(one: Integration, play: Play) -> list[Offer]:
    session, run = session_of(play, "FINANCE"), Run.objects.create(integration=one)
    offers = list(session.available(FINANCIAL, "", TODAY))
    load(run, session, [offer.partition for offer in offers], Result())
    return offers


def _left(one: Integration, offers: list[Offer]) -> list[Any]:
    """What the next run would ask for, on the next day."""
    expired = ledger.expired(one, "")
    left = [offer for offer in offers if offer.partition not in expired]
    return wanted(FINANCIAL, left, ledger.loaded(one, ""), TODAY)


def _periods(one: Integration) -> set[str]:
    rows = LoadedPartition.objects.filter(integration=one, row_count__gt=0)
    return set(rows.values_list("period", flat=True))
