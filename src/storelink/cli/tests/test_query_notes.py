"""`storelink query` says beside the figures what they are without: accounts that have stopped, days
that were not shared, stored figures that cannot be read. Rows of no single app go by a code."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from storelink.cli import query
from storelink.cli.tabular import Format
from storelink.integrations.models import DataFile, Integration, ReportState
from storelink.integrations.storage import files
from storelink.products.apps import record
from storelink.products.share import Terms, share
from storelink.products.tests.test_read import DAY, STAND, load
from storelink.workspaces.models import Membership, Role, Workspace
from tests import lemonade_cast, lemonade_stand
from tests.lemonade_cast import alice, charlie, connected, home, workspace

__all__ = ["alice", "charlie", "connected", "home", "workspace"]


@pytest.fixture(autouse=True)
def stand(home, monkeypatch):
    monkeypatch.setattr("storelink.providers.registry.found", lambda: (lemonade_stand.provider,))


def reached(integration, last):
    ReportState.objects.create(
        integration=integration, report="cups", complete_to=last, outcome="complete"
    )


@pytest.fixture
def sold(connected):
    record(connected, lemonade_stand.STANDS)
    for back in range(40):
        load(connected, DAY - timedelta(days=back), {"1": 7, "2": 5, "": -1})
    reached(connected, DAY)
    return connected


@pytest.fixture
def asked(capsys):
    """(person, options) → rows as JSON, and what was said beside them."""

    def rows(person, **options):
        capsys.readouterr()
        query.run(metrics=["cups_sold"], person=person.email, as_json=True, **options)
        said = capsys.readouterr()
        return json.loads(said.out), said.err

    return rows


def test_the_split_by_app_has_a_row_of_no_single_app(alice, sold, asked, capsys):
    rows, said = asked(alice, by=["app"], last_count=1)
    assert {row["app"]: row["cups_sold"] for row in rows} == {"1": 7, "2": 5, "not_of_one_app": -1}
    assert said == ""
    assert asked(alice, last_count=1)[0] == [{"cups_sold": 11}]
    assert asked(alice, last_count=1, apps=["not_of_one_app"])[0] == [{"cups_sold": -1}]
    query.run(metrics=["cups_sold"], by=["app"], person=alice.email, form=Format.TABLE)
    assert "Not of one app" in capsys.readouterr().out


def test_a_dead_account_is_named_and_does_not_hold_the_range_back(alice, workspace, sold, asked):
    dead = Integration.objects.create(
        workspace=workspace, provider=STAND, account_id="old", name="Old pier", connected_by=alice
    )
    record(dead, [replace(lemonade_stand.STANDS[0], id="81")])  # an app has one account
    load(dead, DAY - timedelta(days=20), {"81": 100})
    reached(dead, DAY - timedelta(days=20))
    rows, said = asked(alice, by=["date"], last_count=3)
    assert [row["date"] for row in rows] == [f"2026-11-{day}" for day in (18, 19, 20)]
    assert "No figures of Old pier have come in since 31 Oct 2026" in said
    assert asked(alice, last_count=30)[0] == [{"cups_sold": 30 * 11 + 100}]


def test_a_range_is_cut_to_the_share_and_says_so(alice, charlie, sold, asked):
    space = Workspace.objects.create(name="Growth")
    Membership.objects.create(workspace=space, user=charlie, role=Role.OWNER)
    Membership.objects.create(workspace=space, user=alice, role=Role.MEMBER)
    terms = Terms(first_on=DAY - timedelta(days=9), last_on=DAY - timedelta(days=5))
    share(alice, sold, space, terms)
    rows, said = asked(charlie, by=["date"], workspace="Growth")
    assert [row["cups_sold"] for row in rows] == [11] * 5
    assert "shared with this workspace from 11 Nov 2026 to 15 Nov 2026" in said


def test_stored_figures_that_cannot_be_read_are_told_row_by_row(alice, sold, asked):
    for row in DataFile.objects.filter(dead_at=None, month__month=10):
        files().get(row.path).write_bytes(b"PAR1 no more")
    lemonade_cast.forget()
    rows, said = asked(
        alice, by=["date"], first=str(DAY - timedelta(days=30)), last=str(DAY), apps=["1"]
    )
    assert "cannot be read: Cups of lemonade, October 2026" in said
    known = {row["date"]: (row["cups_sold"], row["incomplete"]) for row in rows}
    assert known["2026-11-01"] == (7, False)
    assert known.get("2026-10-31", (None, True)) == (None, True)
    assert all(value == 7 for value, is_incomplete in known.values() if not is_incomplete)
