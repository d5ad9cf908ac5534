"""A data file that is damaged: told, left out, and rebuilt from what the store sent."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from storelink.domain.period import Days
from storelink.integrations.damage import gaps_of
from storelink.integrations.models import DataFile, Issue, KeptFile, LoadedPartition
from storelink.integrations.storage import files
from storelink.products.read import ask
from storelink.sync.repair import repair
from storelink.sync.tests.test_run import STAND, brought_in, script
from tests import lemonade_cast

__all__ = ["script"]


@pytest.fixture
def all_in(script, connected):
    """Two versions of each day: the second changed what the first had said."""
    script.fetched.clear()
    assert brought_in(connected)[0] == "done"
    script.order, script.more_cups = 2, 10
    assert brought_in(connected)[0] == "done"
    return connected


def days():
    today = timezone.now().date()
    return Days(today - timedelta(days=10), today)


def sold(alice, workspace, **more):
    table = ask(alice, workspace, STAND, ["cups_sold"], days=days(), by=["app", "date"], **more)
    return {(row["app"], row["date"]): row["cups_sold"] for row in table.to_pylist()}


def damaged(how):
    """Every data file, as a new process meets it."""
    for row in DataFile.objects.filter(dead_at=None):
        path = Path(files().get(row.path))
        content = path.read_bytes()
        path.unlink()
        if how == "flipped":
            path.write_bytes(content[:50] + bytes([content[50] ^ 1]) + content[51:])
        elif how == "truncated":
            path.write_bytes(content[:100])
        elif how == "zeroed":
            path.write_bytes(bytes(len(content)))
    lemonade_cast.forget()


HOW = ["flipped", "truncated", "zeroed", "missing"]


@pytest.mark.parametrize("how", HOW)
def test_it_is_told_and_left_out_and_rebuilt_to_the_same_totals(how, alice, workspace, all_in):
    whole = sold(alice, workspace)
    damaged(how)
    assert sold(alice, workspace) == {}
    (gap, *_) = gaps_of([all_in.pk], days())
    assert "Cups of lemonade" in gap.sentence
    issue = Issue.objects.get(integration=all_in, solved_at=None)
    assert "rebuilt from the files that the store sent" in issue.sentence
    assert repair(all_in) >= 1
    assert sold(alice, workspace) == whole
    assert gaps_of([all_in.pk], days()) == ()
    assert not Issue.objects.filter(solved_at=None).exists()


@pytest.mark.parametrize("how", HOW)
def test_the_next_run_rebuilds_it_before_anything_is_loaded(how, script, alice, workspace, all_in):
    damaged(how)
    script.order, script.more_cups = 3, 100
    assert brought_in(all_in)[0] == "done"
    found = sold(alice, workspace)
    assert len(found) == 14
    assert min(found.values()) > 100
    assert not Issue.objects.filter(solved_at=None).exists()


def test_a_day_in_a_gap_is_missing_and_never_zero(alice, workspace, all_in):
    damaged("zeroed")
    sold(alice, workspace)
    table = ask(alice, workspace, STAND, ["cups_sold"], days=days(), by=["date"])
    assert {row["cups_sold"] for row in table.to_pylist()} <= {None}
    table = ask(alice, workspace, STAND, ["cups_sold"], days=days())
    assert [row["cups_sold"] for row in table.to_pylist()] in ([], [None])


def test_what_is_not_kept_any_more_is_asked_of_the_store_again(script, alice, workspace, all_in):
    whole = sold(alice, workspace)
    damaged("missing")
    for path in set(KeptFile.objects.values_list("path", flat=True)):
        files().delete(path)
    sold(alice, workspace)
    repair(all_in)
    assert sold(alice, workspace) == {}
    assert not LoadedPartition.objects.filter(row_count__gt=0).exists()
    assert "The store is asked for them again" in Issue.objects.get(solved_at=None).sentence
    script.fetched.clear()
    assert brought_in(all_in)[0] == "done"
    assert len(script.fetched) == 7
    assert sold(alice, workspace) == whole
    assert not Issue.objects.filter(solved_at=None).exists()


def test_a_kept_file_that_is_damaged_is_not_loaded(script, alice, workspace, all_in):
    row = KeptFile.objects.filter(version_order=2).order_by("period").last()
    Path(files().get(row.path)).write_text("Day,Stand,Flavour,Cups\n2026-11-20,1,lemon,999999\n")
    damaged("missing")
    sold(alice, workspace)
    repair(all_in)
    assert max(sold(alice, workspace).values()) < 999999
    assert [i.reason for i in Issue.objects.filter(solved_at=None)] == ["data_lost"]


def test_an_account_of_others_goes_on_beside_a_damaged_one(alice, workspace, all_in):
    damaged("zeroed")
    assert gaps_of([all_in.pk + 1], days()) == ()
    assert settings.DATA_URL
