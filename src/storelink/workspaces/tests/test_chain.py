"""The chain of the audit log: what is removed or changed shows."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from storelink.workspaces.audit import note, prune
from storelink.workspaces.chain import Head, broken, digest_of, heads
from storelink.workspaces.models import AuditChain, AuditEntry


@pytest.fixture
def log(alice, team):
    """The team's log with five entries of renaming behind what was there."""
    for number in range(5):
        note(alice, team, "workspace.renamed", f"name {number}")
    assert list(broken()) == []
    return AuditEntry.objects.filter(chain=team.pk, verb="workspace.renamed").order_by("number")


def sentences(kept=()):
    return [one.sentence for one in broken(kept)]


def test_a_removed_entry_shows(log):
    gone = log[2]
    gone.delete()
    assert sentences() == [f"Entry {gone.number} was removed."]


@pytest.mark.parametrize("field", ["actor", "verb", "about", "came_from", "at"])
def test_a_changed_entry_shows_whatever_was_changed(log, field):
    value = timezone.now() - timedelta(days=1) if field == "at" else "other"
    changed = log[2]
    AuditEntry.objects.filter(pk=changed.pk).update(**{field: value})
    assert sentences() == [f"Entry {changed.number} was changed."]


def test_the_newest_entries_can_not_be_cut_off_either(log):
    gone = log[3].number
    AuditEntry.objects.filter(chain=log[0].chain, number__gte=gone).delete()
    assert sentences() == [f"All entries from {gone} on were removed."]


def test_entries_without_their_chain_show(log):
    AuditChain.objects.filter(chain=log[0].chain).delete()
    assert len(sentences()) == 1


def test_entries_of_another_workspace_can_not_be_put_among_them(log, alice):
    strange = AuditEntry.objects.filter(chain=alice.personal_workspace.pk).first()
    gone = log[2]
    gone.delete()
    AuditEntry.objects.filter(pk=strange.pk).update(chain=gone.chain, number=gone.number)
    assert f"Entry {gone.number} was changed." in sentences()


def test_what_is_forgotten_by_age_leaves_the_chain_whole(alice, team):
    AuditChain.objects.all().delete()
    AuditEntry.objects.all().delete()
    for days in (400, 390, 0):
        note(alice, team, "workspace.renamed")
        at = timezone.now() - timedelta(days=days)
        _rewrite_as_of(AuditEntry.objects.order_by("-pk").first(), at)
    assert prune(365) == 2
    assert sentences() == []
    note(alice, team, "workspace.renamed")
    assert sentences() == []
    assert AuditEntry.objects.filter(chain=team.pk).count() == 2


def test_all_may_be_forgotten_and_the_chain_goes_on(log, alice, team):
    last = log.last().number
    assert prune(1, timezone.now() + timedelta(days=3)) > 0
    assert sentences() == []
    note(alice, team, "workspace.renamed")
    assert AuditEntry.objects.get(chain=team.pk).number == last + 1
    assert sentences() == []


def test_a_head_that_was_kept_elsewhere_shows_a_chain_forged_anew(log, alice, team):
    kept = heads()
    assert sentences(kept) == []
    AuditEntry.objects.filter(chain=team.pk).delete()
    AuditChain.objects.filter(chain=team.pk).delete()
    for _ in range(10):
        note(alice, team, "workspace.renamed", "nothing happened")
    assert sentences() == []
    assert len(sentences(kept)) == 1
    assert sentences([Head(999_999, 3, "0" * 64)]) == ["The whole chain was removed."]


def _rewrite_as_of(entry, at):
    """As if it had been written at that time."""
    chain = AuditChain.objects.get(chain=entry.chain)
    before = AuditEntry.objects.filter(chain=entry.chain, number=entry.number - 1).first()
    entry.at = at
    entry.digest = digest_of(before.digest if before else "", entry)
    entry.save()
    chain.last_digest = entry.digest
    chain.save()


@pytest.mark.django_db(transaction=True)
def test_entries_written_at_the_same_moment_stand_one_after_another(alice):
    if connection.vendor == "sqlite":
        pytest.skip("threads share the tests' SQLite, which admits one writer anyway")

    def write(number):
        for step in range(5):
            note(alice, None, "password.changed", f"{number}.{step}")
        connection.close()

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = AuditEntry.objects.filter(chain=0).order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 21))
    assert sentences() == []
