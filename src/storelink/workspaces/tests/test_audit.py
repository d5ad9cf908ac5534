from datetime import timedelta

import pytest
from django.utils import timezone

from storelink.domain.errors import NotAllowed
from storelink.workspaces.audit import entries, note, prune
from storelink.workspaces.models import AuditEntry
from storelink.workspaces.origin import coming_from


def test_an_entry_says_who_what_and_from_where(alice, team):
    with coming_from("192.0.2.7"):
        note(alice, team, "workspace.renamed", "A to B")
    newest = entries(alice, team).first()
    assert (newest.actor, newest.about, newest.came_from) == (alice.email, "A to B", "192.0.2.7")


def test_it_is_searched_by_words_of_any_of_them(alice, team):
    with coming_from("192.0.2.7"):
        note(alice, team, "workspace.renamed", "A to Growth")
    for words in ("growth", "RENAMED the", "192.0.2.7", "alice growth"):
        assert entries(alice, team, words).count() == 1, words
    assert not entries(alice, team, "growth bob").exists()


def test_only_managers_read_it_and_only_their_own(alice, team, mia, bob, charlie):
    assert entries(mia, team).exists()
    for person in (bob, charlie):
        with pytest.raises(NotAllowed):
            entries(person, team)
    assert set(entries(mia, team).values_list("workspace", flat=True)) == {team.pk}


def test_an_entry_stays_when_what_it_names_is_gone(alice, team):
    team.delete()
    assert AuditEntry.objects.filter(verb="workspace.created", about="Team").exists()


def test_an_unknown_verb_is_a_mistake(alice, team):
    with pytest.raises(KeyError):
        note(alice, team, "something.else")


def test_what_is_older_than_asked_is_forgotten(alice, team):
    AuditEntry.objects.update(at=timezone.now() - timedelta(days=400))
    note(alice, team, "workspace.renamed")
    assert prune(0) == 0
    assert prune(365) > 0
    assert AuditEntry.objects.count() == 1


def test_a_line_of_others_cannot_make_a_line_of_its_own(alice, team):
    note(alice, team, "workspace.renamed", "A\nalice@example.org removed Bob")
    assert "\n" not in entries(alice, team).first().about


def test_a_line_of_the_operator_says_so(db):
    with coming_from("command line"):
        note(None, None, "key.rotated")
    assert AuditEntry.objects.get(verb="key.rotated").actor == "the operator"
